// From hand to hand: taking a customer out of the pool, giving it back, and assigning customers to somebody.
import { html, useState } from '../../lib/html.js';
import { call, newIntent } from '../../lib/api.js';
import { people } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { go } from '../../lib/router.js';
import { undoBatch, undoneText } from '../../lib/undo.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { Told } from './told.js';

/** Stands for the pool in the list of people. */
const POOL = '-';

/** Takes what was done to many back. @param {string} batch @param {() => void} [then] */
export async function takeBack(batch, then) {
  try {
    toast(undoneText(await undoBatch(batch), t('hand.undone')));
  } catch (problem) {
    toastProblem(problem);
  }
  customersChanged();
  then?.();
}

/** Takes a customer out of the pool; gives it as it then is, null when it was refused. @param {{id: string, fields: Record<string, any>}} row */
export async function claim(row) {
  try {
    const mine = await call('POST', `/customers/${row.id}/claims`, {});
    customersChanged();
    toast(t('hand.claimed', { name: row.fields.name }), { action: { label: t('hand.open'), run: () => go('/customer/' + row.id) } });
    return mine;
  } catch (problem) {
    toastProblem(problem);
    if (/** @type {any} */ (problem).status === 409) customersChanged();
    return null;
  }
}

/**
 * Gives a customer of one's own back to the pool.
 * @param {{row: {id: string, version: number, fields: Record<string, any>}, close: () => void, done: (row: any) => void}} props
 */
export function ReturnDialog({ row, close, done }) {
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const title = t('hand.return');
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!reason.trim()) {
      setError(t('hand.reason.needed'));
      return;
    }
    setBusy(true);
    try {
      const answer = await call('POST', `/customers/${row.id}/returns`, { reason: reason.trim() }, { ifMatch: row.version });
      customersChanged();
      toast(t('hand.returned', { name: row.fields.name }));
      done(answer);
    } catch (refusal) {
      setError(/** @type {Error} */ (refusal).message);
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${title} sub=${t('hand.return.text')} onClose=${close} />
        <div class="dialog-b">
          <${Field} label=${t('hand.reason')} req error=${error} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" ...${aria} data-autofocus maxlength="200" autocomplete="off" value=${reason} onInput=${(/** @type {any} */ e) => { setReason(e.target.value); setError(''); }} />`} />
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${t('hand.return')}<//></div>
      </form>
    <//>`;
}

/**
 * Assigns customers to somebody, or to nobody: then they are in the pool.
 * @param {{count: number, what: {ids: string[]} | {filter: string}, close: () => void, done: () => void}} props
 */
export function AssignDialog({ count, what, close, done }) {
  const [owner, setOwner] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [intent] = useState(newIntent);
  const [told, setTold] = useState(/** @type {import('./told.js').Outcome|null} */ (null));
  const title = t('hand.assign.n', { n: int(count), count });
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!owner) {
      setError(t('hand.to.needed'));
      return;
    }
    setBusy(true);
    try {
      const said = { ...what, owner: owner === POOL ? null : owner };
      const answer = await call('POST', '/customers/assignments', said, { idempotencyKey: intent(said) });
      tell(answer, owner, done);
      customersChanged();
      const { changed, kept = [], kept_more: more = 0 } = answer;
      if (kept.length === 0) done();
      else setTold({ changed, kept, count: kept.length + more });
    } catch (refusal) {
      setError(/** @type {Error} */ (refusal).message);
      setBusy(false);
    }
  };
  if (told) return html`<${Told} told=${told} close=${done} />`;
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${title} sub=${t('hand.assign.text')} onClose=${close} />
        <div class="dialog-b">
          <${Field} label=${t('hand.to')} req error=${error} ctl=${(/** @type {any} */ aria) => html`
            <${Select} ...${aria} data-autofocus value=${owner} onChange=${(/** @type {any} */ e) => { setOwner(e.target.value); setError(''); }}
              opts=${[['', t('ui.choose')], ...people.value.map((one) => [one.id, one.name]), [POOL, t('hand.to.pool')]]} />`} />
          ${500 < count && html`<${Note} tone="warn">${t('hand.many', { n: int(count) })}<//>`}
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${title}<//></div>
      </form>
    <//>`;
}

/** Says what came of it. @param {{batch: string, changed: number, kept?: {id: string, reason: string}[], kept_more?: number}} answer @param {string} owner @param {() => void} then */
function tell({ batch, changed, kept = [], kept_more = 0 }, owner, then) {
  const name = owner === POOL ? t('nav.pool') : people.value.find((one) => one.id === owner)?.name;
  const text = t('hand.assigned', { n: int(changed), name }) + (kept.length ? t('hand.kept', { n: int(kept.length + kept_more) }) : '');
  toast(changed ? text + t('bulk.later') : text, changed ? { undo: () => takeBack(batch, then) } : { tone: 'danger' });
}
