// The page of a one-time link: whose account it is, a password of one's own, then the way to sign-in.
import { html, useEffect, useState } from '../lib/html.js';
import { call } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { go } from '../lib/router.js';
import { loadSession } from '../lib/session.js';
import { Busy } from '../ui/button.js';
import { Failed, Note } from '../ui/empty.js';
import { Door } from './sign_in.js';
import { NewPassword, faultsOf } from './account/new_password.js';

/** Leaves for the sign-in, without the token in the history. */
async function leave() {
  go('/customers', true);
  await loadSession().catch(() => {});
}

/** @param {{token: string}} props */
export function LinkPage({ token }) {
  const [whose, setWhose] = useState(/** @type {{login: string, name: string}|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [done, setDone] = useState(false);
  const load = () => call('POST', '/links/checks', { token }, { quiet: true }).then((answer) => { setWhose(answer); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, [token]);
  const exit = html`<button type="button" class="btn lg block" onClick=${leave}>${t('link.to_sign_in')}</button>`;
  if (done) {
    return html`<${Door} title=${t('link.done')} lead=${t('link.done.text', { login: whose?.login })}>
      <div class="door-b"><button type="button" class="btn primary lg block" onClick=${leave}>${t('link.to_sign_in')}</button></div><//>`;
  }
  if (problem?.status === 0) return html`<${Door} title=${t('link.title')}><${Failed} problem=${problem} retry=${load} /><//>`;
  if (problem) return html`<${Door} title=${t('link.void')}><div class="door-b"><${Note} tone="warn" role="alert">${problem.message}<//>${exit}</div><//>`;
  if (!whose) return html`<${Door} title=${t('link.title')}><p class="late t3" aria-busy="true">${t('ui.loading')}</p><//>`;
  return html`<${Door} title=${t('link.title')} lead=${t('link.lead', { name: whose.name, login: whose.login })}><${Form} token=${token} whose=${whose} done=${() => setDone(true)} gone=${setProblem} /><//>`;
}

/** @param {{token: string, whose: {login: string, name: string}, done: () => void, gone: (problem: any) => void}} props */
function Form({ token, whose, done, gone }) {
  const [next, setNext] = useState({ password: '', repeat: '' });
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  useEffect(() => { /** @type {HTMLElement|null} */ (document.querySelector('[data-autofocus]'))?.focus(); }, []);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const wrong = faultsOf(next);
    setFaults(wrong);
    if (Object.keys(wrong).length !== 0) return;
    setBusy(true);
    try {
      await call('POST', '/links/uses', { token, password: next.password }, { quiet: true });
      done();
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      if (why.kind === 'link') gone(why);
      const known = why.byField();
      setFaults(Object.keys(known).length === 0 ? { all: why.message } : known);
      setBusy(false);
    }
  };
  return html`
    <form onSubmit=${submit} noValidate>
      ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
      <input class="vh" type="text" autocomplete="username" value=${whose.login} tabindex="-1" aria-hidden="true" readonly />
      <${NewPassword} value=${next} onInput=${(/** @type {any} */ value) => { setNext(value); setFaults({}); }} faults=${faults} about=${[whose.login, whose.name]} autofocus />
      <${Busy} class="btn primary lg block" busy=${busy}>${t('link.go')}<//>
      <p class="f12 t3 ctr">${t('link.note')}</p>
    </form>`;
}
