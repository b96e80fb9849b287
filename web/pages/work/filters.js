// What narrows a list of one kind: the toolbar with search and chips, the facets at the side or in a sheet.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { fieldIn, label } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { narrow } from '../../lib/prefs.js';
import { setQuery } from '../../lib/router.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Chips, Facet } from '../../ui/facets.js';
import { Icon } from '../../ui/icon.js';
import { SearchBox } from '../../ui/searchbox.js';
import { chipsOf, clearAll, facetsOf, filterText, marksOf, valuesOf } from './state.js';

/** @typedef {import('./state.js').Spec} Spec */
/** @typedef {import('./state.js').ListState} ListState */

/** @param {Spec} spec @param {string} key */
const titleOf = (spec, key) => {
  const field = fieldIn(spec.kind, key);
  return field ? label(field) : key;
};

/** @param {{spec: Spec, list: ListState, counts: Record<string, any[]>}} props */
export const Facets = ({ spec, list, counts }) => html`
  ${0 < marksOf(spec).length && html`<fieldset class="facet"><legend class="vh">${t('work.marks')}</legend>${marksOf(spec).map((one) => html`
    <label class="facet-o" key=${one.key}><input type="checkbox" class="check" checked=${list.marks.includes(one.key)}
      onChange=${() => setQuery({ is: list.marks.includes(one.key) ? list.marks.filter((key) => key !== one.key) : [...list.marks, one.key] })} /><span class="cut grow">${t(`${spec.kind}.mark.${one.key}`)}</span></label>`)}</fieldset>`}
  ${facetsOf(spec).map((key) => html`
    <${Facet} key=${key} name=${titleOf(spec, key)} values=${valuesOf(spec, key, counts[key] || [], list.on[key])} on=${list.on[key]}
      onToggle=${(/** @type {string} */ value) => setQuery({ [key]: list.on[key].includes(value) ? list.on[key].filter((one) => one !== value) : [...list.on[key], value] })} />`)}`;

/** How many there would be of each value; asked when the sheet opens, where the list does not bring it. @param {Spec} spec @param {ListState} list @param {boolean} wanted */
function useCounts(spec, list, wanted) {
  const [counts, setCounts] = useState(/** @type {{facets: Record<string, any[]>, total: number}} */ ({ facets: {}, total: 0 }));
  const filter = filterText(spec, list);
  useEffect(() => {
    let here = true;
    if (wanted) call('GET', '/' + spec.kind, undefined, { query: { q: list.q, filter, limit: 1, facets: facetsOf(spec) } }).then((answer) => { if (here) setCounts(answer); }, () => {});
    return () => { here = false; };
  }, [wanted, filter, list.q]);
  return counts;
}

/**
 * Search, the filters in force, and the button to the others.
 * @param {{spec: Spec, list: ListState, aside: boolean, children?: any}} props aside: the facets stand beside the list on a wide screen
 */
export function Toolbar({ spec, list, aside, children }) {
  const [sheet, setSheet] = useState(false);
  const counts = useCounts(spec, list, sheet);
  const chips = chipsOf(spec, list, (key) => titleOf(spec, key));
  const clear = () => clearAll(spec);
  const close = () => setSheet(false);
  return html`
    <div class="toolbar">
      <${SearchBox} q=${list.q} label=${t(spec.kind + '.search')} placeholder=${t(spec.kind + '.search.hint')} into=${aside ? undefined : '.deal'} />
      <button type="button" class=${'btn' + (aside ? ' only-m' : '')} onClick=${() => setSheet(true)}><${Icon} n="sliders" /><span class="only-d">${t('work.filter')}</span>${chips.length > 0 && html`<span class="dotnum">${chips.length}</span>`}<span class="vh only-m">${t('work.filter')}</span></button>
      <div class="only-d grow"><${Chips} chips=${chips} clear=${clear} /></div>
      <div class="row push">${children}</div>
    </div>
    <div class="only-m work-chips"><${Chips} chips=${chips} clear=${clear} /></div>
    <${Dialog} open=${sheet} onClose=${close} class=${narrow.value ? 'sheet' : 'dialog work-sheet'} label=${t('work.filter')}>
      <${DialogHead} title=${t('work.filter')} onClose=${close} />
      <div class="sheet-b"><${Facets} spec=${spec} list=${list} counts=${counts.facets || {}} /></div>
      <div class="dialog-f">
        <button type="button" class="btn lg" onClick=${clear}>${t('ui.clear_all')}</button>
        <button type="button" class="btn primary lg grow" onClick=${close}>${t('work.show_n', { n: int(counts.total) })}</button>
      </div>
    <//>`;
}
