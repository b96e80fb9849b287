// To-dos that were ticked here stay in sight, struck through, until the page is left: the focus and the eye keep their place.
import { useRef } from '../../lib/html.js';
import { isDone } from '../../records/todo.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** @returns {{note: (group: string, row: Row) => void, withKept: (group: string, items: Row[]) => Row[]}} */
export function useKept() {
  const kept = useRef(/** @type {Map<string, {group: string, row: Row}>} */ (new Map()));
  return {
    note: (group, row) => {
      if (isDone(row)) kept.current.set(row.id, { group, row });
      else kept.current.delete(row.id);
    },
    withKept: (group, items) => {
      const gone = [...kept.current.values()].filter((one) => one.group === group && !items.some((row) => row.id === one.row.id)).map((one) => one.row);
      return gone.length === 0 ? items : [...items, ...gone].sort((a, b) => (String(a.fields.due) < String(b.fields.due) ? -1 : 1));
    },
  };
}
