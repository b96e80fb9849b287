// Rows that are chosen in the list, for what is done with several at once; comes only to who may do something with them.
import { computed, html, signal } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';

/** @typedef {import('./rows.js').Item} Item */

const NOTHING = { ids: /** @type {Set<string>} */ (new Set()), all: false };

/** What is chosen in one list; whoever reads it while drawing is drawn again when it changes. */
export class Selection {
  /** @param {string} key of the list @param {(index: number) => Item|undefined} rowAt @param {(row: Item) => string} [nameOf] what a row is called */
  constructor(key, rowAt, nameOf = (row) => row.fields.name) {
    this.nameOf = nameOf;
    this.key = key;
    this.rowAt = rowAt;
    this.now = signal(NOTHING);
    this.last = -1;
    this.picked = computed(() => {
      const { ids, all } = this.now.value;
      return (/** @type {Item} */ row) => all || ids.has(row.id);
    });
  }

  /** Chosen one by one. */
  get ids() { return [...this.now.value.ids]; }

  /** The whole list is chosen, also what has not been loaded. */
  get all() { return this.now.value.all; }

  get isEmpty() { return !this.all && this.now.value.ids.size === 0; }

  /** Whether a row is chosen: another function when the selection has changed. */
  get chosen() { return this.picked.value; }

  clear() {
    this.last = -1;
    this.now.value = NOTHING;
  }

  takeAll() { this.now.value = { ...this.now.value, all: true }; }

  /** @param {Item} row @param {number} index @param {boolean} range everything from the row before */
  toggle(row, index, range) {
    const from = this.last;
    this.last = index;
    const ids = new Set(this.now.value.ids);
    if (range && 0 <= from) this.take(ids, Math.min(from, index), Math.max(from, index));
    else if (!ids.delete(row.id)) ids.add(row.id);
    this.now.value = { ids, all: false };
  }

  /** @param {Set<string>} ids @param {number} from @param {number} to */
  take(ids, from, to) {
    for (let i = from; i <= to; i += 1) {
      const row = this.rowAt(i);
      if (row) ids.add(row.id);
    }
  }

  /** The column with the boxes. @param {number} total of the list @returns {import('../../ui/grid.js').Column} */
  column(total) {
    const { ids, all } = this.now.value;
    const every = all || (total !== 0 && ids.size === total);
    const loaded = () => {
      const next = new Set(/** @type {string[]} */ ([]));
      this.take(next, 0, Math.min(total, 10000) - 1);
      this.now.value = { ids: next, all: false };
    };
    return {
      key: 'check', title: t('customers.select.all'), width: '40px',
      head: () => html`<input type="checkbox" class="check" aria-label=${t('customers.select.all')} checked=${every} indeterminate=${!every && ids.size !== 0} onChange=${every ? () => this.clear() : loaded} />`,
      cell: (row, index) => html`<input type="checkbox" class="check" tabindex="-1" aria-label=${t('customers.select.one', { name: this.nameOf(row) })}
        checked=${this.chosen(row)} onClick=${(/** @type {MouseEvent} */ e) => this.toggle(row, index, e.shiftKey)} />`,
    };
  }

  /** The keys that select. @returns {Record<string, (row: Item, index: number) => void>} */
  get keys() {
    const one = (/** @type {Item} */ row, /** @type {number} */ index) => this.toggle(row, index, false);
    return { x: one, ' ': one, X: (row, index) => this.toggle(row, index, true), Escape: () => this.clear() };
  }
}
