// What is done with the chosen rows of the list, in a bar over its foot.
import { html, useState } from '../../lib/html.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { can } from '../../lib/session.js';
import { Icon } from '../../ui/icon.js';
import { ChangeDialog } from './change.js';
import { AssignDialog } from './hand.js';

/** What may be done, with the icon of each. @type {['level'|'tags'|'field', string][]} */
const WAYS = [['level', 'flag'], ['tags', 'tag'], ['field', 'edit']];

/** @param {{selection: import('./select.js').Selection, total: number, params: Record<string, string>}} props */
export function Bulk({ selection, total, params }) {
  const [doing, setDoing] = useState(/** @type {''|'assign'|'level'|'tags'|'field'} */ (''));
  const { ids, all } = selection;
  const count = all ? total : ids.length;
  const what = all ? { filter: params.filter || '' } : { ids };
  // A search by scraps has no form in the filter language, so that only what is chosen row by row can be sent.
  const whole = !params.q && !all && ids.length < total;
  const close = () => setDoing('');
  const done = () => {
    close();
    selection.clear();
  };
  return html`
    <div class="bulk" role="region" aria-label=${t('bulk.title')}>
      <span class="bulk-n" aria-live="polite">${t('bulk.n', { n: int(count) })}${whole && html`<button type="button" onClick=${() => selection.takeAll()}>${t('bulk.all', { n: int(total) })}</button>`}</span>
      ${can('assign') && html`<button type="button" class="bulk-b" onClick=${() => setDoing('assign')}><${Icon} n="user" />${t('hand.assign')}</button>`}
      ${can('edit') && WAYS.map(([way, icon]) => html`<button type="button" class="bulk-b" key=${way} onClick=${() => setDoing(way)}><${Icon} n=${icon} />${t('bulk.' + way)}</button>`)}
      <button type="button" class="bulk-b" aria-label=${t('bulk.clear')} title=${t('bulk.clear')} onClick=${() => selection.clear()}><${Icon} n="x" /></button>
      ${doing === 'assign' && html`<${AssignDialog} count=${count} what=${what} close=${close} done=${done} />`}
      ${doing !== '' && doing !== 'assign' && html`<${ChangeDialog} way=${doing} count=${count} what=${what} close=${close} done=${done} />`}
    </div>`;
}
