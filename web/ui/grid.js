// A list of any length as a grid: only the rows in sight are in the page, and the keyboard walks through all of them.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../lib/html.js';
import { composing } from '../lib/keys.js';
import { Icon } from './icon.js';

const HEAD = 36;
const MARGIN = 6;

/**
 * @typedef {{key: string, title: string, width: string, sort?: string, num?: boolean, cell: (row: any, index: number) => any, head?: () => any}} Column
 *   width: a track of CSS grid; sort: the key to order by, when it can be; head: what stands there in place of the title
 * @typedef {object} GridProps
 * @property {string} label
 * @property {Column[]} columns the same list while nothing about them has changed
 * @property {number} total rows of the whole answer
 * @property {number} reach rows that can be scrolled to now; at most `total`
 * @property {(index: number) => any} rowAt undefined while it is not loaded
 * @property {(first: number, last: number) => void} onRange rows in sight, to be loaded
 * @property {number} rowHeight px
 * @property {boolean} [cards] narrow screens: no head, rows lay themselves out
 * @property {string} sort such as `-last_contact`
 * @property {(sort: string) => void} onSort
 * @property {(row: any, newTab: boolean, index: number) => void} onOpen
 * @property {string} resetKey another list: back to the top
 * @property {number} [startScroll] where to begin, px
 * @property {number} [startIndex] the row to begin on, which then has the focus; -1 for none
 * @property {(top: number) => void} [onScrolled]
 * @property {Record<string, (row: any, index: number, event: KeyboardEvent) => void>} [keys] further keys on a row
 * @property {(row: any) => boolean} [chosen] given where rows can be selected; another function when the selection has changed
 * @property {any} [children] what stands below or instead of rows
 * @property {boolean} [busy]
 */

/**
 * @typedef {{row: any, on: boolean, columns: Column[], chosen: any, height: number, node: any}} Drawn
 * @typedef {{focus: (index: number) => void, open: (row: any, newTab: boolean, index: number) => void}} Act
 */

/** @param {GridProps} props */
export function Grid(props) {
  const { columns, total, reach, rowAt, onRange, rowHeight, cards, resetKey, chosen } = props;
  const box = useRef(/** @type {any} */ (null));
  const [top, setTop] = useState(props.startScroll || 0);
  const [height, setHeight] = useState(800);
  const [current, setCurrent] = useState(0);
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN);
  const last = Math.min(reach, Math.ceil((top + height) / rowHeight) + MARGIN);

  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => { if (box.current) setHeight(box.current.clientHeight); });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const wanted = useRef(-1);
  const [asked, setAsked] = useState(0);
  useLayoutEffect(() => {
    if (wanted.current < 0) return;
    const row = box.current.querySelector(`[aria-rowindex="${wanted.current + 2}"]`);
    if (!row) return;
    wanted.current = -1;
    row.focus({ preventScroll: true });
  }, [asked, first, last]);
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (begun.current || reach === 0) return;
    begun.current = true;
    if (props.startScroll) box.current.scrollTop = props.startScroll;
    if (props.startIndex !== undefined && 0 <= props.startIndex) focusRow(props.startIndex);
  }, [reach === 0]);
  const key = useRef(resetKey);
  useLayoutEffect(() => {
    if (key.current === resetKey) return;
    key.current = resetKey;
    box.current.scrollTop = 0;
    setTop(0);
    setCurrent(0);
  }, [resetKey]);
  useEffect(() => { onRange(first, last); }, [first, last, resetKey, reach]);

  /** Moves to a row and brings it into sight. @param {number} index */
  const focusRow = (index) => {
    const to = Math.max(0, Math.min(reach - 1, index));
    const view = box.current;
    const head = cards ? 0 : HEAD;
    setCurrent(to);
    if (to * rowHeight < view.scrollTop) view.scrollTop = to * rowHeight;
    else if (view.scrollTop + view.clientHeight < (to + 1) * rowHeight + head) view.scrollTop = (to + 1) * rowHeight + head - view.clientHeight;
    setTop(view.scrollTop);
    wanted.current = to;
    setAsked((n) => n + 1);
  };

  /** @param {any} event */
  const onKey = (event) => {
    if (composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input:not(.check),select') || ([' ', 'Enter'].includes(event.key) && event.target.closest('button,a,input')) || reach === 0) return;
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const to = /** @type {Record<string, number>} */ ({
      ArrowDown: current + 1, j: current + 1, ArrowUp: current - 1, k: current - 1,
      PageDown: current + page, PageUp: current - page, Home: 0, End: reach - 1,
    })[event.key];
    const row = rowAt(current);
    if (to !== undefined) {
      event.preventDefault();
      focusRow(to);
    } else if (event.key === 'Enter' && row) {
      event.preventDefault();
      props.onOpen(row, false, current);
    } else if (props.keys?.[event.key] && row) {
      event.preventDefault();
      props.keys[event.key](row, current, event);
    }
  };

  const act = useRef(/** @type {Act} */ ({ focus: setCurrent, open: props.onOpen }));
  act.current.open = props.onOpen;
  const drawn = useRef(/** @type {Map<number, Drawn>} */ (new Map()));
  const rows = [];
  const next = new Map();
  for (let i = first; i < last; i += 1) {
    const row = rowAt(i);
    const on = i === current;
    let one = drawn.current.get(i);
    // A row that is as it was keeps its node, so that scrolling draws only what comes into sight.
    if (!one || one.row !== row || one.on !== on || one.columns !== columns || one.chosen !== chosen || one.height !== rowHeight) {
      const node = html`<${Row} key=${i} index=${i} row=${row} columns=${columns} top=${i * rowHeight} on=${on} act=${act.current} chosen=${row && chosen?.(row)} />`;
      one = { row, on, columns, chosen, height: rowHeight, node };
    }
    next.set(i, one);
    rows.push(one.node);
  }
  drawn.current = next;
  const tracks = { '--cols': columns.map((c) => c.width).join(' ') };
  return html`
    <div class=${'grid' + (cards ? ' cards' : '') + (props.busy ? ' busy' : '')} ref=${box} onKeyDown=${onKey} style=${tracks}
      onScroll=${(/** @type {any} */ e) => { setTop(e.currentTarget.scrollTop); props.onScrolled?.(e.currentTarget.scrollTop); }}>
      ${total > 0 && html`
        <div role="grid" class="grid-t" aria-label=${props.label} aria-rowcount=${total + 1} aria-multiselectable=${chosen ? 'true' : undefined} aria-busy=${props.busy ? 'true' : undefined}>
          ${!cards && html`<${Head} columns=${columns} sort=${props.sort} onSort=${props.onSort} />`}
          <div class="grid-b" role="rowgroup" style=${{ height: reach * rowHeight + 'px' }}>${rows}</div>
        </div>`}
      ${props.children}
    </div>`;
}

/** Ascending, then descending, then as found. @param {string} sort @param {string} key */
const turned = (sort, key) => (sort === key ? '-' + key : sort === '-' + key ? '' : key);

/** @param {{columns: Column[], sort: string, onSort: (sort: string) => void}} props */
const Head = ({ columns, sort, onSort }) => html`
  <div class="grid-h" role="row" aria-rowindex="1">
    ${columns.map((c) => {
      const up = c.sort && sort === c.sort;
      const down = c.sort && sort === '-' + c.sort;
      return html`
        <span role="columnheader" key=${c.key} class=${'c-' + c.key + (c.num ? ' num' : '')} aria-sort=${up ? 'ascending' : down ? 'descending' : undefined}>
          ${c.sort
            ? html`<button type="button" onClick=${() => onSort(turned(sort, c.sort || ''))}>${c.title}<${Icon} n=${down ? 'down' : up ? 'up' : 'sort'} s=${12} c=${up || down ? 'on' : ''} /></button>`
            : c.head ? c.head() : c.title}
        </span>`;
    })}
  </div>`;

/** @param {{index: number, row: any, columns: Column[], top: number, on: boolean, act: Act, chosen?: boolean}} props */
function Row({ index, row, columns, top, on, act, chosen }) {
  const place = { transform: `translateY(${top}px)` };
  if (!row) {
    return html`<div class="grid-r wait" role="row" aria-rowindex=${index + 2} tabindex=${on ? 0 : -1} style=${place}>
      ${columns.map((c, i) => html`<span role="gridcell" key=${c.key} class=${'c-' + c.key}>${(i === 0 || i % 2 === 1) && html`<i class="skel"></i>`}</span>`)}</div>`;
  }
  return html`
    <div class="grid-r" role="row" aria-selected=${chosen === undefined ? undefined : String(chosen)} aria-rowindex=${index + 2} tabindex=${on ? 0 : -1} style=${place}
      onFocus=${(/** @type {any} */ e) => { if (e.target === e.currentTarget) act.focus(index); }}
      onClick=${(/** @type {any} */ e) => { if (!e.target.closest('a,button,input') && !String(getSelection())) act.open(row, e.ctrlKey || e.metaKey, index); }}
      onAuxClick=${(/** @type {any} */ e) => { if (e.button === 1 && !e.target.closest('a,button,input')) act.open(row, true, index); }}>
      ${columns.map((c) => html`<span role="gridcell" key=${c.key} class=${'c-' + c.key + (c.num ? ' num' : '')}>${c.cell(row, index)}</span>`)}
    </div>`;
}
