// Rows that are chosen in the list, for what is done with several at once.
import { html, useEffect, useMemo, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';

/** @typedef {import('./rows.js').Item} Item */

/**
 * @typedef {object} Selection
 * @property {string[]} ids
 * @property {boolean} all the whole list is chosen, also what has not been loaded
 * @property {number} size 0 when nothing is chosen; of the rows in `ids`
 * @property {(row: Item) => boolean} chosen another function when the selection has changed
 * @property {(row: Item, index: number, range: boolean) => void} toggle range: everything from the row before
 * @property {() => void} takeAll
 * @property {() => void} clear
 * @property {(total: number) => import('../../ui/grid.js').Column} column
 */

const NOTHING = { ids: /** @type {Set<string>} */ (new Set()), all: false };

/** @param {string} resetKey another list: nothing is chosen @param {(index: number) => Item|undefined} rowAt @returns {Selection} */
export function useSelection(resetKey, rowAt) {
  const [now, setNow] = useState(NOTHING);
  const last = useRef(-1);
  const clear = () => {
    last.current = -1;
    setNow(NOTHING);
  };
  useEffect(clear, [resetKey]);
  /** @param {Item} row @param {number} index @param {boolean} range */
  const toggle = (row, index, range) => {
    const from = last.current;
    last.current = index;
    setNow((old) => {
      const ids = new Set(old.ids);
      if (range && 0 <= from) {
        for (let i = Math.min(from, index); i <= Math.max(from, index); i += 1) if (rowAt(i)) ids.add(/** @type {Item} */ (rowAt(i)).id);
      } else if (!ids.delete(row.id)) {
        ids.add(row.id);
      }
      return { ids, all: false };
    });
  };
  const chosen = useMemo(() => (/** @type {Item} */ row) => now.all || now.ids.has(row.id), [now]);
  /** @param {number} total */
  const head = (total) => {
    const every = now.all || (total !== 0 && now.ids.size === total);
    const loaded = () => {
      const ids = new Set(/** @type {string[]} */ ([]));
      for (let i = 0; i < total && rowAt(i); i += 1) ids.add(/** @type {Item} */ (rowAt(i)).id);
      setNow({ ids, all: false });
    };
    return html`<input type="checkbox" class="check" aria-label=${t('customers.select.all')} checked=${every} indeterminate=${!every && now.ids.size !== 0} onChange=${every ? clear : loaded} />`;
  };
  /** @param {number} total */
  const column = (total) => ({
    key: 'check', title: t('customers.select.all'), width: '40px', head: () => head(total),
    cell: (/** @type {Item} */ row, /** @type {number} */ index) => html`<input type="checkbox" class="check" tabindex="-1" aria-label=${t('customers.select.one', { name: row.fields.name })}
      checked=${chosen(row)} onClick=${(/** @type {MouseEvent} */ e) => toggle(row, index, e.shiftKey)} />`,
  });
  return { ids: [...now.ids], all: now.all, size: now.all ? Math.max(1, now.ids.size) : now.ids.size, chosen, toggle, takeAll: () => setNow((old) => ({ ...old, all: true })), clear, column };
}

/** The keys that select. @param {Selection} selection */
export const selecting = ({ toggle, clear }) => ({
  x: (/** @type {Item} */ row, /** @type {number} */ index) => toggle(row, index, false),
  ' ': (/** @type {Item} */ row, /** @type {number} */ index) => toggle(row, index, false),
  X: (/** @type {Item} */ row, /** @type {number} */ index) => toggle(row, index, true),
  Escape: clear,
});
