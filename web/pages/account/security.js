// How one shows who one is: the password and two-step verification.
import { html, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { adopt, session } from '../../lib/session.js';
import { Busy } from '../../ui/button.js';
import { Note } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { Password } from '../shell/password.js';
import { FactorCard } from './factor.js';
import { NewPassword, faultsOf } from './new_password.js';

export const SecurityPage = () => html`<${FactorCard} /><${PasswordCard} />`;

function PasswordCard() {
  const days = session.value?.password_age_days;
  return html`
    <section class="card" aria-labelledby="me-password">
      <div class="card-h"><h2 id="me-password">${t('password.title')}</h2>${days !== undefined && html`<span class="count">${t('password.age', { n: days })}</span>`}</div>
      <div class="card-b"><${PasswordForm} done=${() => toast(t('password.changed'))} /></div>
    </section>`;
}

/** The old password, the new one twice; all other sessions end. @param {{done: () => void, block?: boolean}} props block: on a page of its own */
export function PasswordForm({ done, block }) {
  const user = session.value?.user;
  const [old, setOld] = useState('');
  const [next, setNext] = useState({ password: '', repeat: '' });
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  /** @param {any} refusal */
  const refused = (refusal) => {
    const known = refusal.byField();
    if (refusal.kind === 'wrong-password') setFaults({ old: t('step_up.wrong') });
    else if (refusal.retryAfter) setFaults({ all: t('sign_in.wait', { n: refusal.retryAfter }) });
    else setFaults(Object.keys(known).length === 0 ? { all: refusal.message } : known);
  };
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const wrong = { ...(old ? {} : { old: t('password.old.needed') }), ...faultsOf(next) };
    setFaults(wrong);
    if (Object.keys(wrong).length !== 0) {
      const form = /** @type {HTMLElement} */ (event.currentTarget);
      requestAnimationFrame(() => /** @type {HTMLElement|null} */ (form.querySelector('[aria-invalid="true"]'))?.focus());
      return;
    }
    setBusy(true);
    try {
      await adopt(await call('PATCH', '/session', { password: { old, new: next.password } }));
      setOld('');
      setNext({ password: '', repeat: '' });
      done();
    } catch (refusal) {
      refused(refusal);
    }
    setBusy(false);
  };
  return html`
    <form class="me-form" onSubmit=${submit} noValidate>
      ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
      <input class="vh" type="text" autocomplete="username" value=${user?.login} tabindex="-1" aria-hidden="true" readonly />
      <${Field} label=${t('password.old')} req error=${faults.old} ctl=${(/** @type {any} */ aria) => html`
        <${Password} value=${old} onInput=${(/** @type {string} */ text) => { setOld(text); setFaults({}); }} autocomplete="current-password" aria=${aria} />`} />
      <${NewPassword} value=${next} onInput=${(/** @type {any} */ value) => { setNext(value); setFaults({}); }} faults=${faults} about=${[user?.login || '', user?.name || '']} />
      <div class="row wrap"><${Busy} class=${'btn primary' + (block ? ' lg block' : '')} busy=${busy}>${t('password.go')}<//><span class="f12 t3">${t('password.effect')}</span></div>
    </form>`;
}
