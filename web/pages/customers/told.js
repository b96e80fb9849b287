// What came of a change of many customers: how many are changed, who stays as they are, and why.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';

/** @typedef {{id: string, name?: string|null, message: string}} Kept @typedef {{changed: number, unchanged?: number, kept: Kept[], count: number}} Outcome count: of all that are kept */

/** Kept customers that are listed. */
const LISTED = 50;

/** The customers by the reason that keeps them, most first. @param {Kept[]} kept @returns {[why: string, rows: Kept[]][]} */
function byReason(kept) {
  const groups = new Map();
  for (const one of kept) groups.set(one.message, [...(groups.get(one.message) || []), one]);
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

/** Names of those that the answer does not name. @param {Kept[]} shown @returns {Record<string, string>} */
function useNames(shown) {
  const [names, setNames] = useState(/** @type {Record<string, string>} */ ({}));
  useEffect(() => {
    let here = true;
    for (const { id, name } of shown) {
      if (!name) call('GET', '/customers/' + id, undefined, { query: { fields: 'name,code' } }).then(({ fields }) => { if (here) setNames((old) => ({ ...old, [id]: fields.name || fields.code })); }, () => {});
    }
    return () => { here = false; };
  }, []);
  return names;
}

/** @param {{told: Outcome, close: () => void}} props */
export function Told({ told, close }) {
  const shown = told.kept.slice(0, LISTED);
  const names = useNames(shown);
  const more = told.count - shown.length;
  const title = t('bulk.changed', { n: int(told.changed) }) + (told.unchanged ? t('bulk.unchanged', { n: int(told.unchanged) }) : '');
  const nameOf = (/** @type {Kept} */ one) => one.name || names[one.id];
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <${DialogHead} title=${title} sub=${t('bulk.kept', { n: int(told.count) })} onClose=${close} />
      <div class="dialog-b">
        ${byReason(shown).map(([why, rows]) => html`
          <h3 key=${why} class="f13">${t('bulk.kept.why', { why, n: int(rows.length) })}</h3>
          <ul class="kept">${rows.map((one) => html`<li key=${one.id}>${nameOf(one) ? html`<a class="link" href=${'#/customer/' + one.id}>${nameOf(one)}</a>` : html`<span class="t3">${t('bulk.kept.unknown', { id: one.id })}</span>`}</li>`)}</ul>`)}
        ${0 < more && html`<p class="t3 f12">${t('bulk.kept.more', { n: int(more) })}</p>`}
      </div>
      <div class="dialog-f"><button type="button" class="btn primary" data-autofocus onClick=${close}>${t('ui.close')}</button></div>
    <//>`;
}
