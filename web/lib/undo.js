// Taking back what was just done, with everything that was changed along with it, and nothing that others did since.
import { call, Problem } from './api.js';
import { t } from './i18n.js';

/**
 * Takes a batch of changes back: the one that the answer to a change names, which is that change alone.
 * What others have changed since stays; where nothing could be taken back it throws a Problem with the reason.
 * @param {string} batch @returns {Promise<{kept: {id: string, name: string, reason: string}[]}>}
 */
export async function undoBatch(batch) {
  const answer = await call('POST', `/batches/${batch}/undo`);
  const kept = answer?.kept || [];
  if (answer?.reversed === 0 && kept.length) throw new Problem({ type: '/problems/kept', detail: kept[0].reason }, 409);
  return { ...answer, kept };
}

/** What to say of it: that it was taken back, or what of it stays as it is and why. @param {{kept: {reason: string}[]}} answer @param {string} said where all of it was */
export const undoneText = ({ kept }, said) => (kept.length ? t('ui.undone.part', { reason: kept[0].reason }) : said);
