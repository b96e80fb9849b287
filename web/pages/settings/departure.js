// Somebody leaves: the account is shut, and what they looked after goes to somebody else or into the pool.
import { html, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { undoBatch } from '../customers/hand.js';

const POOL = '-';

/** @typedef {import('./people.js').User} User */

/** @param {{user: User, users: User[], close: () => void, done: () => void}} props */
export function DepartureDialog({ user, users, close, done }) {
  const [to, setTo] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const { name } = user.fields;
  const title = t('people.disable.title', { name });
  const others = users.filter((one) => one.id !== user.id && !one.fields.disabled);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (user.customers !== 0 && !to) {
      setError(t('leave.to.needed'));
      return;
    }
    setBusy(true);
    try {
      const { batch, customers } = await call('POST', `/users/${user.id}/departures`, { to: to && to !== POOL ? to : null, version: user.version });
      customersChanged();
      const said = customers ? t(to === POOL ? 'leave.done.pool' : 'leave.done.to', { name, count: int(customers), to: others.find((one) => one.id === to)?.fields.name }) : t('people.disabled.done', { name });
      toast(said, batch ? { undo: () => undoBatch(batch, done) } : {});
      done();
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      setError(why.status === 412 ? t('people.stale') : Object.values(why.byField())[0] || why.message);
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${title} sub=${t('people.disable.text')} onClose=${close} />
        <div class="dialog-b">
          ${user.customers === 0
            ? html`${error && html`<${Note} tone="danger" role="alert">${error}<//>`}<p class="t2 f13">${t('leave.none')}</p>`
            : html`<${Field} label=${user.customers === 0 ? t('leave.to.work') : t('leave.to', { count: int(user.customers) })} req hint=${t('leave.to.hint')} error=${error} ctl=${(/** @type {any} */ aria) => html`
                <${Select} ...${aria} data-autofocus value=${to} onChange=${(/** @type {any} */ e) => { setTo(e.target.value); setError(''); }}
                  opts=${[['', t('ui.choose')], ...others.map((one) => [one.id, one.fields.name]), [POOL, t('hand.to.pool')]]} />`} />`}
        </div>
        <div class="dialog-f"><button type="button" class="btn" data-autofocus=${user.customers === 0 || undefined} onClick=${close}>${t('ui.cancel')}</button><${Busy} class="btn danger" busy=${busy}>${t('people.disable.do')}<//></div>
      </form>
    <//>`;
}
