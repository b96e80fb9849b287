// The list of one kind of records: search, facets, order, columns; a row opens in a drawer. What it lists is its spec.
import { html, useMemo, useState } from '../../lib/html.js';
import { kinds } from '../../lib/fields.js';
import { useFresh } from '../../lib/fresh.js';
import { int } from '../../lib/format.js';
import { lang, t } from '../../lib/i18n.js';
import { useKeys } from '../../lib/keys.js';
import { Lazy } from '../../lib/late.js';
import { changes } from '../../lib/overlay.js';
import { density, narrow } from '../../lib/prefs.js';
import { setQuery } from '../../lib/router.js';
import { can } from '../../lib/session.js';
import { Empty, Failed, Note } from '../../ui/empty.js';
import { Grid } from '../../ui/grid.js';
import { Icon } from '../../ui/icon.js';
import { useRows } from '../customers/rows.js';
import { Facets, Toolbar } from './filters.js';
import { askedOf, clearAll, facetsOf, filterText, isNarrowed } from './state.js';

/** @typedef {import('./state.js').Spec} Spec */
/** @typedef {import('./state.js').ListState} ListState */

const ROW = { cosy: 48, compact: 36, card: 84 };
export const drawer = { load: () => import('./drawer.js'), page: 'RecordDrawer' };

/** Counts up when records of a kind have changed, here or elsewhere. @param {string[]} of */
export function useTick(of) {
  const [n, setN] = useState(0);
  useFresh(of, () => setN((old) => old + 1));
  return `${n} ${changes.value} ${lang.value}`;
}

/** Opens a record in the drawer. @param {string} id */
export const openIn = (id) => setQuery({ open: id });
/** Closes the drawer. */
export const shut = () => setQuery({ open: null }, true);

/** What is in the drawer, over a list or a board. @param {{spec: Spec, list: ListState, start?: Record<string, any>, closed?: () => void}} props */
export const Opened = ({ spec, list, start, closed }) => (list.open ? html`
  <${Lazy} key=${list.open} of=${drawer} kind=${spec.kind} id=${list.open === 'new' ? '' : list.open} start=${start} close=${() => { shut(); closed?.(); }} failed=${shut} />` : null);

/** The title, how many there are, and the button for a new one. @param {{spec: Spec, total: number|null}} props */
export const Head = ({ spec, total }) => html`
  <header class="page-h">
    <h1 data-page-title tabindex="-1">${t('nav.' + spec.kind)}</h1>
    <span class="count" aria-live="polite">${total === null ? '' : int(total)}</span>
    ${can('create', spec.kind) && html`<div class="row push"><button type="button" class="btn primary" onClick=${() => openIn('new')}><${Icon} n="plus" />${t(spec.kind + '.new')}</button></div>`}
  </header>`;

/** @param {{spec: Spec, list: ListState, start?: Record<string, any>, tools?: any}} props start: drafts of a new record; tools: what stands at the end of the toolbar */
export function WorkList({ spec, list, start, tools }) {
  const filter = filterText(spec, list);
  const params = /** @type {Record<string, string>} */ ({ q: list.q, filter, sort: list.sort, fields: askedOf(spec).join(',') });
  const rows = useRows({ path: '/' + spec.kind, url: '', params, facets: facetsOf(spec), tick: useTick([spec.kind, 'customers']) });
  const columns = useMemo(() => spec.columns(list, narrow.value), [spec, list.q, narrow.value, lang.value, kinds.value]);
  const resetKey = JSON.stringify([list.q, filter, list.sort]);
  useKeys({ '/': () => { document.getElementById('q')?.focus(); }, ...(can('create', spec.kind) ? { n: () => openIn('new') } : {}) }, []);
  return html`
    <div class="listpage work">
      <${Head} spec=${spec} total=${rows.ready && !rows.problem ? rows.total : null} />
      <${Toolbar} spec=${spec} list=${list} aside>${tools}<//>
      ${rows.indexing && html`<div class="list-note"><${Note} tone="warn">${t('work.indexing')}<//></div>`}
      <div class="list-b">
        ${!narrow.value && html`<aside class="facets" aria-label=${t('work.filter')}><${Facets} spec=${spec} list=${list} counts=${rows.facets} /></aside>`}
        <${Grid} label=${t('nav.' + spec.kind)} columns=${columns} total=${rows.problem ? 0 : rows.total} reach=${rows.reach} rowAt=${rows.rowAt} onRange=${rows.want}
          rowHeight=${narrow.value ? ROW.card : density.value === 'compact' ? ROW.compact : ROW.cosy} cards=${narrow.value} sort=${list.sort}
          onSort=${(/** @type {string} */ sort) => setQuery({ sort: sort || null })} onOpen=${(/** @type {any} */ row) => openIn(row.id)} resetKey=${resetKey} busy=${rows.busy}>
          ${rows.problem && !rows.busy && html`<${Failed} problem=${rows.problem} retry=${() => clearAll(spec)} />`}
          ${!rows.ready && html`<div class="late list-skel" aria-busy="true" aria-label=${t('ui.loading')}>${Array.from({ length: 12 }, (_, i) => html`<div class="skel" key=${i}></div>`)}</div>`}
          ${rows.ready && !rows.problem && rows.total === 0 && html`<${None} spec=${spec} list=${list} />`}
        <//>
      </div>
      <${Opened} spec=${spec} list=${list} start=${start} />
    </div>`;
}

/** Nothing fits, or nothing is there yet. @param {{spec: Spec, list: ListState}} props */
export const None = ({ spec, list }) => (isNarrowed(spec, list)
  ? html`<${Empty} icon="search" title=${t('work.none')} text=${t('work.none.text')}><button type="button" class="btn" onClick=${() => clearAll(spec)}>${t('work.none.clear')}</button><//>`
  : html`<${Empty} icon=${{ services: 'headset', deals: 'handshake' }[spec.kind] || 'inbox'} title=${t(spec.kind + '.first')} text=${t(spec.kind + '.first.text')}>
      ${can('create', spec.kind) && html`<button type="button" class="btn primary" onClick=${() => openIn('new')}><${Icon} n="plus" />${t(spec.kind + '.new')}</button>`}<//>`);
