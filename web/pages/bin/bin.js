// The bin: whatever kind of record was deleted, who deleted it and when, and the way back for one or for many.
import { html, useState } from '../../lib/html.js';
import { kinds } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { route } from '../../lib/router.js';
import { can } from '../../lib/session.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Icon } from '../../ui/icon.js';
import { NavTabs } from '../../ui/tabs.js';
import { CustomerList } from '../customers/list.js';
import { By } from './by.js';
import { BinList } from './list.js';
import { restoreAll } from './restore.js';
import { titleOf } from './titles.js';

/**
 * @typedef {import('../../records/kinds.js').Row & {deleted_at?: string}} Row
 * @typedef {import('./restore.js').Kept} Kept
 * @typedef {object} Bin what a list of the bin needs of its page
 * @property {any} head the kinds to choose from
 * @property {(rows: Row[]) => Promise<void>} restore
 * @property {(row: Row) => any} by who deleted it
 * @property {(selection: import('../customers/select.js').Selection, rows: import('../customers/rows.js').Rows) => any} bar what is done with the chosen rows
 */

/** Kinds that have a bin, in the order of the page. */
const KINDS = ['customers', 'contacts', 'followups', 'tasks', 'services', 'deals', 'payments', 'orders', 'participations', 'consents', 'attachments'];

/** Those that the person may see. */
const shownKinds = () => KINDS.filter((kind) => can('view', kind) && (kind === 'customers' || kinds.value[kind]));

/** @param {string} kind */
const hrefOf = (kind) => '#/bin' + (kind === 'customers' ? '' : '?kind=' + kind);

export function BinPage() {
  const [kept, setKept] = useState(/** @type {Kept[]} */ ([]));
  const shown = shownKinds();
  const asked = route.value.query.get('kind') || 'customers';
  const kind = shown.includes(asked) ? asked : shown[0];
  /** @param {Row[]} rows */
  const restore = async (rows) => setKept(await restoreAll(kind, rows));
  const bin = /** @type {Bin} */ ({
    restore,
    by: (row) => html`<${By} kind=${kind} row=${row} />`,
    head: html`
      <${NavTabs} class="views" label=${t('bin.kinds')} items=${shown.map((one) => ({ href: hrefOf(one), text: t('bin.kind.' + one), on: one === kind }))} />
      <p class="bin-lead t3 f13">${t(kind === 'customers' ? 'bin.lead.customers' : 'bin.lead')}</p>`,
    bar: (selection, rows) => html`<${Bar} selection=${selection} rows=${rows} restore=${restore} />`,
  });
  return html`
    ${kind === 'customers' ? html`<${CustomerList} bin=${bin} />` : html`<${BinList} key=${kind} kind=${kind} bin=${bin} />`}
    ${kept.length !== 0 && html`<${Refused} kind=${kind} kept=${kept} close=${() => setKept([])} />`}`;
}

/** What is done with the chosen rows. @param {{selection: import('../customers/select.js').Selection, rows: import('../customers/rows.js').Rows, restore: (rows: Row[]) => Promise<void>}} props */
function Bar({ selection, rows, restore }) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    const chosen = Array.from({ length: rows.reach }, (_, i) => rows.rowAt(i)).filter((row) => row && selection.ids.includes(row.id));
    setBusy(true);
    await restore(/** @type {Row[]} */ (chosen));
    setBusy(false);
    selection.clear();
  };
  const n = selection.ids.length;
  return html`
    <div class="bulk" role="region" aria-label=${t('bin.chosen')}>
      <span class="bulk-n" aria-live="polite">${t('bin.n', { n })}</span>
      <button type="button" class="bulk-b" disabled=${busy} aria-busy=${busy ? 'true' : undefined} onClick=${run}><${Icon} n="undo" />${t('bin.restore.n', { n })}</button>
      <button type="button" class="bulk-b" aria-label=${t('bulk.clear')} title=${t('bulk.clear')} onClick=${() => selection.clear()}><${Icon} n="x" /></button>
    </div>`;
}

/** What stays in the bin, and what stands in its way. @param {{kind: string, kept: Kept[], close: () => void}} props */
const Refused = ({ kind, kept, close }) => html`
  <${Dialog} open onClose=${close} label=${t('bin.kept', { n: kept.length })}>
    <${DialogHead} title=${t('bin.kept', { n: kept.length })} onClose=${close} />
    <div class="dialog-b"><ul class="kept">${kept.map(({ row, why, place }) => html`<li key=${row.id}><b>${titleOf(kind, row.fields)}</b><div class="t2 f13">${why}</div>${place && html`<a class="link f13" href=${'#' + place}>${t('bin.open')}</a>`}</li>`)}</ul></div>
    <div class="dialog-f"><button type="button" class="btn primary" data-autofocus onClick=${close}>${t('ui.close')}</button></div>
  <//>`;
