// Somebody leaves: the account is shut, and what they looked after goes to somebody else or into the pool.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { takeBack } from '../customers/hand.js';

const POOL = '-';

/** What somebody has not finished, by kind: whose it is, and what is not over. */
const UNFINISHED = {
  tasks: (/** @type {string} */ id) => `assignee = "${id}" and state in ("open", "overdue")`,
  services: (/** @type {string} */ id) => `handler = "${id}" and status in ("new", "open")`,
  deals: (/** @type {string} */ id) => `owner = "${id}" and stage in ("contact", "needs", "proposal", "negotiation")`,
};

/** @typedef {{tasks: number, services: number, deals: number}} Work */

/** @param {string} id @returns {Promise<Work>} */
async function unfinished(id) {
  const count = async (/** @type {[string, (id: string) => string]} */ [kind, filter]) => {
    // Who may not see a kind is not told of it, and hands it on all the same.
    const page = await call('GET', `/${kind}`, undefined, { query: { filter: filter(id), limit: 0 } }).catch(() => ({ total: 0 }));
    return [kind, page.total];
  };
  return Object.fromEntries(await Promise.all(Object.entries(UNFINISHED).map(count)));
}

const told = (/** @type {Work} */ work) => ({ tasks: int(work.tasks), services: int(work.services), deals: int(work.deals) });

/** @typedef {import('./people.js').User} User */

/** @param {{user: User, users: User[], close: () => void, done: () => void}} props */
export function DepartureDialog({ user, users, close, done }) {
  const [to, setTo] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [work, setWork] = useState(/** @type {Work} */ ({ tasks: 0, services: 0, deals: 0 }));
  useEffect(() => { unfinished(user.id).then(setWork); }, [user.id]);
  const { name } = user.fields;
  const isBusy = 0 < work.tasks + work.services + work.deals;
  const isFree = user.customers === 0 && !isBusy;
  const title = t('people.disable.title', { name });
  const others = users.filter((one) => one.id !== user.id && !one.fields.disabled);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!isFree && !to) {
      setError(t('leave.to.needed'));
      return;
    }
    setBusy(true);
    try {
      const { batch, customers, left, ...went } = await call('POST', `/users/${user.id}/departures`, { to: to && to !== POOL ? to : null, version: user.version });
      customersChanged();
      const said = customers ? t(to === POOL ? 'leave.done.pool' : 'leave.done.to', { name, count: int(customers), to: others.find((one) => one.id === to)?.fields.name }) : t('people.disabled.done', { name });
      const more = [
        ...(0 < went.tasks + went.services + went.deals ? [t(to && to !== POOL ? 'leave.done.work' : 'leave.done.stay', told(went))] : []),
        ...(left ? [t('leave.done.left', { count: int(left) })] : []),
      ];
      toast([said, ...more].join(t('leave.done.join')) + (customers ? t('bulk.later') : ''), batch ? { undo: () => takeBack(batch, done) } : {});
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
          ${isFree
            ? html`${error && html`<${Note} tone="danger" role="alert">${error}<//>`}<p class="t2 f13">${t('leave.none')}</p>`
            : html`<${Field} label=${user.customers === 0 ? t('leave.to.work') : t('leave.to', { count: int(user.customers) })} req hint=${t('leave.to.hint')} error=${error} ctl=${(/** @type {any} */ aria) => html`
                <${Select} ...${aria} data-autofocus value=${to} onChange=${(/** @type {any} */ e) => { setTo(e.target.value); setError(''); }}
                  opts=${[['', t('ui.choose')], ...others.map((one) => [one.id, one.fields.name]), [POOL, t('hand.to.pool')]]} />`} />
              ${isBusy && html`<p class="t2 f13">${t(to === POOL ? 'leave.work.stay' : 'leave.work', told(work))}</p>`}`}
        </div>
        <div class="dialog-f"><button type="button" class="btn" data-autofocus=${isFree || undefined} onClick=${close}>${t('ui.cancel')}</button><${Busy} class="btn danger" busy=${busy}>${t('people.disable.do')}<//></div>
      </form>
    <//>`;
}
