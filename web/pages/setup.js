// First start: the company and its first administrator.
import { html, useEffect, useState } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { call } from '../lib/api.js';
import { adopt } from '../lib/session.js';
import { go, route } from '../lib/router.js';
import { Busy } from '../ui/button.js';
import { Note } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { toast } from '../ui/toast.js';
import { Door } from './sign_in.js';
import { MIN_PASSWORD, Password, passwordHint } from './shell/password.js';

const LABELS = /** @type {Record<string, string>} */ ({ token: 'setup.token', company: 'setup.company', name: 'setup.name', login: 'setup.login', password: 'setup.password', repeat: 'setup.repeat' });

/** What is missing or does not fit, by field. @param {Record<string, string>} form */
function check(form) {
  const bad = /** @type {Record<string, string>} */ ({});
  for (const key of ['token', 'company', 'name', 'login', 'password']) if (!form[key].trim()) bad[key] = t('setup.needed', { label: t(LABELS[key]) });
  const length = [...form.password].length;
  if (form.password && length < MIN_PASSWORD) bad.password = t('setup.password.short', { n: MIN_PASSWORD - length });
  if (!bad.password && form.repeat !== form.password) bad.repeat = t('setup.repeat.differs');
  return bad;
}

export function Setup() {
  const given = route.value.query.get('token') || '';
  const [form, setForm] = useState(/** @type {Record<string, string>} */ ({ token: given, company: '', name: '', login: '', password: '', repeat: '' }));
  const [left, setLeft] = useState(/** @type {Record<string, boolean>} */ ({}));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const bad = check(form);
  const refused = problem ? problem.byField() : {};
  const errorOf = (/** @type {string} */ key) => refused[key] || (left[key] ? bad[key] : '') || '';
  const set = (/** @type {string} */ key) => (/** @type {string} */ value) => {
    setForm({ ...form, [key]: value });
    if (refused[key]) setProblem(null);
  };
  useEffect(() => { document.getElementById('setup-first')?.querySelector('input')?.focus(); }, []);

  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    setLeft(Object.fromEntries(Object.keys(LABELS).map((key) => [key, true])));
    setProblem(null);
    if (Object.keys(bad).length) {
      requestAnimationFrame(focusFault);
      return;
    }
    setBusy(true);
    try {
      const { repeat, ...body } = form;
      const answer = await call('POST', '/setup', Object.fromEntries(Object.entries(body).map(([k, v]) => [k, k === 'password' ? v : v.trim()])), { quiet: true });
      go('/customers', true);
      await adopt(answer);
      toast(t('setup.done'));
    } catch (refusal) {
      setProblem(refusal);
      requestAnimationFrame(focusFault);
    } finally {
      setBusy(false);
    }
  };
  const line = (/** @type {string} */ key, /** @type {any} */ extra = {}) => (/** @type {any} */ aria) => html`
    <input class="input lg" ...${aria} ...${extra} spellcheck="false" value=${form[key]} onInput=${(/** @type {any} */ e) => set(key)(e.target.value)} onBlur=${() => form[key] && setLeft({ ...left, [key]: true })} />`;
  const secret = (/** @type {string} */ key) => (/** @type {any} */ aria) => html`<${Password} value=${form[key]} onInput=${set(key)} autocomplete="new-password" aria=${aria} />`;
  return html`
    <${Door} title=${t('setup.title')} lead=${t('setup.lead')} wide>
      <form onSubmit=${submit} noValidate>
        ${problem && Object.keys(refused).length === 0 && html`<${Note} tone="danger" role="alert">${problem.message}<//>`}
        ${(!given || errorOf('token') || (problem && problem.status === 403)) && html`<${Field} label=${t('setup.token')} req hint=${t('setup.token.hint')} error=${errorOf('token')} ctl=${line('token', { autocomplete: 'off' })} />`}
        <div id="setup-first"><${Field} label=${t('setup.company')} req hint=${t('setup.company.hint')} error=${errorOf('company')} ctl=${line('company', { autocomplete: 'organization' })} /></div>
        <div class="g2">
          <${Field} label=${t('setup.name')} req error=${errorOf('name')} ctl=${line('name', { autocomplete: 'name' })} />
          <${Field} label=${t('setup.login')} req hint=${t('setup.login.hint')} error=${errorOf('login')} ctl=${line('login', { autocomplete: 'username', autocapitalize: 'off' })} />
        </div>
        <${Field} label=${t('setup.password')} req hint=${passwordHint(form.password)} error=${errorOf('password')} ctl=${secret('password')} />
        <${Field} label=${t('setup.repeat')} req error=${errorOf('repeat')} ctl=${secret('repeat')} />
        <${Busy} class="btn primary lg block" busy=${busy}>${t('setup.go')}<//>
      </form>
    <//>`;
}

function focusFault() {
  /** @type {HTMLElement|null} */ (document.querySelector('.login [aria-invalid="true"]'))?.focus();
}
