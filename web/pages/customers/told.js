// What came of a change of many customers: how many are changed, who stays as they are, and why.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';

/** @typedef {{id: string, kind?: string, name?: string|null, message: string}} Kept @typedef {{changed: number, unchanged?: number, kept: Kept[], count: number}} Outcome kind: customers where it is not said; count: of all that are kept */

/** Kept customers that are listed. */
const LISTED = 50;

/** The customers by the reason that keeps them, most first. @param {Kept[]} kept @returns {[why: string, rows: Kept[]][]} */
function byReason(kept) {
  const groups = new Map();
  for (const one of kept) groups.set(one.message, [...(groups.get(one.message) || []), one]);
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

/** @param {string} [kind] */
const isCustomer = (kind = 'customers') => kind === 'customers';

/** Names of those that the answer does not name. @param {Kept[]} shown @returns {Record<string, string>} */
function useNames(shown) {
  const [names, setNames] = useState(/** @type {Record<string, string>} */ ({}));
  useEffect(() => {
    let here = true;
    for (const { id, kind, name } of shown) {
      if (!name && isCustomer(kind)) call('GET', '/customers/' + id, undefined, { query: { fields: 'name,code' } }).then(({ fields }) => { if (here) setNames((old) => ({ ...old, [id]: fields.name || fields.code })); }, () => {});
    }
    return () => { here = false; };
  }, []);
  return names;
}

/** What is kept, by reason. @param {{kept: Kept[], count: number, words: string}} props words: what the keys of its texts begin with */
export function KeptList({ kept, count, words }) {
  const shown = kept.slice(0, LISTED);
  const names = useNames(shown);
  const more = count - shown.length;
  const nameOf = (/** @type {Kept} */ one) => one.name || names[one.id];
  return html`
    ${byReason(shown).map(([why, rows]) => html`
      <h3 key=${why} class="f13">${t(words + '.why', { why, n: int(rows.length) })}</h3>
      <ul class="kept">${rows.map((one) => html`<li key=${one.id}>${!nameOf(one)
        ? html`<span class="t3">${t(words + '.unknown', { id: one.id })}</span>`
        : isCustomer(one.kind) ? html`<a class="link" href=${'#/customer/' + one.id}>${nameOf(one)}</a>` : nameOf(one)}</li>`)}</ul>`)}
    ${0 < more && html`<p class="t3 f12">${t(words + '.more', { n: int(more) })}</p>`}`;
}

/** @param {{told: Outcome, close: () => void}} props */
export function Told({ told, close }) {
  const title = t('bulk.changed', { n: int(told.changed) }) + (told.unchanged ? t('bulk.unchanged', { n: int(told.unchanged) }) : '');
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <${DialogHead} title=${title} sub=${t('bulk.kept', { n: int(told.count) })} onClose=${close} />
      <div class="dialog-b"><${KeptList} kept=${told.kept} count=${told.count} words="bulk.kept" /></div>
      <div class="dialog-f"><button type="button" class="btn primary" data-autofocus onClick=${close}>${t('ui.close')}</button></div>
    <//>`;
}
