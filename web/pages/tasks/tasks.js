// All to-dos by when they are due: overdue, today, this week, later, done; whose and which stands in the address.
import { html, useEffect, useState } from '../../lib/html.js';
import { people, sortsBy } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { call } from '../../lib/api.js';
import { Lazy } from '../../lib/late.js';
import { overdue } from '../../lib/overlay.js';
import { quote } from '../../lib/query.js';
import { route, setQuery } from '../../lib/router.js';
import { can, canWith, meAs } from '../../lib/session.js';
import { NewTodo } from '../../records/todo.js';
import { Seg } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { toastProblem } from '../../ui/toast.js';
import { Group } from './group.js';
import { rowKeys } from './row_keys.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

const mover = { load: () => import('./move.js'), page: 'MoveDialog' };
const editor = { load: () => import('../../records/form.js'), page: 'RecordDialog' };

/** What stands in each group, in the filter language. @type {Record<string, string>} */
const GROUPS = {
  overdue: 'state = "overdue"',
  today: 'state = "open" and due = today',
  week: 'state = "open" and due > today and due in this_week',
  later: 'state = "open" and due > today and due > this_week',
  done: 'state = "done"',
};

/** The same for who sees no dates. @type {Record<string, string>} */
const UNDATED = { later: 'done = false', done: 'done = true' };

/** Whose to-dos, in the filter language. @param {string} who */
const ofWhom = (who) => (who === 'all' ? '' : who === 'me' ? `assignee in (${quote(meAs() || '')})` : `assignee in (${quote(who)})`);

/** The to-do that the address names, to be edited. @returns {[Row|null, (row: Row|null) => void]} */
function useOpened() {
  const [opened, setOpened] = useState(/** @type {Row|null} */ (null));
  const id = route.value.query.get('open');
  useEffect(() => {
    if (id && id !== opened?.id) call('GET', '/tasks/' + id).then(setOpened, (problem) => { setQuery({ open: null }, true); toastProblem(problem); });
  }, [id]);
  return [opened, (row) => {
    setOpened(row);
    if (!row && id) setQuery({ open: null }, true);
  }];
}

/** @param {Row} task */
const mayChange = (task) => canWith('edit', 'tasks', task);

export function TasksPage() {
  const { query } = route.value;
  // Whose and when cannot be asked for where it is masked: then all are shown as one.
  const [knowsWho, knowsDue] = [sortsBy('tasks', 'assignee'), sortsBy('tasks', 'due')];
  const who = knowsWho ? query.get('who') || 'me' : 'all';
  const due = query.get('due') || '';
  const shown = Object.keys(knowsDue ? GROUPS : UNDATED).filter((key) => !due || key === due);
  const [opened, setOpened] = useOpened();
  const [moving, setMoving] = useState(/** @type {Row|null} */ (null));
  const [totals, setTotals] = useState(/** @type {Record<string, number>} */ ({}));
  useEffect(() => { setTotals({}); }, [who]);
  useEffect(() => { if (who === 'me' && totals.overdue !== undefined) overdue.value = totals.overdue; }, [who, totals.overdue]);
  /** @param {string} id */
  const moveById = (id) => { call('GET', '/tasks/' + id).then((task) => { if (mayChange(task)) setMoving(task); }, toastProblem); };
  const whose = ofWhom(who);
  const left = ['overdue', 'today', 'week', 'later'].filter((key) => shown.includes(key));
  const none = 0 < left.length && left.every((key) => totals[key] === 0);
  const others = people.value.filter((one) => one.id !== meAs());
  const acts = { may: mayChange, open: setOpened, move: setMoving };
  return html`
    <div class="page">
      <header class="page-h"><h1 data-page-title tabindex="-1">${t('nav.tasks')}</h1>
        <span class="count" aria-live="polite">${left.every((key) => totals[key] !== undefined) ? int(left.reduce((sum, key) => sum + totals[key], 0)) : ''}</span></header>
      <div class="tasks-bar">
        ${knowsWho && html`<${Select} class="home-who" aria-label=${t('tasks.who')} value=${who} onChange=${(/** @type {any} */ e) => setQuery({ who: e.target.value === 'me' ? null : e.target.value })}
          opts=${[['me', t('tasks.who.me')], ['all', t('tasks.who.all')], ...others.map((one) => [one.id, one.name])]} />`}
        ${knowsDue && html`<${Seg} label=${t('tasks.due')} value=${due} onChange=${(/** @type {string} */ value) => setQuery({ due: value || null })}
          opts=${[['', t('tasks.all')], ...Object.keys(GROUPS).map((key) => [key, t('tasks.' + key)])]} />`}
      </div>
      <div class="tasks" onKeyDown=${rowKeys(moveById)}>
        ${can('create', 'tasks') && html`<${NewTodo} />`}
        ${none && html`<${Empty} icon="circleCheck" title=${t('tasks.none')} text=${t('tasks.none.text')} />`}
        ${shown.map((key) => html`<${Group} key=${who + key} group=${key} filter=${[(knowsDue ? GROUPS : UNDATED)[key], whose].filter(Boolean).join(' and ')} folded=${key === 'done' && due !== 'done'} ...${acts}
          told=${(/** @type {number} */ total) => setTotals((old) => (old[key] === total ? old : { ...old, [key]: total }))} />`)}
      </div>
      ${moving && html`<${Lazy} key=${moving.id} of=${mover} task=${moving} close=${() => setMoving(null)} failed=${() => setMoving(null)} />`}
      ${opened && html`<${Lazy} key=${opened.id} of=${editor} kind="tasks" row=${opened} done=${() => setOpened(null)} cancel=${() => setOpened(null)} failed=${() => setOpened(null)} />`}
    </div>`;
}
