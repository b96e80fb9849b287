// The deals: as a board by stage, or as a list; which one stands in the address.
import { html } from '../../lib/html.js';
import { choiceText, fieldIn, label, sortsBy } from '../../lib/fields.js';
import { date, daysSince } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Lazy } from '../../lib/late.js';
import { route, setQuery } from '../../lib/router.js';
import { meAs } from '../../lib/session.js';
import { codeOf, valueOf } from '../../records/kinds.js';
import { Hit } from '../../ui/badge.js';
import { Seg } from '../../ui/button.js';
import { Amount, Customer, DASH, Mark, Open, Person, When } from '../work/cells.js';
import { WorkList } from '../work/list.js';
import { readState } from '../work/state.js';

const KIND = 'deals';
/** Colours of the stages, by code. */
const STAGE = { contact: 'slate', needs: 'info', proposal: 'violet', negotiation: 'warn', won: 'ok', lost: 'slate' };

const board = { load: () => import('./board.js'), page: 'Board' };

/** What a deal is worth: what it was won for, else what is expected. @param {Record<string, any>} of */
const worth = (of) => of.amount ?? of.expected_amount;

/** The day that counts: won, or expected; late when that has passed. @param {{of: Record<string, any>}} props */
function Day({ of }) {
  const stage = codeOf(KIND, 'stage', of.stage);
  const on = stage === 'won' ? of.won_on : of.expected_on;
  if (!on) return DASH;
  const late = !['won', 'lost'].includes(stage) && 0 < daysSince(on);
  return html`<span class=${late ? 'tx-warn' : ''} title=${late ? t('deals.late') : undefined}>${date(on)}</span>`;
}

/** @param {string} key @param {string} width @param {(row: any) => any} cell @param {boolean} [num] @returns {import('../../ui/grid.js').Column} */
function column(key, width, cell, num) {
  const field = fieldIn(KIND, key);
  return { key, title: field ? label(field) : key, width, num, sort: field?.sortable ? key : undefined, cell };
}

/** @type {import('../work/state.js').Spec} */
export const SPEC = {
  kind: KIND,
  facets: ['stage', 'owner', 'source', 'product', 'lost_reason'],
  marks: [{ key: 'open', field: 'stage', filter: 'not stage in ("won", "lost")' }, { key: 'late', field: 'expected_on', filter: 'not stage in ("won", "lost") and expected_on < today' }, { key: 'unpaid', field: 'outstanding', filter: 'stage = "won" and outstanding > 0' }],
  fields: ['title', 'stage', 'expected_amount', 'expected_on', 'owner', 'amount', 'won_on', 'contract_no', 'outstanding', 'customer', 'at'],
  columns: ({ q }, cards) => (cards ? [
    { key: 'name', title: '', width: '', cell: (row) => html`<span class="two"><span class="cut n1">${row.fields.title}</span><span class="cut n2">${row.fields.customer?.name || ''}</span></span>` },
    { key: 'level', title: '', width: '', cell: (row) => html`<${Mark} kind=${KIND} name="stage" value=${row.fields.stage} tones=${STAGE} />` },
    { key: 'meta', title: '', width: '', cell: (row) => html`<${Day} of=${row.fields} /><span>${row.fields.owner?.name || ''}</span>` },
    { key: 'amount', title: '', width: '', cell: (row) => html`<${Amount} of=${worth(row.fields)} />` },
  ] : [
    column('title', 'minmax(200px, 1.4fr)', (row) => html`<${Open} kind=${KIND} id=${row.id} title=${row.fields.title}><${Hit} text=${row.fields.title || ''} q=${q} /><//>`),
    column('customer', 'minmax(160px, 1.2fr)', (row) => html`<${Customer} of=${row.fields.customer} q=${q} />`),
    column('stage', '108px', (row) => html`<${Mark} kind=${KIND} name="stage" value=${row.fields.stage} tones=${STAGE} />`),
    column('expected_amount', '112px', (row) => html`<${Amount} of=${row.fields.expected_amount} />`, true),
    column('expected_on', '112px', (row) => html`<${Day} of=${{ ...row.fields, stage: null }} />`),
    column('amount', '112px', (row) => html`<${Amount} of=${row.fields.amount} note=${Number(row.fields.outstanding) ? t('deals.outstanding') : ''} />`, true),
    column('won_on', '108px', (row) => (row.fields.won_on ? date(row.fields.won_on) : DASH)),
    column('contract_no', 'minmax(110px, .6fr)', (row) => (row.fields.contract_no ? html`<span class="cut mono"><${Hit} text=${row.fields.contract_no} q=${q} /></span>` : DASH)),
    column('owner', '96px', (row) => html`<${Person} of=${row.fields.owner} />`),
    column('at', '104px', (row) => html`<${When} at=${row.fields.at} />`),
  ]),
};

/** Drafts of a new deal. @param {string} [stage] code */
export const startOf = (stage = 'contact') => ({ stage: valueOf(KIND, 'stage', stage), owner: meAs() });

/** Name of a stage. @param {string} code */
export function stageName(code) {
  const field = fieldIn(KIND, 'stage');
  return field ? choiceText(field, { value: valueOf(KIND, 'stage', code) }) : code;
}

export function DealsPage() {
  const list = readState(SPEC);
  // Without the stages there is no board.
  const staged = sortsBy(KIND, 'stage');
  const view = route.value.query.get('view') === 'list' || !staged ? 'list' : 'board';
  const tools = staged && html`<${Seg} label=${t('deals.view')} value=${view} onChange=${(/** @type {string} */ next) => setQuery({ view: next === 'list' ? 'list' : null, sort: null })}
    opts=${[['board', t('deals.board'), 'columns'], ['list', t('deals.list'), 'rows']]} />`;
  if (view === 'list') return html`<${WorkList} spec=${SPEC} list=${list} start=${startOf()} tools=${tools} />`;
  return html`<${Lazy} of=${board} spec=${SPEC} list=${list} tools=${tools} />`;
}
