// The entries of a timeline as far as they have been loaded: more as one scrolls, and kept true when something changes.
import { useEffect, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { useChanged } from '../../lib/changed.js';

/** @typedef {import('./overview.js').Item} Item @typedef {import('./overview.js').Stretch} Stretch */

const PAGE = 50;

/** @param {Item} item */
export const keyOf = (item) => (item.kind === 'changes' ? 'c' + item.seq + item.field : item.kind + item.id);

/** Entries with the moment at which they stand: a record's own, where nothing else is said. @param {Stretch} stretch @returns {Stretch} */
const placed = (stretch) => ({ ...stretch, items: stretch.items.map((item) => (item.at ? item : { ...item, at: item.fields?.at })) });

/**
 * A first stretch that has come anew, followed by what was loaded beyond it.
 * @param {Item[]} old @param {Stretch} fresh @returns {Item[]}
 */
export function joined(old, fresh) {
  const last = fresh.items[fresh.items.length - 1];
  if (!fresh.next || !last) return fresh.items;
  const had = new Map(old.map((item) => [keyOf(item), item]));
  const names = new Set(fresh.items.map(keyOf));
  // Between stretches that do not meet lies what nobody has loaded.
  if (!old.some((item) => names.has(keyOf(item)))) return fresh.items;
  // An entry that is as it was stays the same object, so that it is not drawn again.
  const head = fresh.items.map((item) => {
    const before = had.get(keyOf(item));
    return before && JSON.stringify(before) === JSON.stringify(item) ? before : item;
  });
  return [...head, ...old.filter((item) => item.at <= last.at && !names.has(keyOf(item)))];
}

/**
 * @param {string} customer its id @param {string[]|null} kinds all when null @param {Stretch|undefined} first what came with the page, of all kinds
 * @returns {{items: Item[]|null, counts: Record<string, number>, next: string|null, problem: any, loading: boolean, more: () => void, reload: () => void}}
 */
export function useStream(customer, kinds, first) {
  const wanted = kinds ? kinds.join(',') : '';
  const [state, setState] = useState(/** @type {{wanted: string, items: Item[], next: string|null}|null} */ (null));
  const [counts, setCounts] = useState(/** @type {Record<string, number>} */ ({}));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [loading, setLoading] = useState(false);
  const turn = useRef(0);
  const busy = useRef(false);
  const path = `/customers/${customer}/timeline`;

  /** @param {Stretch} answer */
  const take = (answer) => {
    const fresh = placed(answer);
    setCounts(fresh.counts || {});
    setState((old) => {
      const same = old && old.wanted === wanted ? old : null;
      const items = joined(same?.items || [], fresh);
      return { wanted, items, next: same && fresh.items.length < items.length ? same.next : fresh.next };
    });
  };
  const fetchFirst = () => {
    turn.current += 1;
    const mine = turn.current;
    setProblem(null);
    return call('GET', path, undefined, { query: { kinds: wanted, limit: PAGE } })
      .then((fresh) => { if (mine === turn.current) take(fresh); }, (refusal) => { if (mine === turn.current) setProblem(refusal); });
  };
  useEffect(() => {
    if (kinds === null) {
      turn.current += 1;
      setProblem(null);
      if (first) take(first);
    } else fetchFirst();
  }, [customer, wanted, first]);

  const more = async () => {
    if (busy.current || !state?.next || state.wanted !== wanted) return;
    busy.current = true;
    setLoading(true);
    try {
      const answer = placed(await call('GET', path, undefined, { query: { kinds: wanted, limit: PAGE, cursor: state.next } }));
      setState((old) => {
        if (!old || old.wanted !== wanted) return old;
        const names = new Set(old.items.map(keyOf));
        return { wanted, items: [...old.items, ...answer.items.filter((item) => !names.has(keyOf(item)))], next: answer.next };
      });
    } catch (refusal) {
      setProblem(refusal);
    } finally {
      busy.current = false;
      setLoading(false);
    }
  };
  /** What lies beyond the first stretch is put right one by one. */
  useChanged((change) => {
    const name = change.kind + change.id;
    if (!state?.items.some((item) => keyOf(item) === name)) return;
    if (change.action === 'delete') {
      setState((old) => (old ? { ...old, items: old.items.filter((item) => keyOf(item) !== name) } : old));
      return;
    }
    call('GET', `/${change.kind}/${change.id}`).then((row) => {
      setState((old) => (old ? { ...old, items: old.items.map((item) => (keyOf(item) === name ? { ...item, version: row.version, fields: row.fields } : item)) } : old));
    }, () => {});
  }, [state]);
  const mine = state && state.wanted === wanted ? state : null;
  return { items: mine?.items || null, counts, next: mine?.next || null, problem, loading, more, reload: fetchFirst };
}
