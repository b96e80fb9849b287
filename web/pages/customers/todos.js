// The to-dos of a customer: open ones by when they are due, those ticked off since the page was opened, and the line for a new one.
import { html, useEffect, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { useChanged } from '../../lib/changed.js';
import { NewTodo, TodoRow, isDone } from '../../records/todo.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** @param {{customer: string, tasks: Row[], may: import('./details.js').Desk['may'], binned: boolean, open: (task: Row) => void}} props */
export function Todos({ customer, tasks, may, binned, open }) {
  const [ticked, setTicked] = useState(/** @type {Row[]} */ ([]));
  const changed = (/** @type {Row} */ row) => setTicked((all) => [...all.filter((one) => one.id !== row.id), row]);
  // What has gone to the bin, or is open again, leaves the list of what was done.
  useChanged((change) => { if (change.kind === 'tasks' && change.action === 'delete') setTicked((all) => all.filter((one) => one.id !== change.id)); }, []);
  useEffect(() => { setTicked((all) => all.filter((one) => isDone(one) && !tasks.some((task) => task.id === one.id && one.version <= task.version))); }, [tasks]);
  const done = new Map(ticked.filter(isDone).map((one) => [one.id, one]));
  const rest = tasks.filter((task) => !done.has(task.id));
  if (!may.see('tasks')) return null;
  return html`
    <section class="card" aria-label=${t('todos.title')}>
      <div class="card-h"><h2>${t('todos.title')}</h2><span class="count">${rest.length}</span></div>
      ${rest.length + done.size !== 0 && html`<ul class="todos">${[...rest, ...done.values()].map((task) => html`
        <${TodoRow} key=${task.id} task=${task} changed=${changed} disabled=${binned || !may.change('tasks', task)} open=${!binned && may.change('tasks', task) ? open : undefined} />`)}</ul>`}
      ${!binned && may.add('tasks') ? html`<${NewTodo} customer=${customer} />` : rest.length + done.size === 0 && html`<p class="card-b t3 f13">${t('todos.none')}</p>`}
    </section>`;
}
