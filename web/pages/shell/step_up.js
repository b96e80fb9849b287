// Password or code once more, over whatever is open: what waits for it goes on by itself, and nothing that was typed is lost.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { session } from '../../lib/session.js';
import { Busy, Seg } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { CodeField, useCountdown } from './code.js';
import { Password } from './password.js';

/** @param {{done: () => void, cancel: () => void}} props */
export function StepUp({ done, cancel }) {
  const [by, setBy] = useState(/** @type {'password'|'code'} */ ('password'));
  const [typed, setTyped] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useCountdown();
  const form = useRef(/** @type {any} */ (null));
  useEffect(() => { if (!busy) form.current?.querySelector('[data-autofocus]')?.focus(); }, [by, busy]);
  /** @param {Event|null} event @param {string} [given] */
  const submit = async (event, given = typed) => {
    event?.preventDefault();
    if (busy || 0 < wait) return;
    if (!given.trim()) {
      setError(t(by === 'code' ? 'sign_in.code.needed' : 'step_up.needed'));
      return;
    }
    setBusy(true);
    setError('');
    try {
      await call('POST', '/session/step-up', { [by]: by === 'code' ? given.trim() : given });
      done();
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      setTyped('');
      setWait(why.retryAfter || 0);
      setError(why.retryAfter ? '' : why.kind === 'wrong-password' ? t('step_up.wrong') : why.message);
      setBusy(false);
    }
  };
  const message = wait ? t('sign_in.wait', { n: wait }) : error;
  return html`
    <${Dialog} open onClose=${cancel} label=${t('step_up.title')}>
      <form ref=${form} onSubmit=${submit} noValidate>
        <${DialogHead} title=${t('step_up.title')} sub=${t('step_up.text')} onClose=${cancel} />
        <div class="dialog-b">
          ${session.value?.factor?.enrolled && html`<${Seg} label=${t('step_up.by')} value=${by} onChange=${(/** @type {'password'|'code'} */ next) => { setBy(next); setTyped(''); setError(''); }}
            opts=${[['password', t('sign_in.password')], ['code', t('code.app')]]} />`}
          ${message && html`<${Note} tone=${wait ? 'warn' : 'danger'} role="alert">${message}<//>`}
          ${by === 'code'
            ? html`<${CodeField} kind="code" value=${typed} onInput=${setTyped} bad=${Boolean(message)} whole=${(/** @type {string} */ code) => submit(null, code)} />`
            : html`<input class="vh" type="text" autocomplete="username" value=${session.value?.user.login} tabindex="-1" aria-hidden="true" readonly />
              <${Field} label=${t('sign_in.password')} ctl=${(/** @type {any} */ aria) => html`<${Password} value=${typed} onInput=${setTyped} autocomplete="current-password" autofocus aria=${aria} />`} />`}
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${cancel}>${t('ui.cancel')}</button><${Busy} busy=${busy} disabled=${0 < wait}>${t('step_up.go')}<//></div>
      </form>
    <//>`;
}
