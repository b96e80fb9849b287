// What the page of a customer shows, fetched at once, and again when somebody has changed something of it.
import { useEffect, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { useChanged } from '../../lib/changed.js';
import { useRecord } from '../../records/record.js';

/**
 * @typedef {import('../../records/kinds.js').Row} Row
 * @typedef {{at: string, by: {id: string, name: string}|null, from: any, to: any}} LevelChange
 * @typedef {{kind: string, id?: string, version?: number, at: string, fields?: Record<string, any>, seq?: number, by?: {id: string, name: string}|null, field?: string, from?: any, to?: any}} Item
 *   of the timeline: a record, or a change of level or owner
 * @typedef {{items: Item[], next: string|null, counts: Record<string, number>}} Stretch
 * @typedef {{contacts: Row[], tasks: Row[], deals: Row[], levels: LevelChange[], timeline: Stretch}} Parts
 */

/** Entries of the timeline that come with the page. */
const FIRST = 30;
/** @type {Parts} */
const BARE = { contacts: [], tasks: [], deals: [], levels: [], timeline: { items: [], next: null, counts: {} } };
/** Changes that come together are fetched together. */
const WAIT_MS = 120;

/**
 * @param {string} id of the customer
 * @returns {{record: ReturnType<typeof useRecord>, parts: Parts|null, refresh: () => void}} refresh: fetches anew, soon
 */
export function useOverview(id) {
  const path = '/customers/' + id;
  const [parts, setParts] = useState(/** @type {Parts|null} */ (null));
  const turn = useRef(0);
  const record = useRecord(path, async () => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const answer = await call('GET', path + '/overview', undefined, { query: { limit: FIRST } });
      if (mine === turn.current) setParts(answer);
      return answer.customer;
    } catch (refusal) {
      if (/** @type {any} */ (refusal).status !== 404) throw refusal;
      // In the bin a customer is there by itself: what is about it has gone with it.
      const row = await call('GET', path);
      if (mine === turn.current) setParts(BARE);
      return row;
    }
  });
  const timer = useRef(0);
  const latest = useRef(record.reload);
  latest.current = record.reload;
  const refresh = () => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => latest.current(), WAIT_MS);
  };
  useEffect(() => {
    // The line to the server was down: something may have been missed.
    const missed = () => refresh();
    addEventListener('zhike:sync', missed);
    return () => {
      clearTimeout(timer.current);
      removeEventListener('zhike:sync', missed);
    };
  }, []);
  useChanged((change) => { if (change.customer === id || (change.kind === 'customers' && change.id === id)) refresh(); }, [id]);
  return { record, parts, refresh };
}
