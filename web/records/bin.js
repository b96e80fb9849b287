// To the bin and back, with undo where one stands.
import { call } from '../lib/api.js';
import { tellChanged } from '../lib/changed.js';
import { t } from '../lib/i18n.js';
import { toast, toastProblem } from '../ui/toast.js';
import { kindName } from './kinds.js';

/** @typedef {import('./kinds.js').Row} Row */

/** @param {string} kind @param {Row} row @param {string} action */
export const told = (kind, row, action) => tellChanged({ kind, id: row.id, customer: row.fields?.customer?.id ?? row.fields?.customer?.[0]?.id ?? null, action });

/** Brings a record back from the bin. @param {string} kind @param {Row} row @returns {Promise<Row|null>} as it then is; null when it was refused */
export async function restore(kind, row) {
  try {
    const back = await call('POST', `/${kind}/${row.id}/restorations`, {});
    told(kind, back?.fields ? back : row, 'restore');
    return back;
  } catch (refusal) {
    toastProblem(refusal);
    return null;
  }
}

/** Puts a record into the bin and offers to take that back. @param {string} kind @param {Row} row @param {string} [what] the message, where it is not the usual one @returns {Promise<boolean>} */
export async function toBin(kind, row, what) {
  try {
    await call('DELETE', `/${kind}/${row.id}`, undefined, { ifMatch: row.version });
  } catch (refusal) {
    toastProblem(refusal);
    told(kind, row, 'edit');
    return false;
  }
  told(kind, row, 'delete');
  toast(what || t('rec.deleted', { kind: kindName(kind) }), { undo: () => { restore(kind, row).then((back) => { if (back) toast(t('rec.restored', { kind: kindName(kind) })); }); } });
  return true;
}
