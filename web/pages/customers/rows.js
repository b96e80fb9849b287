// The rows of a list: asked from the server a hundred at a time, an older answer never replacing a newer one.
import { useEffect, useRef, useState } from '../../lib/html.js';
import { exchange, freshness } from '../../lib/api.js';
import { beginList, forgetRows, noteRows } from '../../lib/liststate.js';

export const WINDOW = 100;
/** Rows beyond this are reached by cursor, one window after the other. */
const BY_OFFSET = 10000;

/**
 * @typedef {{id: string, version: number, fields: Record<string, any>}} Item
 * @typedef {{items: Item[], next: string|null}} Window
 * @typedef {object} Rows
 * @property {number} total
 * @property {number} reach rows that can be scrolled to now
 * @property {Record<string, {value: string, label: string, count: number}[]>} facets
 * @property {any} problem
 * @property {boolean} ready whether anything has been answered yet
 * @property {boolean} busy the rows shown are of the list before
 * @property {boolean} indexing
 * @property {(index: number) => Item|undefined} rowAt
 * @property {(first: number, last: number) => void} want
 * @property {(id: string) => boolean} has whether the row is loaded
 * @property {(row: Item) => void} replace shows a newer state of a row, where it stands
 */

/**
 * @param {{url: string, params: Record<string, string>, facets: string[], tick: unknown, path?: string}} list
 *   path: of another kind than customers, whose rows are no list to walk through on the page of a customer; params: q, filter, sort, fields, bin; tick: asks again when it changes
 * @returns {Rows}
 */
export function useRows({ url, params, facets, tick, path }) {
  const key = JSON.stringify(params);
  const [, redraw] = useState(0);
  const state = useRef(/** @type {any} */ ({ generation: 0, windows: new Map(), asked: new Set(), total: 0, facets: {}, ready: false, busy: false, problem: null, indexing: false }));
  const s = state.current;
  const live = useRef(params);
  live.current = params;

  useEffect(() => {
    s.generation += 1;
    s.aborter?.abort();
    s.aborter = new AbortController();
    s.asked = new Set([0]);
    s.busy = s.ready;
    redraw((n) => n + 1);
    const mine = s.generation;
    fetchWindow(0, live.current, { path, facets, signal: s.aborter.signal }).then((answer) => {
      if (mine !== s.generation) return;
      if (!path) {
        forgetRows();
        beginList(url, live.current);
      }
      Object.assign(s, { windows: new Map([[0, answer]]), total: answer.total, facets: answer.facets, ready: true, busy: false, problem: null, indexing: answer.indexing });
      if (!path) noteRows(0, answer.items.map((/** @type {Item} */ one) => one.id), answer.total);
      redraw((n) => n + 1);
    }, (problem) => {
      if (mine !== s.generation || problem.name === 'AbortError') return;
      Object.assign(s, { problem, busy: false, ready: true });
      redraw((n) => n + 1);
    });
    return undefined;
  }, [key, tick]);
  useEffect(() => () => { s.generation += 1; s.aborter?.abort(); }, []);

  /** @param {number} index */
  const load = async (index) => {
    if (s.asked.has(index) || s.busy) return;
    const offset = index * WINDOW;
    const cursor = offset <= BY_OFFSET ? undefined : s.windows.get(index - 1)?.next;
    if (BY_OFFSET < offset && !cursor) return;
    s.asked.add(index);
    const mine = s.generation;
    try {
      const answer = await fetchWindow(index, live.current, { path, cursor, signal: s.aborter.signal });
      if (mine !== s.generation) return;
      s.windows.set(index, answer);
      if (!path) noteRows(offset, answer.items.map((/** @type {Item} */ one) => one.id), s.total);
      redraw((n) => n + 1);
    } catch (problem) {
      if (mine !== s.generation || /** @type {any} */ (problem).name === 'AbortError') return;
      setTimeout(() => { if (mine === s.generation) { s.asked.delete(index); redraw((n) => n + 1); } }, 1500);
    }
  };

  /** @param {string} id @returns {[Item[], number]|undefined} */
  const find = (id) => [...s.windows.values()].map((one) => /** @type {[Item[], number]} */ ([one.items, one.items.findIndex((/** @type {Item} */ row) => row.id === id)])).find(([, at]) => 0 <= at);

  return {
    has: (id) => Boolean(find(id)),
    replace: (row) => {
      const [items, at] = find(row.id) || [[], -1];
      if (at < 0 || row.version <= items[at].version) return;
      items[at] = row;
      redraw((n) => n + 1);
    },
    total: s.total,
    reach: reachOf(s.total, s.windows),
    facets: s.facets, problem: s.problem, ready: s.ready, busy: s.busy, indexing: s.indexing,
    rowAt: (index) => s.windows.get(Math.floor(index / WINDOW))?.items[index % WINDOW],
    want: (first, last) => {
      if (!s.ready || s.total === 0) return;
      for (let i = Math.floor(first / WINDOW); i <= Math.floor(Math.max(first, last - 1) / WINDOW); i += 1) load(i);
    },
  };
}

/** Rows that can be asked for: all within the offsets, then one window more at a time. @param {number} total @param {Map<number, Window>} windows */
function reachOf(total, windows) {
  if (total <= BY_OFFSET + WINDOW) return total;
  let reach = BY_OFFSET + WINDOW;
  while (windows.has(reach / WINDOW - 1) && reach < total) reach += WINDOW;
  return Math.min(total, reach);
}

/**
 * @param {number} index @param {Record<string, string>} params
 * @param {{path?: string, facets?: string[], cursor?: string, signal: AbortSignal}} options
 */
async function fetchWindow(index, params, { path = '/customers', facets, cursor, signal }) {
  const after = index === 0 ? freshness() : null;
  const query = { ...params, limit: WINDOW, facets, after, ...(cursor ? { cursor } : { offset: index * WINDOW || null }) };
  const ask = (/** @type {any} */ q) => exchange('GET', path, undefined, { query: q, signal });
  const { data, headers } = await ask(query).catch((problem) => {
    if (problem.kind === 'index-behind' && after) return ask({ ...query, after: null });
    throw problem;
  });
  return { ...data, facets: data.facets || {}, indexing: headers.get('Index-State') === 'rebuilding' };
}
