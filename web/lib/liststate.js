// The list that was last looked at: which customers stood where, for previous and next and for going back.
import { call } from './api.js';

/** @typedef {{url: string, params: Record<string, string>, total: number, ids: Map<number, string>, scroll: number, opened: number}} ListState */

/** @type {ListState|null} */
let state = restore();

/** Opens a new list: address of the page, and the parameters of the call that fills it. @param {string} url @param {Record<string, string>} params */
export function beginList(url, params) {
  if (state && state.url === url) return;
  state = { url, params, total: 0, ids: new Map(), scroll: 0, opened: -1 };
}

/** Notes a stretch of rows. @param {number} offset @param {string[]} ids @param {number} total */
export function noteRows(offset, ids, total) {
  if (!state) return;
  state.total = total;
  ids.forEach((id, i) => state?.ids.set(offset + i, id));
  keep();
}

/** Forgets the rows, since an order may have changed. */
export function forgetRows() {
  if (state) state.ids.clear();
}

/** @param {number} scroll */
export function noteScroll(scroll) {
  if (state) state.scroll = scroll;
}

/** Where the list stood when it was left. @param {string} url */
export const scrollOf = (url) => (state && state.url === url ? state.scroll : 0);

/** Notes the row that is being opened. @param {number} index */
export function noteOpened(index) {
  if (!state) return;
  state.opened = index;
  keep();
}

/** The row that was opened last, when this list is come back to; -1 for none. @param {string} url */
export function takeOpened(url) {
  if (!state || state.url !== url) return -1;
  const { opened } = state;
  state.opened = -1;
  return opened;
}

/** The address to go back to: the list as it was. */
export const listUrl = () => state?.url || '#/customers';

/** Place of a customer in the list. @param {string} id @returns {{index: number, total: number}|null} */
export function placeOf(id) {
  if (!state) return null;
  for (const [index, one] of state.ids) if (one === id) return { index, total: state.total };
  return null;
}

/**
 * The neighbour of a customer in the list, asked from the server when it has not been loaded; null at the ends.
 * @param {string} id @param {1|-1} step @returns {Promise<string|null>}
 */
export async function neighbour(id, step) {
  const place = placeOf(id);
  if (!state || !place) return null;
  const index = place.index + step;
  if (index < 0 || state.total <= index) return null;
  const known = state.ids.get(index);
  if (known) return known;
  if (10000 < index) return null;
  const answer = await call('GET', '/customers', undefined, { query: { ...state.params, offset: index, limit: 1, fields: 'name' } });
  const found = answer.items[0]?.id || null;
  if (found) {
    state.ids.set(index, found);
    keep();
  }
  return found;
}

/** Ids and order survive a reload of the page; they say nothing of the customers. */
function keep() {
  if (!state) return;
  try {
    sessionStorage.setItem('list', JSON.stringify({ ...state, ids: [...state.ids].slice(-600) }));
  } catch {
    // Without storage the order lasts as long as the page.
  }
}

/** @returns {ListState|null} */
function restore() {
  try {
    const saved = JSON.parse(sessionStorage.getItem('list') || 'null');
    return saved && { ...saved, ids: new Map(saved.ids) };
  } catch {
    return null;
  }
}
