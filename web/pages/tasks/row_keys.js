// Keys on a list of to-dos: J and K go from tick to tick, D moves the date of the one that has the focus; and the button that says so.
import { html } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { composing, typing } from '../../lib/keys.js';
import { shortcuts } from '../../lib/prefs.js';
import { Icon } from '../../ui/icon.js';

/**
 * @param {(id: string) => void} move asked for by D
 * @returns {(event: any) => void} for `onKeyDown` of whatever holds the rows
 */
export function rowKeys(move) {
  return (event) => {
    if (event.defaultPrevented || composing(event) || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest?.('.todo[data-id]');
    if (!row) return;
    const step = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, ...(shortcuts.value ? { j: 1, k: -1 } : {}) })[event.key];
    if (step) {
      const all = [...event.currentTarget.querySelectorAll('.todo[data-id] > .check')];
      const next = all[all.indexOf(row.querySelector('.check')) + step];
      event.preventDefault();
      next?.focus();
    } else if (event.key === 'd' && shortcuts.value) {
      event.preventDefault();
      move(row.dataset.id);
    }
  };
}

/** The button on a row that moves its date, which says its key. @param {{task: import('../../records/kinds.js').Row, move: (task: any) => void}} props */
export const MoveButton = ({ task, move }) => html`
  <button type="button" class="icon-btn sm todo-move" aria-label=${t('move.of', { title: task.fields.title })} title=${t('move.title') + '（D）'} aria-keyshortcuts="D" onClick=${() => move(task)}><${Icon} n="calendar" s=${14} /></button>`;
