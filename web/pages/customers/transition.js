// A customer goes to another level: what the level asks for is asked here, and both are saved together.
import { html, useRef, useState } from '../../lib/html.js';
import { call, newIntent } from '../../lib/api.js';
import { choiceText, field, fieldIn, fromDraft, openOptions, optionLabel, optionOf } from '../../lib/fields.js';
import { wallNow } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { isSubmit } from '../../lib/keys.js';
import { customersChanged } from '../../lib/overlay.js';
import { undoBatch, undoneText } from '../../lib/undo.js';
import { told } from '../../records/bin.js';
import { authors, nameOf } from '../../records/live.js';
import { FieldInput } from '../../records/input.js';
import { WhenInput } from '../../records/when_input.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { toast, toastProblem } from '../../ui/toast.js';

/** @typedef {import('../../records/record.js').Row} Row */

const MONEY = /** @type {any} */ ({ type: 'money', key: 'amount', options: [] });

/** What the level asks for, by its code. @param {string} code @param {Record<string, string>} draft @returns {Record<string, string>} */
function check(code, draft) {
  const bad = /** @type {Record<string, string>} */ ({});
  if (code === 'won') {
    const amount = String(fromDraft(MONEY, draft.amount) ?? '');
    if (!/^\d+(\.\d{1,2})?$/.test(amount)) bad.amount = t(amount ? 'rec.money.form' : 'transition.amount.needed');
    else if (Number(amount) === 0) bad.amount = t('transition.amount.positive');
    if (!/^\d{4}-\d\d-\d\d$/.test(draft.date)) bad.date = t(draft.date ? 'when.form' : 'transition.date.needed');
    if (!draft.contract_no.trim()) bad.contract_no = t('transition.contract.needed');
  }
  if (code === 'lost' && !draft.lost_reason) bad.lost_reason = t('transition.reason.needed');
  return bad;
}

/** Takes a change of level back with all that it made. @param {string} batch @param {Row} row */
async function takeBack(batch, row) {
  try {
    toast(undoneText(await undoBatch(batch), t('transition.undone')));
  } catch (refusal) {
    toastProblem(refusal);
  }
  told('customers', row, 'edit');
  customersChanged();
}

/** The level of a customer, to be compared. @param {Row} row */
const levelOf = (row) => JSON.stringify(row.fields.level ?? null);

/** What became of the level meanwhile, and by whom. @param {Row} now @returns {Promise<string>} */
async function meanwhile(now) {
  const found = await authors('/customers/' + now.id, ['level']).catch(() => null);
  const { level } = now.fields;
  return t('transition.meanwhile', { who: found?.level ? nameOf(found.level.actor) : t('transition.somebody'), level: level ? choiceText('level', level) : t('ui.none') });
}

/** @param {{row: Row, to?: string, close: () => void, done: (row: Row) => void}} props to: the code of the level that is chosen at first */
export function TransitionDialog({ row, to, close, done }) {
  const levels = openOptions(field('level') || /** @type {any} */ ({ options: [] }), row.fields.level?.value);
  const current = String(row.fields.level?.value ?? '');
  const first = to || (levels.some((one) => one.code === 'won') && optionOf('level', current)?.code !== 'won' ? 'won' : '');
  const [level, setLevel] = useState(String(optionOf('level', first)?.value ?? current));
  const [draft, setDraft] = useState(/** @type {Record<string, string>} */ ({ amount: '', date: wallNow().slice(0, 10), contract_no: '', title: '', lost_reason: '', lost_note: '' }));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [intent] = useState(newIntent);
  /** The customer as the person has seen it. */
  const seen = useRef(row);
  const box = useRef(/** @type {any} */ (null));
  const code = optionOf('level', level)?.code || level;
  const reasons = fieldIn('customers', 'lost_reason') || fieldIn('deals', 'lost_reason');
  const set = (/** @type {string} */ name, /** @type {string} */ value) => {
    setDraft({ ...draft, [name]: value });
    setFaults(Object.fromEntries(Object.entries(faults).filter(([one]) => one !== name)));
  };
  /** @param {Record<string, string>} bad */
  const refuse = (bad) => {
    setFaults(bad);
    requestAnimationFrame(() => box.current?.querySelector('[aria-invalid="true"]')?.focus());
  };
  const body = () => {
    if (code === 'won') return { level, amount: fromDraft(MONEY, draft.amount), date: draft.date, contract_no: draft.contract_no.trim(), title: draft.title.trim() || undefined };
    if (code === 'lost') return { level, lost_reason: draft.lost_reason, lost_note: draft.lost_note.trim() || undefined };
    return { level };
  };
  /** Where others have changed something else of the customer it is sent again; another level is for the person to judge. @returns {Promise<any>} null: they have to look once more */
  const send = async () => {
    const said = body();
    try {
      return await call('POST', `/customers/${row.id}/transitions`, said, { idempotencyKey: intent(said), ifMatch: seen.current.version });
    } catch (refusal) {
      const current = /** @type {any} */ (refusal).status === 412 ? /** @type {any} */ (refusal).body.current : null;
      if (!current || current.version === seen.current.version) throw refusal;
      const moved = levelOf(current) !== levelOf(seen.current);
      seen.current = current;
      if (!moved) return send();
      setError(await meanwhile(current));
      return null;
    }
  };
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setError('');
    const bad = check(code, draft);
    if (Object.keys(bad).length) {
      refuse(bad);
      return;
    }
    setBusy(true);
    try {
      const next = await send();
      if (!next) {
        setBusy(false);
        return;
      }
      told('customers', next, 'edit');
      customersChanged();
      done(next);
      const name = optionOf('level', level);
      toast(t('transition.done', { level: name ? optionLabel(name) : level }), next.batch ? { undo: () => { takeBack(next.batch, next); } } : {});
    } catch (refusal) {
      const found = /** @type {any} */ (refusal).byField?.() || {};
      const here = Object.keys(found).filter((name) => name in draft);
      setBusy(false);
      setError(here.length && here.length === Object.keys(found).length ? '' : found.level || /** @type {Error} */ (refusal).message);
      if (here.length) refuse(Object.fromEntries(here.map((name) => [name, found[name]])));
    }
  };
  const input = (/** @type {string} */ name, /** @type {any} */ more = {}) => (/** @type {any} */ aria) => html`
    <input class="input" autocomplete="off" maxlength=${more.max || 100} placeholder=${more.hint} ...${aria} value=${draft[name]} onInput=${(/** @type {any} */ e) => set(name, e.target.value)} />`;
  return html`
    <${Dialog} open onClose=${close} label=${t('transition.title')}>
      <form ref=${box} onSubmit=${submit} noValidate onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (isSubmit(e)) submit(e); }}>
        <${DialogHead} title=${t('transition.title')} sub=${row.fields.name} onClose=${close} />
        <div class="dialog-b">
          ${error && html`<${Note} tone="danger" role="alert">${error}<//>`}
          <div class="radios" role="radiogroup" aria-label=${t('transition.level')}>
            ${levels.map((one) => html`<label key=${one.value} class=${String(one.value) === level ? 'on' : ''}>
              <input type="radio" class="check" name="level" value=${one.value} checked=${String(one.value) === level} data-autofocus=${String(one.value) === level || undefined} onChange=${() => { setLevel(String(one.value)); setFaults({}); setError(''); }} />
              <span>${optionLabel(one)}</span></label>`)}
          </div>
          ${code === 'won' && html`
            <div class="g2">
              <${Field} label=${t('transition.amount')} req error=${faults.amount} ctl=${(/** @type {any} */ aria) => html`<${FieldInput} field=${MONEY} value=${draft.amount} onChange=${(/** @type {string} */ v) => set('amount', v)} aria=${aria} />`} />
              <${Field} label=${t('transition.date')} req error=${faults.date} ctl=${(/** @type {any} */ aria) => html`<${WhenInput} value=${draft.date} onChange=${(/** @type {string} */ v) => set('date', v)} aria=${aria} />`} />
            </div>
            <${Field} label=${t('transition.contract')} req error=${faults.contract_no} ctl=${input('contract_no', { hint: `HT-${wallNow().slice(0, 4)}-0001`, max: 64 })} />
            <${Field} label=${t('transition.deal')} hint=${t('transition.deal.hint')} error=${faults.title} ctl=${input('title')} />`}
          ${code === 'lost' && html`
            <${Field} label=${t('transition.reason')} req error=${faults.lost_reason} ctl=${(/** @type {any} */ aria) => html`
              <${Select} ...${aria} value=${draft.lost_reason} onChange=${(/** @type {any} */ e) => set('lost_reason', e.target.value)} opts=${[['', t('ui.choose')], ...(reasons ? openOptions(reasons) : []).map((one) => [String(one.value), optionLabel(one)])]} />`} />
            <${Field} label=${t('transition.note')} error=${faults.lost_note} ctl=${(/** @type {any} */ aria) => html`
              <textarea class="textarea" rows="2" maxlength="500" ...${aria} value=${draft.lost_note} onInput=${(/** @type {any} */ e) => set('lost_note', e.target.value)}></textarea>`} />`}
          ${level === current && code !== 'won' && html`<p class="hint">${t('transition.same')}</p>`}
        </div>
        <div class="dialog-f">
          <button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button>
          <${Busy} busy=${busy} disabled=${level === current && code !== 'won'}>${t('ui.save')}<//>
        </div>
      </form>
    <//>`;
}
