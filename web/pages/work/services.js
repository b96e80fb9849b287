// The service records: what was asked, by whom it is answered and by when, and how content the customer was.
import { html } from '../../lib/html.js';
import { choiceText, fieldIn, isEmpty, label } from '../../lib/fields.js';
import { clock, daysSince, wallNow } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { valueOf } from '../../records/kinds.js';
import { Badge, Hit } from '../../ui/badge.js';
import { Stars } from '../../ui/stars.js';
import { byWhen, Choice, Customer, DASH, Mark, Open, Person, Two, When } from './cells.js';
import { WorkList } from './list.js';
import { readState } from './state.js';

const KIND = 'services';
/** Colours by the code of the option. */
const STATUS = { new: 'warn', open: 'info', solved: 'ok', closed: 'slate' };
const PRIORITY = { urgent: 'danger', high: 'warn', normal: 'info', low: 'slate' };

/** Whether and when a service was or must be answered. @param {{of: Record<string, any>}} props */
function Answer({ of }) {
  const field = fieldIn(KIND, 'met');
  if (!isEmpty(of.met)) return html`<${Badge} tone=${of.met.value === 'met' ? 'ok' : 'danger'}>${field ? choiceText(field, of.met) : of.met.label}<//>`;
  if (!of.due) return DASH;
  const days = daysSince(of.due);
  const late = 0 < days || (days === 0 && clock(of.due) < wallNow().slice(11));
  return html`<${Two} first=${byWhen(of.due)} second=${t(late ? 'services.late' : 'services.waits')} tone=${late ? 'tx-danger' : days === 0 ? 'tx-warn' : ''} />`;
}

/** A column with the heading of its field. @param {string} key @param {string} width @param {(row: any) => any} cell @param {boolean} [num] @returns {import('../../ui/grid.js').Column} */
function column(key, width, cell, num) {
  const field = fieldIn(KIND, key);
  return { key, title: field ? label(field) : key, width, num, sort: field?.sortable ? key : undefined, cell };
}

/** @param {string} q @param {any} row */
const name = (q, row) => html`<span class="two"><${Open} kind=${KIND} id=${row.id}><${Hit} text=${row.fields.number || ''} q=${q} /><//><span class="cut n2" title=${row.fields.description}><${Hit} text=${row.fields.description || ''} q=${q} /></span></span>`;

/** @type {import('./state.js').Spec} */
const SPEC = {
  kind: KIND,
  facets: ['status', 'type', 'priority', 'handler', 'met'],
  marks: [{ key: 'waiting', field: 'responded_at', filter: 'responded_at is empty' }, { key: 'low', field: 'satisfaction', filter: 'satisfaction <= 3' }],
  fields: ['number', 'type', 'priority', 'description', 'handler', 'status', 'satisfaction', 'due', 'met', 'customer', 'at'],
  columns: ({ q }, cards) => (cards ? [
    { key: 'name', title: '', width: '', cell: (row) => html`<span class="two"><span class="cut n1">${choiceText(fieldIn(KIND, 'type') || 'type', row.fields.type)} · ${row.fields.description}</span><span class="cut n2">${row.fields.number} · ${row.fields.customer?.name || ''}</span></span>` },
    { key: 'level', title: '', width: '', cell: (row) => html`<${Mark} kind=${KIND} name="status" value=${row.fields.status} tones=${STATUS} />` },
    { key: 'meta', title: '', width: '', cell: (row) => html`<${Answer} of=${row.fields} />` },
    { key: 'amount', title: '', width: '', cell: (row) => (isEmpty(row.fields.satisfaction) ? '' : html`<${Stars} value=${row.fields.satisfaction} />`) },
  ] : [
    column('at', '92px', (row) => html`<${When} at=${row.fields.at} />`),
    column('number', 'minmax(160px, 1.4fr)', (row) => name(q, row)),
    column('customer', 'minmax(116px, 1fr)', (row) => html`<${Customer} of=${row.fields.customer} q=${q} />`),
    column('status', '86px', (row) => html`<${Mark} kind=${KIND} name="status" value=${row.fields.status} tones=${STATUS} />`),
    column('type', '96px', (row) => html`<${Choice} kind=${KIND} name="type" value=${row.fields.type} />`),
    column('priority', '70px', (row) => html`<${Mark} kind=${KIND} name="priority" value=${row.fields.priority} tones=${PRIORITY} />`),
    column('due', '104px', (row) => html`<${Answer} of=${row.fields} />`),
    column('satisfaction', '116px', (row) => (isEmpty(row.fields.satisfaction) ? DASH : html`<${Stars} value=${row.fields.satisfaction} />`)),
    column('handler', '84px', (row) => html`<${Person} of=${row.fields.handler} />`),
  ]),
};

export function ServicesPage() {
  return html`<${WorkList} spec=${SPEC} list=${readState(SPEC)} start=${{ priority: valueOf(KIND, 'priority', 'normal'), status: valueOf(KIND, 'status', 'new') }} />`;
}
