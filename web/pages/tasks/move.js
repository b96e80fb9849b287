// Moving the date of a to-do: D on its row, then a day from the list or one that is typed.
import { html, useState } from '../../lib/html.js';
import { fieldIn } from '../../lib/fields.js';
import { clock, datetime, wallNow, weekday } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Field } from '../../ui/field.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { told } from '../../records/bin.js';
import { patchRecord } from '../../records/record.js';
import { dueText } from '../../records/todo.js';
import { WhenInput } from '../../records/when_input.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

const DAY = 86400000;

/** The day so many days from today. @param {number} days */
const inDays = (days) => new Date(Date.parse(wallNow().slice(0, 10)) + days * DAY).toISOString().slice(0, 10);

/** Days that are asked for most. @returns {[string, string][]} name and day */
const usual = () => {
  const today = new Date(Date.parse(wallNow().slice(0, 10))).getUTCDay() || 7;
  const all = /** @type {[string, string][]} */ ([[t('move.today'), inDays(0)], [t('move.tomorrow'), inDays(1)], [t('move.monday'), inDays(8 - today)], [t('move.week'), inDays(7)]]);
  return all.filter(([, day], i) => all.findIndex((one) => one[1] === day) === i);
};

/** Sends another due time, with undo. @param {Row} task @param {string} due as an input holds it @param {boolean} [quiet] @returns {Promise<Row>} */
async function moveTo(task, due, quiet) {
  const field = /** @type {any} */ (fieldIn('tasks', 'due') || { key: 'due', type: 'datetime' });
  const before = datetime(task.fields.due).replace(' ', 'T');
  const next = await patchRecord('/tasks/' + task.id, { due }, [field], task);
  told('tasks', next, 'edit');
  if (!quiet) toast(t('move.done', { title: task.fields.title, due: dueText(next) }), { undo: () => { moveTo(next, before, true).catch(toastProblem); } });
  return next;
}

/** @param {{task: Row, close: () => void}} props */
export function MoveDialog({ task, close }) {
  const time = clock(task.fields.due) || '18:00';
  const [due, setDue] = useState(datetime(task.fields.due).replace(' ', 'T'));
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  /** @param {string} to */
  const send = async (to) => {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(to)) {
      setError(t('when.form'));
      return;
    }
    setBusy(true);
    try {
      await moveTo(task, to);
      close();
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      setError(why.byField?.().due || why.message);
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${close} label=${t('move.title')} class="dialog move">
      <form noValidate onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (!busy) send(due); }}>
        <${DialogHead} title=${t('move.title')} sub=${task.fields.title} onClose=${close} />
        <div class="dialog-b">
          <div class="move-days">${usual().map(([name, day]) => html`
            <button type="button" class="btn" key=${name} disabled=${busy} onClick=${() => send(`${day}T${time}`)}>${name}<span class="t3 f12">${weekday(day)}</span></button>`)}</div>
          <${Field} label=${t('move.when')} error=${error} ctl=${(/** @type {any} */ aria) => html`
            <${WhenInput} moment time=${time} value=${due} onChange=${(/** @type {string} */ value) => { setDue(value); setError(''); }} aria=${aria} autofocus />`} />
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${t('move.go')}<//></div>
      </form>
    <//>`;
}
