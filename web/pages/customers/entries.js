// How each kind of entry looks in the timeline of a customer.
import { html } from '../../lib/html.js';
import { choiceText, field as customerField, fieldIn, label, valueText } from '../../lib/fields.js';
import { clock, datetime, money, size } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { codeOf, iconOf, kindName, toneOf } from '../../records/kinds.js';
import { Level } from '../../records/value.js';
import { Tick, dueText, dueTone, isDone } from '../../records/todo.js';
import { Badge } from '../../ui/badge.js';
import { Icon } from '../../ui/icon.js';
import { Stars } from '../../ui/stars.js';
import { PdfPreview, Preview, fileUrl, isPdf } from './preview.js';

/**
 * @typedef {import('./overview.js').Item} Item
 * @typedef {object} EntryDesk what entries need of the page; the same object all the time
 * @property {{value: Record<string, any>}} tasks to-dos that talks point to, by id
 * @property {(row: any) => void} noteTask
 * @property {(item: Item) => boolean} mayChange
 * @property {(item: Item) => boolean} mayDrop
 * @property {(item: Item) => void} drop
 */

/** @param {string} kind @param {string} key @param {Record<string, any>} values */
const text = (kind, key, values) => {
  const field = fieldIn(kind, key);
  return field ? valueText(field, values[key]) : '';
};

/** Who and when, at the end of the first line. @param {{item: Item}} props */
export const At = ({ item }) => html`<span>${[item.fields?.author?.name ?? item.by?.name, clock(item.at)].filter(Boolean).join(' · ')}</span>`;

/** Facts in small print. @param {{tone?: string, icon?: string, children?: any}} props */
const Meta = ({ tone = '', icon, children }) => html`<div class=${'ev-meta ' + tone}>${icon && html`<${Icon} n=${icon} s=${13} />`}${children}</div>`;

/** The to-do that came of a talk, with its tick. @param {{link: any, desk: EntryDesk}} props */
function NextStep({ link: given, desk }) {
  const link = Array.isArray(given) ? given[0] : given;
  const task = desk.tasks.value[link.id] || { id: link.id, version: 0, fields: { title: link.name, due: link.due, assignee: link.assignee, done: link.done } };
  if (!task.fields.title) return null;
  return html`
    <div class=${'ev-todo' + (isDone(task) ? ' st-done' : '')}>
      <${Tick} task=${task} changed=${desk.noteTask} disabled=${!desk.mayChange({ kind: 'tasks', at: '', ...task })} /><span class="grow cut">${task.fields.title}</span>
      <span class=${'nowrap ' + dueTone(task)}>${[dueText(task), task.fields.assignee?.name].filter(Boolean).join(' · ')}</span>
    </div>`;
}

/** @param {{item: Item, desk: EntryDesk}} props */
function FollowUp({ item, desk }) {
  const values = item.fields || {};
  return html`<p class="pre">${values.content}</p>${values.task && html`<${NextStep} link=${values.task} desk=${desk} />`}`;
}

/** @param {{item: Item}} props */
function Service({ item }) {
  const values = item.fields || {};
  const status = codeOf('services', 'status', values.status);
  const met = codeOf('services', 'met', values.met);
  const ended = status === 'solved' || status === 'closed';
  return html`
    <p class="pre">${values.description}</p>
    ${values.result && html`<p class="pre ev-result">${values.result}</p>`}
    <div class="ev-facts">
      <${Meta} tone=${ended ? 'tx-ok' : 't2'} icon=${ended ? 'circleCheck' : 'clock'}>${text('services', 'status', values)}<//>
      ${met && html`<${Meta} tone=${met === 'missed' ? 'tx-danger' : 'tx-ok'}>${text('services', 'met', values)}<//>`}
      ${!met && !ended && values.due && html`<${Meta} tone="t3">${t('entry.due', { at: datetime(values.due) })}<//>`}
      ${values.number && html`<${Meta} tone="t3"><span class="mono">${values.number}</span><//>`}
      ${values.handler && html`<${Meta} tone="t3">${values.handler.name ?? values.handler}<//>`}
    </div>`;
}

/** @param {{item: Item}} props */
function Deal({ item }) {
  const values = item.fields || {};
  return html`
    <p>${values.title}</p>
    <div class="ev-facts">
      ${values.contract_no && html`<span class="tag"><span class="t3">${t('entry.contract')}</span><span class="mono">${values.contract_no}</span></span>`}
      ${values.lost_reason && html`<${Meta} tone="tx-danger">${text('deals', 'lost_reason', values)}${values.lost_note ? '：' + values.lost_note : ''}<//>`}
      ${values.product && html`<${Meta} tone="t3">${values.product}<//>`}
    </div>`;
}

/** @param {string} kind @param {string[]} keys what is said of a record in one line */
const line = (kind, keys) => (/** @type {{item: Item}} */ { item }) => {
  const values = item.fields || {};
  const said = keys.map((key) => text(kind, key, values)).filter(Boolean);
  const note = values.note ?? values.evidence;
  return html`${said.length !== 0 && html`<p>${said.join(' · ')}</p>`}${note && html`<p class="pre t2">${note}</p>`}`;
};

/** @param {{item: Item}} props */
function Attachment({ item }) {
  const values = item.fields || {};
  const row = { id: String(item.id), version: Number(item.version), fields: values };
  return html`<p><a class="link" href=${fileUrl(row)} target="_blank" rel="noopener">${values.name}</a> <span class="t3 f12">${values.size ? size(Number(values.size)) : ''}</span></p>${isPdf(row) ? html`<${PdfPreview} row=${row} class="btn sm"><${Icon} n="eye" s=${14} />${t('files.preview')}<//>` : html`<${Preview} row=${row} />`}`;
}

/** @param {{item: Item}} props */
const Task = ({ item }) => html`<p class="t2">${item.fields?.title}</p>`;

/** The body of an entry, by kind. @type {Record<string, any>} */
const BODIES = {
  followups: FollowUp, services: Service, deals: Deal, tasks: Task, attachments: Attachment,
  orders: line('orders', ['number', 'product', 'quantity', 'source']), participations: line('participations', ['channel']),
  consents: line('consents', ['basis']), payments: line('payments', ['deal', 'method']),
};

/** What an entry is called in its first line. @param {Item} item */
function nameOf(item) {
  const values = item.fields || {};
  switch (item.kind) {
    case 'followups': return text('followups', 'method', values);
    case 'services': return text('services', 'type', values) || kindName('services');
    case 'deals': return text('deals', 'stage', values);
    case 'tasks': return t('entry.task_done');
    case 'participations': return values.campaign;
    case 'consents': return text('consents', 'purpose', values);
    case 'payments': return t('entry.payment', { kind: text('payments', 'kind', values) });
    default: return kindName(item.kind);
  }
}

/** What stands beside the name: amount, stars, state. @param {{item: Item}} props */
function Beside({ item }) {
  const values = item.fields || {};
  if (item.kind === 'services' && values.satisfaction !== null && values.satisfaction !== undefined) return html`<${Stars} value=${values.satisfaction} />`;
  if (item.kind === 'deals') {
    const amount = values.amount ?? values.expected_amount;
    return amount ? html`<span class=${'ev-amt' + (values.amount ? '' : ' st-open')}>${money(amount)}</span>` : null;
  }
  if (item.kind === 'orders') return html`<span class="ev-amt">${money(values.amount)}</span>${values.state && html`<${Badge} tone=${{ paid: 'ok', partial: 'warn', unpaid: 'warn' }[codeOf('orders', 'state', values.state)] || 'slate'}>${text('orders', 'state', values)}<//>`}`;
  if (item.kind === 'payments') return html`<span class=${'ev-amt' + (codeOf('payments', 'kind', values.kind) === 'planned' ? ' st-open' : '')}>${money(values.amount)}</span>`;
  if (item.kind === 'participations' && values.result) return html`<${Badge} tone="info">${text('participations', 'result', values)}<//>`;
  if (item.kind === 'consents' && values.state) return html`<${Badge} tone=${codeOf('consents', 'state', values.state) === 'withdrawn' ? 'danger' : 'ok'}>${text('consents', 'state', values)}<//>`;
  return null;
}

/** A change of level or owner, in one line. @param {{item: Item}} props */
export function ChangeEntry({ item }) {
  const field = customerField(item.field || '');
  const shown = (/** @type {any} */ value) => (value === null || value === undefined ? html`<span class="t3">${t('history.empty_value')}</span>`
    : item.field === 'level' ? html`<${Level} value=${value} />` : html`<span>${field ? valueText(field, value) : choiceText(item.field || '', value)}</span>`);
  return html`<p class="ev-line"><b>${item.by?.name || t('history.system')}</b><span class="t2">${t('entry.change.from', { label: field ? label(field) : item.field })}</span>${shown(item.from)}<span class="t2">${t('entry.change.to')}</span>${shown(item.to)}
    <span class="ev-at"><time datetime=${item.at}>${clock(item.at)}</time></span></p>`;
}

/** The first line and the body. @param {{item: Item, desk: EntryDesk, actions: any}} props */
export function EntryBody({ item, desk, actions }) {
  const Body = BODIES[item.kind];
  return html`
    <div class="ev-h"><b>${nameOf(item)}</b><${Beside} item=${item} /><span class="ev-at">${actions}<${At} item=${item} /></span></div>
    ${Body && html`<${Body} item=${item} desk=${desk} />`}`;
}

/** @param {Item} item */
export const entryIcon = (item) => iconOf(item.kind, item.fields);
/** @param {Item} item */
export const entryTone = (item) => (item.kind === 'followups' && codeOf('followups', 'method', item.fields?.method) === 'note' ? 'slate' : item.kind === 'deals' && codeOf('deals', 'stage', item.fields?.stage) === 'lost' ? 'danger' : toneOf(item.kind));
