// The list of customers, the pool and the bin: search as one types, facets, conditions, order; all of it in the address.
import { html, useEffect, useMemo, useRef, useState } from '../../lib/html.js';
import { lang, t } from '../../lib/i18n.js';
import { call, online } from '../../lib/api.js';
import { ago, int } from '../../lib/format.js';
import { field, fields } from '../../lib/fields.js';
import { can, holds } from '../../lib/session.js';
import { useKeys } from '../../lib/keys.js';
import { Lazy, lateOf, withParts } from '../../lib/late.js';
import { noteOpened, noteScroll, scrollOf, takeOpened } from '../../lib/liststate.js';
import { changes, customersChanged, openNew, overlay } from '../../lib/overlay.js';
import { density, narrow, setDensity } from '../../lib/prefs.js';
import { facets, filterOf, isNarrowed, readQuery, writeCondition } from '../../lib/query.js';
import { go, route, setQuery } from '../../lib/router.js';
import { IconBtn, Seg } from '../../ui/button.js';
import { Chips } from '../../ui/facets.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Empty, Failed, Note } from '../../ui/empty.js';
import { Grid } from '../../ui/grid.js';
import { Icon } from '../../ui/icon.js';
import { Menu, Popover } from '../../ui/menu.js';
import { SearchBox } from '../../ui/searchbox.js';
import { NavTabs } from '../../ui/tabs.js';
import { toastProblem } from '../../ui/toast.js';
import { ColumnChooser, columns, columnsOn, fieldsFor } from './columns.js';
import { Facets, chipsOf, clearFilters, isView, views } from './filters.js';
import { useRows } from './rows.js';

/** What most visits to the list do without. */
const builder = { load: () => import('./conditions.js'), page: 'Builder' };
const advancedBox = { load: () => import('./conditions.js'), page: 'Advanced' };
const updates = { load: () => withParts(import('./updates.js'), ['live'], ['live']), page: 'Updates' };
const firstUse = { load: () => import('./first_use.js'), page: 'FirstUse' };

const selecting = { load: () => import('./select.js'), page: 'Selection' };
const bulk = { load: () => withParts(import('./bulk.js'), ['access'], ['access']), page: 'Bulk' };

/** Customers without an owner. */
const POOL = 'owner is empty';

const ROW = { cosy: 48, compact: 36, card: 84 };

/**
 * @param {{bin?: import('../bin/bin.js').Bin, pool?: boolean}} props bin: what the page of the bin brings along
 */
export function CustomerList({ bin, pool }) {
  const url = location.hash || '#/customers';
  const list = readQuery(route.value.query);
  const base = pool ? POOL : '';
  const filter = filterOf(list, base);
  const on = columnsOn();
  const params = /** @type {Record<string, string>} */ ({ q: list.q, filter: filter.text, sort: list.sort, fields: fieldsFor(on).join(','), ...(bin ? { bin: 'true' } : {}) });
  const rows = useRows({ url, params, facets: facets().filter((key) => field(key)?.facet), tick: `${changes.value} ${lang.value}` });
  const whole = useWhole(Boolean(bin), base, isNarrowed(list), rows);
  const resetKey = JSON.stringify([params.q, params.filter, params.sort, Boolean(bin)]);
  const selection = useSelection(!narrow.value && (bin ? can('delete') : can('assign') || can('edit')), resetKey, rows.rowAt);
  const [advanced, setAdvanced] = useState(Boolean(list.advanced));
  const [sheet, setSheet] = useState(false);
  const wrong = rows.problem && typeof rows.problem.body?.at === 'number';
  useEffect(() => { if (online.value && rows.problem?.status === 0) customersChanged(); }, [online.value]);
  useKeys({ '/': () => { document.getElementById('q')?.focus(); }, j: toRow, k: toRow, ArrowDown: toRow }, []);

  if (rows.ready && !rows.problem && !rows.busy && rows.total === 0 && !isNarrowed(list) && !bin && !pool) return html`<${Lazy} of=${firstUse} />`;
  const chips = chipsOf(list);
  const clear = () => { setAdvanced(false); clearFilters(); };
  const add = html`<${AddCondition} compact=${narrow.value} onAdvanced=${() => { setSheet(false); setAdvanced(true); }}
    onAdd=${(/** @type {import('../../lib/query.js').Condition} */ c) => { setSheet(false); setQuery({ w: [...list.conditions, c].map(writeCondition) }); }} />`;
  return html`
    <div class=${'listpage' + (selection?.isEmpty === false ? ' has-bulk' : '')}>
      <${Head} bin=${bin} pool=${pool} rows=${rows} whole=${whole} />
      ${bin ? bin.head : pool ? html`<p class="bin-lead t3 f13">${t('customers.pool.lead')}</p>` : html`<${NavTabs} class="views" label=${t('customers.views')} items=${views().map((view) => ({ href: '#/customers' + (view.query.length ? '?' + new URLSearchParams(view.query) : ''), text: t('view.' + view.key), on: isView(route.value.query, view.query) }))} />`}
      <div class="toolbar">
        <${SearchBox} q=${list.q} label=${t('customers.search')} placeholder=${t(narrow.value ? 'customers.search.short' : 'customers.search.hint')} />
        <button type="button" class="btn only-m" onClick=${() => setSheet(true)}><${Icon} n="sliders" />${t('customers.filter')}${chips.length > 0 && html`<span class="dotnum">${chips.length}</span>`}</button>
        <div class="only-d grow"><${Chips} chips=${chips} clear=${clear}>${add}<//></div>
        <div class="row only-d push">
          <${Seg} label=${t('customers.density')} value=${density.value} onChange=${setDensity} opts=${[['cosy', t('customers.cosy'), 'rows'], ['compact', t('customers.compact'), 'menu']]} />
          <${ColumnChooser} />
        </div>
      </div>
      <div class="only-m"><${Chips} chips=${chips} clear=${clear} /></div>
      ${(advanced || list.advanced) && html`<${Lazy} of=${advancedBox} text=${list.advanced} problem=${wrong ? rows.problem : null} offset=${filter.advancedAt} onApply=${(/** @type {string} */ text) => setQuery({ f: text || null })} onClose=${() => { setAdvanced(false); if (list.advanced) setQuery({ f: null }); }} />`}
      ${rows.indexing && html`<div class="list-note"><${Note} tone="warn">${t('customers.indexing')}<//></div>`}
      <div class="list-b">
        ${!bin && rows.ready && html`<${Lazy} of=${updates} rows=${rows} tick=${changes.value + resetKey} />`}
        ${!narrow.value && !(bin && rows.total === 0 && !isNarrowed(list)) && html`<aside class="facets" aria-label=${t('customers.filters')}><${Facets} list=${list} counts=${rows.facets} without=${pool ? 'owner' : ''} /></aside>`}
        <${Rows} rows=${rows} list=${list} bin=${bin} pool=${pool} url=${url} resetKey=${resetKey} selection=${selection} />
      </div>
      ${selection?.isEmpty === false && bin && bin.bar(selection, rows)}
      ${selection?.isEmpty === false && !bin && html`<${Lazy} of=${bulk} selection=${selection} total=${rows.total} params=${params} />`}
      <${Dialog} open=${sheet} onClose=${() => setSheet(false)} class="sheet" label=${t('customers.filters')}>
        <${DialogHead} title=${t('customers.filters')} onClose=${() => setSheet(false)} />
        <div class="sheet-b"><${Facets} list=${list} counts=${rows.facets} without=${pool ? 'owner' : ''} />${add}</div>
        <div class="dialog-f">
          <button type="button" class="btn lg" onClick=${clear}>${t('customers.reset')}</button>
          <button type="button" class="btn primary lg grow" onClick=${() => setSheet(false)}>${t('customers.show_n', { n: int(rows.total) })}</button>
        </div>
      <//>
    </div>`;
}

/** What is chosen in the list; null where nothing can be. @param {boolean} may @param {string} key of the list @param {(index: number) => any} rowAt @returns {import('./select.js').Selection|null} */
function useSelection(may, key, rowAt) {
  const kept = useRef(/** @type {any} */ (null));
  const Made = may ? lateOf(selecting) : null;
  if (!Made || Made instanceof Error) return null;
  if (kept.current?.key !== key) kept.current = new Made(key, rowAt);
  return kept.current;
}

/** The button that adds a condition. @param {{onAdd: (condition: import('../../lib/query.js').Condition) => void, onAdvanced: () => void, compact?: boolean}} props */
const AddCondition = ({ onAdd, onAdvanced, compact }) => html`
  <${Popover} label=${t('cond.add')} class=${compact ? 'btn' : 'btn ghost sm'} trigger=${html`<${Icon} n="plus" s=${14} />${t('cond.add')}`}>
    ${(/** @type {() => void} */ close) => html`<${Lazy} of=${builder} onAdd=${(/** @type {any} */ one) => { close(); onAdd(one); }} onAdvanced=${() => { close(); onAdvanced(); }} />`}
  <//>`;

/** Brings the focus into the rows; once there, the grid itself answers the keys. @param {KeyboardEvent} event */
function toRow(event) {
  if (event.target instanceof Element && event.target.closest('.grid,.facets,.menu-box')) return false;
  const row = /** @type {HTMLElement|null} */ (document.querySelector('.grid-r[tabindex="0"]'));
  row?.focus();
  return Boolean(row);
}

/** How many there are when nothing narrows the list. @param {boolean|undefined} bin @param {string} filter @param {boolean} narrowed @param {import('./rows.js').Rows} rows */
function useWhole(bin, filter, narrowed, rows) {
  const [whole, setWhole] = useState(-1);
  useEffect(() => {
    if (!narrowed) {
      if (rows.ready && !rows.busy) setWhole(rows.total);
      return;
    }
    if (0 <= whole) return;
    call('GET', '/customers', undefined, { query: { limit: 1, fields: 'name', filter, bin: bin ? 'true' : null } }).then((answer) => setWhole(answer.total), () => {});
  }, [narrowed, rows.total, rows.ready, rows.busy]);
  return whole;
}

/** @param {{bin?: unknown, pool?: boolean, rows: import('./rows.js').Rows, whole: number}} props */
const Head = ({ bin, pool, rows, whole }) => html`
  <header class="page-h">
    <h1 data-page-title tabindex="-1">${t(bin ? 'customers.bin' : pool ? 'nav.pool' : 'customers.title')}</h1>
    <span class="count" aria-live="polite">${rows.ready && !rows.problem ? html`${int(rows.total)}${rows.total < whole && html` / ${int(whole)}`}` : ''}</span>
    <div class="row push">
      ${!bin && !pool && can('import') && html`<a class="btn only-d" href="#/import"><${Icon} n="upload" />${t('customers.import')}</a>`}
      ${!bin && !pool && can('create') && html`<button type="button" class="btn primary only-d" onClick=${() => openNew()}><${Icon} n="plus" />${t('customers.new')}<kbd>N</kbd></button>`}
      ${!bin && ['edit', 'assign', 'import'].some((action) => can(action)) && html`<${Menu} class="icon-btn" label=${t('nav.more')} items=${[{ icon: 'undo', text: t('nav.batches'), href: '#/batches' }]}><${Icon} n="more" /><//>`}
      <${IconBtn} n="search" s=${20} class="only-m" label=${t('customers.search_all')} onClick=${() => { overlay.value = 'palette'; }} />
    </div>
  </header>`;

/** The columns of the bin. @param {import('../bin/bin.js').Bin} bin @returns {import('../../ui/grid.js').Column[]} */
const restoring = (bin) => [{ key: 'deleted', title: t('col.deleted'), width: '110px', cell: (/** @type {any} */ row) => html`<span class="t3">${ago(row.deleted_at)}</span>` }, { key: 'by', title: t('col.deleted_by'), width: '104px', cell: bin.by },
  ...(can('delete') ? [{ key: 'restore', title: t('col.restore'), width: '110px', cell: (/** @type {any} */ row) => html`<button type="button" class="btn sm" onClick=${() => bin.restore([row])}><${Icon} n="undo" s=${14} />${t('customers.restore')}</button>` }] : [])];

/** Takes a customer out of the pool. @param {any} row */
const claim = (row) => withParts(import('./hand.js'), ['access']).then((hand) => hand.claim(row), toastProblem);

/** The column of the pool. @returns {import('../../ui/grid.js').Column[]} */
const claiming = () => [{ key: 'claim', title: t('col.restore'), width: '90px', cell: (/** @type {any} */ row) => html`<button type="button" class="btn sm" aria-label=${t('customers.claim.of', { name: row.fields.name })} onClick=${() => claim(row)}>${t('customers.claim')}</button>` }];

/** What the rows end with, by the list. @param {import('../bin/bin.js').Bin} [bin] @param {boolean} [pool] */
const extras = (bin, pool) => (bin ? restoring(bin) : pool && holds('pool') ? claiming() : []);

/** @param {{rows: import('./rows.js').Rows, list: import('../../lib/query.js').ListQuery, bin?: import('../bin/bin.js').Bin, pool?: boolean, url: string, resetKey: string, selection: import('./select.js').Selection|null}} props */
function Rows({ rows, list, bin, pool, url, resetKey, selection }) {
  const cols = useMemo(() => [...(selection ? [selection.column(rows.total)] : []), ...columns(list.q, narrow.value, extras(bin, pool))],
    [list.q, narrow.value, Boolean(bin), pool, columnsOn().join(), lang.value, fields.value, selection?.chosen, rows.total]);
  const start = useRef(/** @type {any} */ (null));
  if (!start.current) start.current = { scroll: scrollOf(url), index: takeOpened(url) };
  /** @param {any} row @param {boolean} newTab @param {number} index */
  const open = (row, newTab, index) => {
    if (newTab) {
      window.open('#/customer/' + row.id, '_blank', 'noopener');
      return;
    }
    noteOpened(index);
    go('/customer/' + row.id);
  };
  return html`
    <${Grid} label=${t(bin ? 'customers.bin' : pool ? 'nav.pool' : 'customers.label')} keys=${selection?.keys} chosen=${selection?.chosen} columns=${cols} total=${rows.problem ? 0 : rows.total} reach=${rows.reach} rowAt=${rows.rowAt}
      onRange=${rows.want} rowHeight=${narrow.value ? ROW.card : density.value === 'compact' ? ROW.compact : ROW.cosy} cards=${narrow.value} sort=${list.sort}
      onSort=${(/** @type {string} */ sort) => setQuery({ sort: sort || null })} onOpen=${open} resetKey=${resetKey} startScroll=${start.current.scroll} startIndex=${start.current.index}
      onScrolled=${noteScroll} busy=${rows.busy}>
      ${rows.problem && !rows.busy && (typeof rows.problem.body?.at === 'number'
        ? html`<${Empty} icon="sliders" title=${t('customers.bad_filter')} text=${rows.problem.message}><button type="button" class="btn" onClick=${clearFilters}>${t('customers.none.clear')}</button><//>`
        : html`<${Failed} problem=${rows.problem} retry=${customersChanged} />`)}
      ${!rows.ready && html`<div class="late list-skel" aria-busy="true" aria-label=${t('ui.loading')}>${Array.from({ length: 12 }, (_, i) => html`<div class="skel" key=${i}></div>`)}</div>`}
      ${rows.ready && !rows.problem && rows.total === 0 && html`<${None} q=${list.q} bin=${bin} pool=${pool} narrowed=${isNarrowed(list)} />`}
      ${rows.reach < rows.total && html`<p class="grid-end">${t('customers.more')}</p>`}
    <//>`;
}

/** Nothing fits. @param {{q: string, bin?: boolean, pool?: boolean, narrowed: boolean}} props */
function None({ q, bin, pool, narrowed }) {
  if (pool && !narrowed) return html`<${Empty} icon="inbox" title=${t('customers.pool.none')} text=${t('customers.pool.none.text')} />`;
  if (bin && !narrowed) return html`<${Empty} icon="trash" title=${t('customers.bin.none')} text=${t('customers.bin.none.text')} />`;
  return html`
    <${Empty} title=${t('customers.none')} text=${t('customers.none.text')}>
      <button type="button" class="btn" onClick=${() => go(route.value.path)}>${t('customers.none.clear')}</button>
      ${!bin && !pool && can('create') && html`<button type="button" class="btn primary" onClick=${() => openNew(q ? { name: q } : {})}><${Icon} n="plus" />${q ? t('customers.new.q', { q }) : t('customers.new')}</button>`}
    <//>`;
}
