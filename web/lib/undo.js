// Taking back what was just done to a record, with everything that was changed along with it.
import { call, Problem } from './api.js';

/** Takes a batch of changes back; where nothing could be taken back it throws a Problem with the reason. @param {string} batch @returns {Promise<any>} */
export async function undoBatch(batch) {
  const answer = await call('POST', `/batches/${batch}/undo`);
  const [kept] = answer?.kept || [];
  if (answer?.reversed === 0 && kept) throw new Problem({ type: '/problems/kept', detail: kept.reason }, 409);
  return answer;
}

/**
 * Takes back the last change of a record, as a whole: a deal that is won has changed its customer as well.
 * @param {string} path such as `/deals/7` @param {{batch?: string}} [answer] of the change, where it names its batch
 */
export async function undoLast(path, answer) {
  const batch = answer?.batch || (await call('GET', path + '/history', undefined, { query: { limit: 1 } })).items[0]?.batch;
  if (batch) await undoBatch(batch);
}
