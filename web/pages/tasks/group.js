// To-dos that are due at about the same time: asked for when they are looked at, fifty at a time.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { int } from '../../lib/format.js';
import { sortsBy } from '../../lib/fields.js';
import { askFresh, useFresh } from '../../lib/fresh.js';
import { lang, t } from '../../lib/i18n.js';
import { TodoRow } from '../../records/todo.js';
import { Failed } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { useKept } from './kept.js';
import { MoveButton } from './row_keys.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

const PAGE = 50;

/**
 * @param {{group: string, filter: string, folded: boolean, may: (row: Row) => boolean, open: (row: Row) => void, move: (row: Row) => void, told: (total: number) => void}} props
 *   may: whether it may be changed; folded: only the count until it is opened; told: how many there are
 */
export function Group({ group, filter, folded, may, open, move, told }) {
  const [answer, setAnswer] = useState(/** @type {{items: Row[], total: number}|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [most, setMost] = useState(PAGE);
  const [unfolded, setUnfolded] = useState(!folded);
  const { note, withKept } = useKept();
  const turn = useRef(0);
  const load = async () => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const found = await askFresh('/tasks', { filter, sort: group === 'done' ? '-done_at' : sortsBy('tasks', 'due') ? 'due' : '', limit: unfolded ? most : 1 });
      if (mine !== turn.current) return;
      setAnswer(found);
      setProblem(null);
      told(found.total);
    } catch (refusal) {
      if (mine === turn.current) setProblem(refusal);
    }
  };
  useEffect(() => { load(); }, [filter, most, unfolded, lang.value]);
  useEffect(() => () => { turn.current += 1; }, []);
  useFresh(['tasks', 'customers'], load);
  const total = answer?.total || 0;
  const rows = unfolded && answer ? withKept(group, answer.items) : [];
  if (problem) return html`<section class="card"><${Failed} problem=${problem} retry=${load} /></section>`;
  if (!answer || (total === 0 && rows.length === 0)) return null;
  const title = html`${t('tasks.' + group)} <span class="count">${int(total)}</span>`;
  const list = html`
    <ul class="todos" aria-label=${t('tasks.' + group)}>${rows.map((task) => html`
      <${TodoRow} key=${task.id} task=${task} customer disabled=${!may(task)} open=${may(task) ? open : undefined} changed=${(/** @type {Row} */ row) => { if (group !== 'done') note(group, row); }}>
        ${group !== 'done' && may(task) && html`<${MoveButton} task=${task} move=${move} />`}<//>`)}</ul>
    ${answer.items.length < total && unfolded && html`<button type="button" class="btn ghost sm tasks-more" onClick=${() => setMost(most + PAGE)}>${t('tasks.more', { n: int(total - answer.items.length) })}</button>`}`;
  if (group === 'done') {
    return html`<section class="card" aria-label=${t('tasks.done')}><details open=${unfolded} onToggle=${(/** @type {any} */ e) => setUnfolded(e.currentTarget.open)}>
      <summary><${Icon} n="chevR" s=${14} />${title}</summary>${list}</details></section>`;
  }
  return html`<section class="card" aria-labelledby=${'tasks-' + group}><div class="card-h"><h2 id=${'tasks-' + group} class=${group === 'overdue' ? 'tx-danger' : ''}>${title}</h2></div>${list}</section>`;
}
