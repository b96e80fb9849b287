// A to-do as a row with its tick, and the line that makes a new one.
import './icons.js';
import { html, useRef, useState } from '../lib/html.js';
import { call, newIntent } from '../lib/api.js';
import { fieldIn } from '../lib/fields.js';
import { clock, date, dayHeading, daysSince, wallNow, weekday } from '../lib/format.js';
import { t } from '../lib/i18n.js';
import { meAs } from '../lib/session.js';
import { readLine } from '../lib/when.js';
import { Avatar } from '../ui/badge.js';
import { Icon } from '../ui/icon.js';
import { toast, toastProblem } from '../ui/toast.js';
import { told, toBin } from './bin.js';
import { codeOf } from './kinds.js';
import { patchRecord } from './record.js';

/** @typedef {import('./kinds.js').Row} Row */

/** @param {Row} task */
export const isDone = (task) => Boolean(task.fields.done);

/** Whether the time of a to-do has passed. @param {Row} task */
export const isOverdue = (task) => !isDone(task) && Boolean(task.fields.due) && (0 < daysSince(task.fields.due) || (daysSince(task.fields.due) === 0 && clock(task.fields.due) < wallNow().slice(11)));

/** When a to-do is due, or was done, in words. @param {Row} task */
export function dueText(task) {
  const { due, done_at: ended } = task.fields;
  if (isDone(task)) return ended ? t('todo.done_on', { day: dayHeading(ended) }) : t('todo.done');
  if (!due) return '';
  const days = daysSince(due);
  if (isOverdue(task)) return days === 0 ? t('todo.overdue_today', { time: clock(due) }) : t('todo.overdue', { n: days });
  if (days === 0) return t('todo.today', { time: clock(due) });
  if (days === -1) return t('todo.tomorrow', { time: clock(due) });
  return `${dayHeading(due)} ${weekday(due)}`;
}

/** Colour of when it is due. @param {Row} task */
export const dueTone = (task) => (isDone(task) ? 't3' : isOverdue(task) ? 'tx-danger' : task.fields.due && daysSince(task.fields.due) === 0 ? 'tx-warn' : 't3');

/**
 * Ticks a to-do off, or on again, with undo.
 * @param {Row} task @param {boolean} done @param {boolean} [quiet] without a message @returns {Promise<Row>} throws a Problem
 */
export async function tick(task, done, quiet) {
  const field = fieldIn('tasks', 'done') || /** @type {any} */ ({ key: 'done', type: 'checkbox' });
  // A to-do that is known by a link alone is asked for first.
  const base = task.version ? task : await call('GET', '/tasks/' + task.id);
  const next = await patchRecord('/tasks/' + task.id, { done }, [field], base);
  told('tasks', next, 'edit');
  const title = task.fields.title;
  if (!quiet) toast(t(done ? 'todo.ticked' : 'todo.reopened', { title }), { undo: () => { tick(next, !done, true).catch(toastProblem); } });
  return next;
}

/** The tick of a to-do; shows at once what the server is still being told. @param {{task: Row, changed?: (row: Row) => void, disabled?: boolean}} props */
export function Tick({ task, changed, disabled }) {
  const [pending, setPending] = useState(/** @type {boolean|null} */ (null));
  const flip = async () => {
    const next = !(pending ?? isDone(task));
    setPending(next);
    try {
      const row = await tick(task, next);
      changed?.(row);
    } catch (refusal) {
      toastProblem(refusal, { label: t('ui.retry'), run: flip });
    } finally {
      setPending(null);
    }
  };
  return html`<input type="checkbox" class="check" checked=${pending ?? isDone(task)} disabled=${disabled} aria-label=${t('todo.tick', { title: task.fields.title || '' })} onChange=${flip} />`;
}

/**
 * One to-do.
 * @param {{task: Row, customer?: boolean, changed?: (row: Row) => void, open?: (task: Row) => void, disabled?: boolean, children?: any}} props
 *   customer: names the customer, with a link; changed: the row as it now is; open: the title opens it; children: what stands at the end
 */
export function TodoRow({ task, customer, changed, open, disabled, children }) {
  const { title, assignee, priority } = task.fields;
  const about = task.fields.customer;
  const high = codeOf('tasks', 'priority', priority) === 'high' && !isDone(task);
  return html`
    <li class=${'todo' + (isDone(task) ? ' st-done' : '')} data-id=${task.id}>
      <${Tick} task=${task} changed=${changed} disabled=${disabled} />
      <div class="grow">
        <div class="todo-t">${high && html`<span class="todo-high" title=${t('todo.high')}>${t('todo.high')}</span>`}${open ? html`<button type="button" class="cut" onClick=${() => open(task)}>${title}</button>` : html`<span class="cut">${title}</span>`}</div>
        <div class="todo-s"><span class=${dueTone(task)}>${dueText(task)}</span>${customer && about && html`<a class="link cut" href=${'#/customer/' + about.id}>${about.name || about.code}</a>`}</div>
      </div>
      ${children}
      ${assignee && html`<span class="todo-who" title=${assignee.name ?? assignee}><${Avatar} name=${assignee.name} /><span class="vh">${assignee.name ?? assignee}</span></span>`}
    </li>`;
}

/**
 * A line that makes a to-do: “明天 寄样件”. Without a date it is due tomorrow evening.
 * @param {{customer?: string, made?: (row: Row) => void}} props customer: the id of whom it is about
 */
export function NewTodo({ customer, made }) {
  const [line, setLine] = useState('');
  const [busy, setBusy] = useState(false);
  const intent = useRef(newIntent());
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const said = readLine(line);
    if (!said.title || busy) return;
    setBusy(true);
    try {
      const body = { title: said.title, due: said.due || tomorrow(), assignee: meAs(), ...(customer ? { customer } : {}) };
      const row = await call('POST', '/tasks', body, { idempotencyKey: intent.current(body) });
      intent.current = newIntent();
      setLine('');
      told('tasks', { ...row, fields: { ...row.fields, customer: row.fields?.customer ?? (customer ? { id: customer } : null) } }, 'create');
      made?.(row);
      toast(t('todo.made', { title: said.title, due: dueText(row) }), { undo: () => { toBin('tasks', row, t('todo.taken_back')); } });
    } catch (refusal) {
      toastProblem(refusal);
    } finally {
      setBusy(false);
    }
  };
  return html`
    <form class="todo-new" onSubmit=${submit}>
      <${Icon} n="plus" s=${15} />
      <input value=${line} maxlength="220" aria-label=${t('todo.new')} placeholder=${t('todo.new.hint')} aria-busy=${busy ? 'true' : undefined} onInput=${(/** @type {any} */ e) => setLine(e.target.value)} />
    </form>`;
}

/** Tomorrow at six in the evening, on the firm's clocks. */
const tomorrow = () => `${date(new Date(Date.parse(wallNow().slice(0, 10)) + 86400000).toISOString().slice(0, 10))}T18:00`;
