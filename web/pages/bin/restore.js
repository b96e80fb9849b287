// Records come back from the bin, one after the other; what cannot is told with what stands in its way.
import { call } from '../../lib/api.js';
import { fieldIn, label, valueText } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { placeOfRecord } from '../../lib/places.js';
import { undoBatch } from '../../lib/undo.js';
import { told } from '../../records/bin.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { titleOf } from './titles.js';

/** @typedef {import('./bin.js').Row} Row @typedef {{row: Row, why: string, place: string|null}} Kept place: of what has the value, where it may be seen */

/** Kinds with a value that no two may have, where one may come along with another kind. */
const UNIQUE = ['deals', 'orders', 'services'];

/** What stands in the way. @param {string} kind @param {Row} row @param {any} problem */
function reasonOf(kind, row, problem) {
  const key = problem.status === 409 && problem.kind === 'taken' ? problem.body.field : '';
  if (!key) return problem.message;
  const own = fieldIn(kind, key);
  if (own) return t('bin.taken', { label: label(own), value: valueText(own, row.fields[key]) });
  const other = UNIQUE.find((one) => fieldIn(one, key));
  return other ? t('bin.taken.along', { kind: t('kind.' + other), label: label(/** @type {any} */ (fieldIn(other, key))) }) : problem.message;
}

/** Tells every part of the page. @param {string} kind @param {Row[]} rows @param {string} action */
function tell(kind, rows, action) {
  rows.forEach((row) => told(kind, row, action));
  customersChanged();
}

/** @param {string} kind @param {Row[]} rows @returns {Promise<Kept[]>} what stays in the bin */
export async function restoreAll(kind, rows) {
  const kept = /** @type {Kept[]} */ ([]);
  const back = /** @type {{row: Row, batch: string}[]} */ ([]);
  for (const row of rows) {
    try {
      const { batch } = await call('POST', `/${kind}/${row.id}/restorations`, {});
      back.push({ row, batch });
    } catch (refusal) {
      const { kind: of, id } = /** @type {any} */ (refusal).body || {};
      kept.push({ row, why: reasonOf(kind, row, refusal), place: of && id ? placeOfRecord(of, id) : null });
    }
  }
  tell(kind, rows, 'restore');
  if (back.length === 0) return kept;
  const undo = async () => {
    try {
      for (const { batch } of back) if (batch) await undoBatch(batch);
      toast(t('ui.undone'));
    } catch (refusal) {
      toastProblem(refusal);
    }
    tell(kind, rows, 'delete');
  };
  toast(back.length === 1 ? t('bin.restored', { name: titleOf(kind, back[0].row.fields) }) : t('bin.restored.n', { n: int(back.length) }), { undo });
  return kept;
}
