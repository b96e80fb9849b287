// Signing in: as a page of its own, and as a dialog over the page when the session has ended.
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { lang, t } from '../lib/i18n.js';
import { chooseLang, signIn } from '../lib/session.js';
import { theme, toggleTheme } from '../lib/prefs.js';
import { Busy, IconBtn } from '../ui/button.js';
import { Dialog, DialogHead } from '../ui/dialog.js';
import { Note } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { Icon, Logo } from '../ui/icon.js';
import { CodeField, useCountdown } from './shell/code.js';
import { Password } from './shell/password.js';

/** The quiet page around sign-in and set-up. @param {{title: string, lead?: string, wide?: boolean, children: any}} props */
export function Door({ title, lead, wide, children }) {
  useEffect(() => { document.title = t('app.title', { page: title }); }, [title, lang.value]);
  return html`
    <div class="login">
      <header class="login-top">
        <button type="button" class="btn ghost sm" onClick=${() => chooseLang(lang.value === 'en' ? 'zh-CN' : 'en')}><${Icon} n="globe" s=${15} />${t('account.lang')}</button>
        <${IconBtn} n=${theme.value === 'dark' ? 'sun' : 'moon'} label=${t('sign_in.theme')} onClick=${toggleTheme} />
      </header>
      <main class=${'login-card' + (wide ? ' wide' : '')}>
        <div class="login-logo"><${Logo} s=${44} /></div>
        <h1 data-page-title tabindex="-1">${title}</h1>
        ${lead && html`<p class="t3 f13">${lead}</p>`}
        ${children}
      </main>
      <footer class="login-foot f12 t3"><${Icon} n="lock" s=${13} />${t('sign_in.foot')}</footer>
    </div>`;
}

/** @typedef {import('./shell/code.js').Kind} Kind */

/**
 * Login and password, then the code where two-step verification is on.
 * @param {{done?: () => void, login?: string, children?: any, onStep?: (step: 'password'|'code') => void}} props login: of whom it must be; nobody else takes over what they left open
 */
function Form({ done, login: known = '', children, onStep }) {
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState('');
  const [step, setStep] = useState(/** @type {'password'|'code'} */ ('password'));
  const [kind, setKind] = useState(/** @type {Kind} */ ('code'));
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [wait, setWait] = useCountdown();
  const form = useRef(/** @type {any} */ (null));
  useEffect(() => { if (!busy) form.current?.querySelector('[data-autofocus]')?.focus(); }, [step, kind, busy]);
  /** @param {'password'|'code'} to */
  const turn = (to) => {
    setStep(to);
    onStep?.(to);
    setCode('');
    setKind('code');
    if (to === 'password') setPassword('');
  };
  /** @param {any} refusal */
  const refused = (refusal) => {
    if (refusal.kind === 'code-needed') {
      turn('code');
      return;
    }
    setWait(refusal.retryAfter || 0);
    setError(refusal.retryAfter ? '' : refusal.message);
    setCode('');
    if (step === 'password' || ['attempt-over', 'wrong-password'].includes(refusal.kind)) turn('password');
  };
  /** @param {Event|null} event @param {string} [typed] the code, once it is whole */
  const submit = async (event, typed = code) => {
    event?.preventDefault();
    if (busy || 0 < wait) return;
    if (!login.trim() || !password || (step === 'code' && !typed.trim())) {
      setError(t(step === 'code' ? 'sign_in.code.needed' : 'sign_in.needed'));
      return;
    }
    setBusy(true);
    setError('');
    try {
      await signIn(login.trim(), password, step === 'code' ? typed.trim() : undefined);
      done?.();
    } catch (problem) {
      refused(problem);
    } finally {
      setBusy(false);
    }
  };
  const message = wait ? t('sign_in.wait', { n: wait }) : error;
  return html`
    <form ref=${form} onSubmit=${submit} noValidate>
      ${message && html`<${Note} tone=${wait ? 'warn' : 'danger'} role="alert">${message}<//>`}
      ${step === 'password' && html`
        <${Field} label=${t('sign_in.login')} ctl=${(/** @type {any} */ a) => html`
          <input class="input lg" ...${a} autocomplete="username" autocapitalize="off" spellcheck="false" readOnly=${Boolean(known)} value=${login} data-autofocus=${!known || undefined} onInput=${(/** @type {any} */ e) => setLogin(e.target.value)} />`} />
        <${Field} label=${t('sign_in.password')} ctl=${(/** @type {any} */ a) => html`<${Password} value=${password} onInput=${setPassword} autocomplete="current-password" autofocus=${Boolean(known)} aria=${a} />`} />`}
      ${step === 'code' && html`<${CodeField} kind=${kind} value=${code} onInput=${setCode} bad=${Boolean(message)} whole=${(/** @type {string} */ typed) => submit(null, typed)} />`}
      <${Busy} class="btn primary lg block" busy=${busy} disabled=${wait > 0}>${t(step === 'code' ? 'sign_in.verify' : 'sign_in.go')}<//>
      ${step === 'password' ? children : html`
        <p class="row jc f13"><button type="button" class="link" onClick=${() => { setKind(kind === 'code' ? 'recovery' : 'code'); setCode(''); setError(''); }}>${t(kind === 'code' ? 'code.use_recovery' : 'code.use_app')}</button>
          ${!known && html`<span class="t3" aria-hidden="true">·</span><button type="button" class="link" onClick=${() => { turn('password'); setError(''); }}>${t('sign_in.other')}</button>`}</p>`}
    </form>`;
}

export function SignIn() {
  const [step, setStep] = useState('password');
  const coded = step === 'code';
  return html`<${Door} title=${t(coded ? 'factor.title' : 'sign_in.title')} lead=${coded ? t('sign_in.code.lead') : ''}>
    <${Form} onStep=${setStep}><p class="f12 t3 ctr">${t('sign_in.forgot')}</p><//><//>`;
}

/** Over the page, when the session has ended: what was typed stays. @param {{login: string, done: () => void, cancel: () => void}} props */
export const SignInAgain = ({ login, done, cancel }) => html`
  <${Dialog} open onClose=${cancel} label=${t('sign_in.again')}>
    <${DialogHead} title=${t('sign_in.again')} sub=${t('sign_in.again.text')} onClose=${cancel} />
    <div class="dialog-b again"><${Form} done=${done} login=${login} /></div>
  <//>`;
