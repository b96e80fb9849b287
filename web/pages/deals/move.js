// A deal goes to another stage: at once, or after what winning and losing ask for.
import { html, useState } from '../../lib/html.js';
import { fieldIn, isMasked, label, toDraft } from '../../lib/fields.js';
import { wallNow } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { isSubmit } from '../../lib/keys.js';
import { undoBatch, undoneText } from '../../lib/undo.js';
import { told } from '../../records/bin.js';
import { Control } from '../../records/control.js';
import { valueOf } from '../../records/kinds.js';
import { Clashing, patchRecord } from '../../records/record.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { stageName } from './deals.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** What a stage asks for; the first are needed. @type {Record<string, {must: string[], may: string[]}>} */
export const ASKED = { won: { must: ['amount', 'won_on', 'contract_no'], may: [] }, lost: { must: ['lost_reason'], may: ['lost_note'] } };

/** @param {string} key */
const fieldOf = (key) => /** @type {import('../../lib/fields.js').Field} */ (fieldIn('deals', key) || { key, type: 'text', label: key, options: [], privacy: 'open' });

/**
 * Sends a deal to a stage with what goes along; the customer's level follows when it is won, and both come back together.
 * @param {Row} row @param {string} to code of the stage @param {Record<string, any>} drafts @returns {Promise<Row>} throws a Problem
 */
export async function moveDeal(row, to, drafts) {
  const keys = ['stage', ...Object.keys(drafts)];
  const next = await patchRecord('/deals/' + row.id, { ...drafts, stage: valueOf('deals', 'stage', to) }, keys.map(fieldOf), row);
  told('deals', next, 'edit');
  const { batch } = /** @type {any} */ (next);
  const undo = () => undoBatch(batch).then((answer) => {
    told('deals', next, 'edit');
    toast(undoneText(answer, t('deals.undone', { title: row.fields.title })));
  }).catch(toastProblem);
  toast(t('deals.moved', { title: row.fields.title, stage: stageName(to) }), batch ? { undo } : {});
  return next;
}

/** What to show for a refusal that is not about one field. @param {any} refusal */
export const saidOf = (refusal) => (refusal instanceof Clashing ? t('deals.stale') : refusal.message);

/** Whether the deal has a value that is masked here: left empty, it stays. @param {Row} row @param {string} key */
const keeps = (row, key) => isMasked(fieldOf(key), row.fields[key]);

/** @param {string} to @param {Row} row @returns {Record<string, any>} */
function firstDrafts(to, row) {
  const now = Object.fromEntries([...ASKED[to].must, ...ASKED[to].may].map((key) => [key, toDraft(fieldOf(key), row.fields[key])]));
  if (to === 'won') return { ...now, amount: now.amount || (keeps(row, 'amount') ? '' : toDraft(fieldOf('expected_amount'), row.fields.expected_amount)), won_on: now.won_on || wallNow().slice(0, 10) };
  return now;
}

/**
 * Asks for what winning or losing a deal needs.
 * @param {{row: Row, to: 'won'|'lost', close: () => void, done: (row: Row) => void}} props
 */
export function CloseDialog({ row, to, close, done }) {
  const { must, may } = ASKED[to];
  const [drafts, setDrafts] = useState(() => firstDrafts(to, row));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  /** @param {any} form @param {Record<string, string>} bad */
  const refuse = (form, bad) => {
    setFaults(bad);
    requestAnimationFrame(() => form?.querySelector('[aria-invalid="true"]')?.focus());
  };
  /** @param {any} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (busy) return;
    const bad = Object.fromEntries(must.filter((key) => !String(drafts[key]).trim() && !keeps(row, key)).map((key) => [key, t(fieldOf(key).options.length ? 'rec.pick' : 'rec.required', { label: label(fieldOf(key)) })]));
    if (Object.keys(bad).length) {
      refuse(form, bad);
      return;
    }
    setBusy(true);
    try {
      done(await moveDeal(row, to, Object.fromEntries(Object.entries(drafts).filter(([key, draft]) => draft !== '' || !keeps(row, key)))));
    } catch (refusal) {
      const known = /** @type {any} */ (refusal).byField?.() || {};
      const here = Object.fromEntries(Object.entries(known).filter(([key]) => key in drafts));
      refuse(form, Object.keys(here).length ? here : { all: Object.values(known)[0] || saidOf(refusal) });
      setBusy(false);
    }
  };
  const title = t('deals.close.' + to);
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form noValidate onSubmit=${submit} onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (isSubmit(e)) submit(e); }}>
        <${DialogHead} title=${title} sub=${[row.fields.title, row.fields.customer?.name].filter(Boolean).join(' · ')} onClose=${close} />
        <div class="dialog-b">
          ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
          ${[...must, ...may].map((key, i) => html`
            <${Field} key=${key} label=${label(fieldOf(key))} req=${must.includes(key)} error=${faults[key]} ctl=${(/** @type {any} */ aria) => html`
              <${Control} field=${fieldOf(key)} value=${drafts[key]} aria=${aria} autofocus=${i === 0} onChange=${(/** @type {any} */ value) => { setDrafts({ ...drafts, [key]: value }); setFaults({ ...faults, [key]: '' }); }} />`} />`)}
          ${to === 'won' && html`<p class="f12 t3">${t('deals.close.won.note')}</p>`}
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${t('deals.close.' + to + '.go')}<//></div>
      </form>
    <//>`;
}
