// Signing in: as a page of its own, and as a dialog over the page when the session has ended.
import { html, useEffect, useState } from '../lib/html.js';
import { lang, t } from '../lib/i18n.js';
import { chooseLang, signIn } from '../lib/session.js';
import { theme, toggleTheme } from '../lib/prefs.js';
import { Busy, IconBtn } from '../ui/button.js';
import { Dialog, DialogHead } from '../ui/dialog.js';
import { Note } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { Icon, Logo } from '../ui/icon.js';
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

/** @param {{done?: () => void, login?: string, children?: any}} props */
function Form({ done, login: known = '', children }) {
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (wait <= 0) return undefined;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!login.trim() || !password) {
      setError(t('sign_in.needed'));
      return;
    }
    setBusy(true);
    setError('');
    try {
      await signIn(login.trim(), password);
      done?.();
    } catch (problem) {
      const refusal = /** @type {any} */ (problem);
      setWait(refusal.retryAfter || 0);
      setError(refusal.retryAfter ? '' : refusal.message);
      setPassword('');
    } finally {
      setBusy(false);
    }
  };
  const message = wait ? t('sign_in.wait', { n: wait }) : error;
  return html`
    <form onSubmit=${submit} noValidate>
      ${message && html`<${Note} tone=${wait ? 'warn' : 'danger'} role="alert">${message}<//>`}
      <${Field} label=${t('sign_in.login')} ctl=${(/** @type {any} */ a) => html`
        <input class="input lg" ...${a} autocomplete="username" autocapitalize="off" spellcheck="false" value=${login} data-autofocus=${!known || undefined} onInput=${(/** @type {any} */ e) => setLogin(e.target.value)} />`} />
      <${Field} label=${t('sign_in.password')} ctl=${(/** @type {any} */ a) => html`<${Password} value=${password} onInput=${setPassword} autocomplete="current-password" autofocus=${Boolean(known)} aria=${a} />`} />
      <${Busy} class="btn primary lg block" busy=${busy} disabled=${wait > 0}>${t('sign_in.go')}<//>
      ${children}
    </form>`;
}

export function SignIn() {
  useEffect(() => { /** @type {HTMLElement|null} */ (document.querySelector('[data-autofocus]'))?.focus(); }, []);
  return html`<${Door} title=${t('sign_in.title')}><${Form}><p class="f12 t3 ctr">${t('sign_in.forgot')}</p><//><//>`;
}

/** Over the page, when the session has ended: what was typed stays. @param {{login: string, done: () => void, cancel: () => void}} props */
export const SignInAgain = ({ login, done, cancel }) => html`
  <${Dialog} open onClose=${cancel} label=${t('sign_in.again')}>
    <${DialogHead} title=${t('sign_in.again')} sub=${t('sign_in.again.text')} onClose=${cancel} />
    <div class="dialog-b again"><${Form} done=${done} login=${login} /></div>
  <//>`;
