// What lies in the bin of one kind: what it is, whose, when it was deleted and by whom.
import { html, useMemo, useRef } from '../../lib/html.js';
import { fieldIn } from '../../lib/fields.js';
import { ago, datetime, int } from '../../lib/format.js';
import { lang, t } from '../../lib/i18n.js';
import { Lazy } from '../../lib/late.js';
import { customersChanged } from '../../lib/overlay.js';
import { narrow } from '../../lib/prefs.js';
import { route } from '../../lib/router.js';
import { can, canWith } from '../../lib/session.js';
import { iconOf } from '../../records/kinds.js';
import { Empty, Failed } from '../../ui/empty.js';
import { Grid } from '../../ui/grid.js';
import { Icon } from '../../ui/icon.js';
import { SearchBox } from '../../ui/searchbox.js';
import { useRows } from '../customers/rows.js';
import { Selection } from '../customers/select.js';
import { Customer, DASH } from '../work/cells.js';
import { drawer, openIn, shut, useTick } from '../work/list.js';
import { ASKED, beneathOf, titleOf } from './titles.js';

/** @typedef {import('./bin.js').Bin} Bin @typedef {import('./bin.js').Row} Row */

const ROW = { list: 48, card: 84 };

/** @param {string} kind @param {Row} row */
const what = (kind, row) => html`<span class="file-i"><${Icon} n=${iconOf(kind, row.fields)} s=${15} /></span><span class="two"><span class="cut n1">${titleOf(kind, row.fields)}</span><span class="cut n2">${beneathOf(kind, row.fields)}</span></span>`;

/** @param {string} kind @param {Bin} bin @param {boolean} cards @returns {import('../../ui/grid.js').Column[]} */
function columns(kind, bin, cards) {
  const restore = (/** @type {Row} */ row) => (canWith('delete', kind, row)
    ? html`<button type="button" class="btn sm" aria-label=${t('bin.restore.of', { name: titleOf(kind, row.fields) })} onClick=${() => bin.restore([row])}><${Icon} n="undo" s=${14} />${t('bin.restore')}</button>` : '');
  const deleted = (/** @type {Row} */ row) => html`<span class="t3" title=${datetime(row.deleted_at)}>${ago(row.deleted_at)}</span>`;
  if (cards) {
    return [
      { key: 'name', title: '', width: '', cell: (row) => what(kind, row) },
      { key: 'level', title: '', width: '', cell: () => '' },
      { key: 'meta', title: '', width: '', cell: (row) => html`<span class="cut">${row.fields.customer?.name || ''}</span>${deleted(row)}` },
      { key: 'amount', title: '', width: '', cell: restore },
    ];
  }
  return [
    { key: 'name', title: t('bin.kind.' + kind), width: 'minmax(240px, 1.6fr)', cell: (row) => what(kind, row) },
    { key: 'customer', title: t('kind.customers'), width: 'minmax(160px, 1fr)', cell: (row) => (row.fields.customer ? html`<${Customer} of=${row.fields.customer} />` : DASH) },
    { key: 'deleted', title: t('col.deleted'), width: '110px', cell: deleted },
    { key: 'by', title: t('col.deleted_by'), width: '104px', cell: bin.by },
    { key: 'restore', title: t('col.restore'), width: '110px', cell: restore },
  ];
}

/** @param {{kind: string, bin: Bin}} props */
export function BinList({ kind, bin }) {
  const { query } = route.value;
  const q = query.get('q') || '';
  const open = query.get('open') || '';
  const asked = [...ASKED[kind], 'customer', 'author', 'assignee', 'handler', 'owner'].filter((key, i, all) => all.indexOf(key) === i && fieldIn(kind, key));
  const rows = useRows({ path: '/' + kind, url: '', params: { q, bin: 'true', fields: asked.join(',') }, facets: [], tick: useTick([kind, 'customers']) });
  const chosen = useRef(/** @type {Selection|null} */ (null));
  if (chosen.current?.key !== q) chosen.current = new Selection(q, rows.rowAt, (row) => titleOf(kind, row.fields));
  const mayRestore = can('delete', kind) || can('create', kind);
  const selection = !narrow.value && mayRestore ? chosen.current : null;
  if (selection) selection.rowAt = rows.rowAt;
  const cols = useMemo(() => [...(selection ? [selection.column(rows.total)] : []), ...columns(kind, bin, narrow.value)], [kind, narrow.value, lang.value, selection?.chosen, rows.total]);
  return html`
    <div class=${'listpage' + (selection?.isEmpty === false ? ' has-bulk' : '')}>
      <header class="page-h"><h1 data-page-title tabindex="-1">${t('nav.bin')}</h1><span class="count" aria-live="polite">${rows.ready && !rows.problem ? int(rows.total) : ''}</span></header>
      ${bin.head}
      <div class="toolbar"><${SearchBox} q=${q} label=${t('bin.search')} placeholder=${t('bin.search')} /></div>
      <div class="list-b">
        <${Grid} label=${t('bin.kind.' + kind)} keys=${selection?.keys} chosen=${selection?.chosen} columns=${cols} total=${rows.problem ? 0 : rows.total} reach=${rows.reach} rowAt=${rows.rowAt} onRange=${rows.want}
          rowHeight=${narrow.value ? ROW.card : ROW.list} cards=${narrow.value} sort="" onSort=${() => {}} onOpen=${(/** @type {Row} */ row) => openIn(row.id)} resetKey=${q} busy=${rows.busy}>
          ${rows.problem && !rows.busy && html`<${Failed} problem=${rows.problem} retry=${customersChanged} />`}
          ${!rows.ready && html`<div class="late list-skel" aria-busy="true" aria-label=${t('ui.loading')}>${Array.from({ length: 12 }, (_, i) => html`<div class="skel" key=${i}></div>`)}</div>`}
          ${rows.ready && !rows.problem && rows.total === 0 && html`<${Empty} icon="trash" title=${t(q ? 'work.none' : 'bin.none')} text=${q ? t('work.none.text') : t('bin.none.text')} />`}
        <//>
      </div>
      ${selection?.isEmpty === false && bin.bar(selection, rows)}
      ${open && html`<${Lazy} key=${open} of=${drawer} kind=${kind} id=${open} close=${shut} failed=${shut} />`}
    </div>`;
}
