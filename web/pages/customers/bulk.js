// What is done with the chosen rows of the list, in a bar over its foot.
import { html, useState } from '../../lib/html.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../ui/icon.js';
import { AssignDialog } from './hand.js';

/** @param {{selection: import('./select.js').Selection, total: number, params: Record<string, string>}} props */
export function Bulk({ selection, total, params }) {
  const [assigning, setAssigning] = useState(false);
  const { ids, all } = selection;
  const count = all ? total : ids.length;
  // A search by scraps has no form in the filter language, so that only what is chosen row by row can be sent.
  const whole = !params.q && !all && ids.length < total;
  const done = () => {
    setAssigning(false);
    selection.clear();
  };
  return html`
    <div class="bulk" role="region" aria-label=${t('bulk.title')}>
      <span class="bulk-n" aria-live="polite">${t('bulk.n', { n: int(count) })}${whole && html`<button type="button" onClick=${() => selection.takeAll()}>${t('bulk.all', { n: int(total) })}</button>`}</span>
      <button type="button" class="bulk-b" onClick=${() => setAssigning(true)}><${Icon} n="user" />${t('hand.assign')}</button>
      <button type="button" class="bulk-b" aria-label=${t('bulk.clear')} title=${t('bulk.clear')} onClick=${() => selection.clear()}><${Icon} n="x" /></button>
      ${assigning && html`<${AssignDialog} count=${count} what=${all ? { filter: params.filter || '' } : { ids }} close=${() => setAssigning(false)} done=${done} />`}
    </div>`;
}
