// The to-dos of the day: overdue, today and this week, to be ticked off or moved.
import { html, useState } from '../../lib/html.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Lazy } from '../../lib/late.js';
import { can, canWith } from '../../lib/session.js';
import { NewTodo, TodoRow } from '../../records/todo.js';
import { Empty } from '../../ui/empty.js';
import { useKept } from '../tasks/kept.js';
import { MoveButton, rowKeys } from '../tasks/row_keys.js';

/** @typedef {import('../../records/kinds.js').Row} Row */
/** @typedef {import('./home.js').Day} Day */

const mover = { load: () => import('../tasks/move.js'), page: 'MoveDialog' };
const editor = { load: () => import('../../records/form.js'), page: 'RecordDialog' };

const GROUPS = /** @type {('overdue'|'today'|'week')[]} */ (['overdue', 'today', 'week']);
/** Rows of a group before the page of all to-dos is the better place. */
const MOST = 8;

/** @param {{day: Day, mine: boolean, user: string|null}} props mine: one's own day */
export function Due({ day, mine, user }) {
  const [moving, setMoving] = useState(/** @type {Row|null} */ (null));
  const [editing, setEditing] = useState(/** @type {Row|null} */ (null));
  const { note, withKept } = useKept();
  const may = (/** @type {Row|undefined} */ task) => Boolean(task) && canWith('edit', 'tasks', /** @type {Row} */ (task));
  const lists = GROUPS.map((group) => /** @type {[('overdue'|'today'|'week'), Row[]]} */ ([group, withKept(group, day[group].items)]));
  const all = lists.flatMap(([, items]) => items);
  const total = GROUPS.reduce((sum, group) => sum + day[group].total, 0);
  const href = '#/tasks' + (mine ? '' : '?who=' + user);
  const keys = rowKeys((id) => {
    const task = all.find((row) => row.id === id);
    if (may(task)) setMoving(task || null);
  });
  return html`
    <section class="card h-due" aria-labelledby="home-due" onKeyDown=${keys}>
      <div class="card-h"><h2 id="home-due">${t(mine ? 'home.todos' : 'home.todos.of')}</h2><span class="count">${int(total)}</span><a class="link f12 push home-all" href=${href}>${t('home.all')}</a></div>
      ${lists.map(([group, items]) => 0 < items.length && html`
        <h3 class=${'home-g ' + (group === 'overdue' ? 'tx-danger' : 't3')} key=${group}>${t('tasks.' + group)} <span class="count">${int(day[group].total)}</span></h3>
        <ul class="todos" aria-label=${t('tasks.' + group)}>${items.slice(0, MOST).map((task) => html`
          <${TodoRow} key=${task.id} task=${task} customer disabled=${!may(task)} open=${may(task) ? setEditing : undefined} changed=${(/** @type {Row} */ row) => note(group, row)}>
            ${may(task) && html`<${MoveButton} task=${task} move=${setMoving} />`}<//>`)}</ul>
        ${MOST < day[group].total && html`<a class="link f12 home-more" href=${`${href}${mine ? '?' : '&'}due=${group}`}>${t('home.more', { n: int(day[group].total - MOST) })}</a>`}`)}
      ${all.length === 0 && html`<${Empty} icon="circleCheck" title=${t('home.todos.none')} text=${t(mine ? 'home.todos.none.text' : 'home.todos.none.of')} />`}
      ${(mine || user === 'all') && can('create', 'tasks') && html`<${NewTodo} />`}
      ${moving && html`<${Lazy} key=${moving.id} of=${mover} task=${moving} close=${() => setMoving(null)} failed=${() => setMoving(null)} />`}
      ${editing && html`<${Lazy} key=${editing.id} of=${editor} kind="tasks" row=${editing} done=${() => setEditing(null)} cancel=${() => setEditing(null)} failed=${() => setEditing(null)} />`}
    </section>`;
}
