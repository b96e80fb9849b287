// The timeline of a customer: everything that happened, by day, newest first; filtered, edited and undone where it stands.
import { html, useEffect, useRef, useSignal, useState } from '../../lib/html.js';
import { clock, date, dayHeading, int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { useKeys } from '../../lib/keys.js';
import { toBin } from '../../records/bin.js';
import { RecordForm } from '../../records/form.js';
import { History } from '../../records/history.js';
import { IconBtn, Seg } from '../../ui/button.js';
import { Failed } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { placeId, useAt } from './at.js';
import { ChangeEntry, EntryBody, entryIcon, entryTone } from './entries.js';
import { keyOf, useStream } from './stream.js';

/** @typedef {import('./overview.js').Item} Item @typedef {import('./entries.js').EntryDesk} EntryDesk */

/** What the filter shows; the changes of all fields have a list of their own. @type {Record<string, string[]|null>} */
const GROUPS = { all: null, followups: ['followups', 'tasks'], services: ['services'], deals: ['deals', 'orders', 'payments'], rest: ['participations', 'consents', 'attachments'], changes: [] };

/**
 * @param {{customer: string, first: import('./overview.js').Stretch|undefined, tasks: import('../../records/kinds.js').Row[], may: import('./details.js').Desk['may'], binned: boolean, attach: (of: {kind: string, id: string}) => void,
 *   links: import('../../records/control.js').Links, history: {path: string, version: number, now: Record<string, any>}}} props
 */
export function Timeline({ customer, first, tasks, may, binned, attach, links, history }) {
  const [group, setGroup] = useState('all');
  const stream = useStream(customer, group === 'changes' ? null : GROUPS[group], first);
  const desk = useDesk(tasks, stream.items, may, binned, links, attach);
  useAt(stream);
  const box = useRef(/** @type {any} */ (null));
  useKeys({
    j: () => step(box.current, 1), k: () => step(box.current, -1),
    ArrowDown: () => (box.current?.contains(document.activeElement) ? step(box.current, 1) : false),
    ArrowUp: () => (box.current?.contains(document.activeElement) ? step(box.current, -1) : false),
  }, []);
  const shown = Object.keys(GROUPS).filter((one) => ['all', 'changes'].includes(one) || (GROUPS[one] || []).some((kind) => may.see(kind)));
  return html`
    <section class="tl" aria-label=${t('history.title')} ref=${box}>
      <div class="tl-h">
        <h2>${t('history.title')}</h2>
        <${Seg} label=${t('history.filter')} value=${group} onChange=${setGroup} opts=${shown.map((one) => [one, t('timeline.' + one)])} />
      </div>
      ${group === 'changes' ? html`<${History} ...${history} />` : html`<${Entries} stream=${stream} desk=${desk} all=${group === 'all'} />`}
    </section>`;
}

/** Moves the focus from entry to entry. @param {HTMLElement|null} box @param {1|-1} by */
function step(box, by) {
  const all = /** @type {HTMLElement[]} */ ([...(box?.querySelectorAll('.ev') || [])]);
  if (all.length === 0) return false;
  const at = all.findIndex((one) => one.contains(document.activeElement));
  const to = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: 'nearest' });
  return true;
}

/**
 * What entries need of the page, in one object that stays, so that they are drawn again only when they have changed themselves.
 * @param {any[]} tasks @param {Item[]|null} items @param {any} may @param {boolean} binned @param {any} links @param {(of: {kind: string, id: string}) => void} attach
 */
function useDesk(tasks, items, may, binned, links, attach) {
  const known = useSignal(/** @type {Record<string, any>} */ ({}));
  const now = useRef(/** @type {any} */ (null));
  now.current = { may, binned, links, attach };
  const [desk] = useState(() => ({
    tasks: known,
    noteTask: (/** @type {any} */ row) => { known.value = { ...known.peek(), [row.id]: row }; },
    mayChange: (/** @type {Item} */ item) => !now.current.binned && item.kind !== 'changes' && now.current.may.change(item.kind, item),
    mayDrop: (/** @type {Item} */ item) => !now.current.binned && item.kind !== 'changes' && now.current.may.drop(item.kind, item),
    /** Files are kept with what may have many: deals have theirs in their own menu as well. */
    mayAttach: (/** @type {Item} */ item) => ['services', 'deals'].includes(item.kind) && !now.current.binned && now.current.may.add('attachments'),
    attach: (/** @type {Item} */ item) => now.current.attach({ kind: item.kind, id: String(item.id) }),
    links: () => now.current.links,
    drop: (/** @type {Item} */ item) => { toBin(item.kind, /** @type {any} */ (item)); },
  }));
  useEffect(() => {
    const done = (items || []).filter((item) => item.kind === 'tasks');
    known.value = { ...known.peek(), ...Object.fromEntries([...done, ...tasks].map((row) => [row.id, row])) };
  }, [tasks, items]);
  return desk;
}

/** @param {{stream: ReturnType<typeof useStream>, desk: ReturnType<typeof useDesk>, all: boolean}} props */
function Entries({ stream, desk, all }) {
  const { items, problem, next, counts } = stream;
  /** Entries as they were drawn, by the item: an item that is the same is not drawn again. */
  const drawn = useRef(/** @type {WeakMap<Item, any>} */ (new WeakMap()));
  const end = useRef(/** @type {any} */ (null));
  const more = useRef(stream.more);
  more.current = stream.more;
  useEffect(() => {
    if (!end.current || !next) return undefined;
    const watch = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) more.current(); }, { rootMargin: '900px' });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [next]);
  if (problem && !items) return html`<${Failed} problem=${problem} retry=${stream.reload} />`;
  if (!items) return html`<div class="late" aria-busy="true">${[0, 1, 2].map((i) => html`<div class="skel sk-b" key=${i}></div>`)}</div>`;
  if (items.length === 0) return html`<p class="t3 f13 tl-d">${t(all ? 'history.none' : 'history.none_of_kind')}</p>`;
  const draw = (/** @type {Item} */ item) => {
    const name = keyOf(item);
    if (!drawn.current.has(item)) drawn.current.set(item, html`<${Entry} key=${name} item=${item} desk=${desk} />`);
    return drawn.current.get(item);
  };
  let day = '';
  const total = all ? Object.values(counts).reduce((sum, n) => sum + n, 0) : 0;
  return html`
    <ol>${items.flatMap((item) => {
      const own = date(item.at);
      const head = own === day ? [] : [html`<li class="tl-d" key=${own}>${dayHeading(item.at)}</li>`];
      day = own;
      return [...head, draw(item)];
    })}</ol>
    ${next && html`<button type="button" class="btn ghost sm tl-more" ref=${end} aria-busy=${stream.loading ? 'true' : undefined} onClick=${stream.more}>${items.length < total ? t('timeline.more_of', { n: int(total - items.length) }) : t('history.more')}</button>`}
    ${problem && html`<${Failed} problem=${problem} retry=${stream.more} />`}`;
}

/** One entry; edited where it stands. @param {{item: Item, desk: ReturnType<typeof useDesk>}} props */
function Entry({ item, desk }) {
  const [editing, setEditing] = useState(false);
  const own = useRef(/** @type {any} */ (null));
  const back = () => {
    setEditing(false);
    requestAnimationFrame(() => own.current?.focus({ preventScroll: true }));
  };
  const change = item.kind === 'changes';
  const may = { change: desk.mayChange(item), drop: desk.mayDrop(item) };
  const at = clock(item.at);
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.target !== own.current) return;
    if ((event.key === 'Enter' || event.key === 'e') && may.change) {
      event.preventDefault();
      setEditing(true);
    } else if (event.key === 'Delete' && may.drop) desk.drop(item);
  };
  const actions = html`
    ${may.change && html`<${IconBtn} n="edit" s=${13} class="sm" label=${t('timeline.edit', { at })} onClick=${() => setEditing(true)} />`}
    ${desk.mayAttach(item) && html`<${IconBtn} n="clip" s=${13} class="sm" label=${t('timeline.attach', { at })} onClick=${() => desk.attach(item)} />`}
    ${may.drop && html`<${IconBtn} n="trash" s=${13} class="sm" label=${t('timeline.drop', { at })} onClick=${() => desk.drop(item)} />`}`;
  return html`
    <li class=${'ev k-' + item.kind} id=${change ? undefined : placeId(item.kind, String(item.id))} ref=${own} tabindex="-1" onKeyDown=${key}>
      <span class=${'ev-ic ' + entryTone(item)}><${Icon} n=${entryIcon(item)} s=${14} /></span>
      <div class=${'ev-b' + (change ? '' : ' card')}>
        ${change ? html`<${ChangeEntry} item=${item} />`
          : editing ? html`<${RecordForm} kind=${item.kind} row=${item} links=${desk.links()} done=${back} cancel=${back} />`
          : html`<${EntryBody} item=${item} desk=${desk} actions=${actions} />`}
      </div>
    </li>`;
}
