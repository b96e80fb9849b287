// All records of a kind about a customer, however many there are.
import { call } from '../../lib/api.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

const PAGE = 100;
/** Nobody looks through more than these pages at the side of a customer. */
const PAGES = 30;

/** @param {string} customer @param {string} kind @returns {Promise<Row[]>} newest first */
export async function wholeOf(customer, kind) {
  const items = /** @type {Row[]} */ ([]);
  let cursor = null;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await call('GET', `/customers/${customer}/timeline`, undefined, { query: { kinds: kind, limit: PAGE, cursor } });
    items.push(...answer.items);
    cursor = answer.next;
    if (!cursor) break;
  }
  return items;
}
