// Taking an authenticator app into use: the square to scan, the secret to type instead, the first code.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { copy } from '../../lib/clipboard.js';
import { t } from '../../lib/i18n.js';
import { Busy } from '../../ui/button.js';
import { Failed, Note } from '../../ui/empty.js';
import { toast } from '../../ui/toast.js';
import { CodeField, useCountdown } from '../shell/code.js';

/** @typedef {{secret: string, uri: string, qr: {size: number, d: string}|null}} Begun */

/** In groups of four, as one reads it off. @param {string} secret */
const grouped = (secret) => secret.replace(/(.{4})(?=.)/g, '$1 ');

/** @param {{done: (recovery: string[]) => void, cancel?: () => void}} props cancel: it may be left */
export function Enrol({ done, cancel }) {
  const [begun, setBegun] = useState(/** @type {Begun|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [code, setCode] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useCountdown();
  const begin = () => {
    setProblem(null);
    call('POST', '/session/factor').then(setBegun, setProblem);
  };
  useEffect(begin, []);
  // Whoever does not say again who they are has changed their mind.
  useEffect(() => { if (problem?.kind === 'step-up') cancel?.(); }, [problem]);
  /** @param {Event|null} event @param {string} [typed] */
  const submit = async (event, typed = code) => {
    event?.preventDefault();
    if (busy || 0 < wait) return;
    if (typed.length < 6) {
      setError(t('sign_in.code.needed'));
      return;
    }
    setBusy(true);
    setError('');
    try {
      done((await call('POST', '/session/factor/confirmations', { code: typed })).recovery);
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      setWait(why.retryAfter || 0);
      setError(why.retryAfter ? '' : why.kind === 'wrong-code' ? t('enrol.wrong') : why.message);
      setCode('');
      setBusy(false);
    }
  };
  if (problem) return html`<${Failed} problem=${problem} retry=${begin} />`;
  if (!begun) return html`<p class="dialog-b late t3" aria-busy="true">${t('ui.loading')}</p>`;
  const message = wait ? t('sign_in.wait', { n: wait }) : error;
  return html`
    <form onSubmit=${submit} noValidate>
      <div class="dialog-b">
        <ol class="enrol">
          <li><p>${t('enrol.app')}</p><p class="f12 t3">${t('enrol.app.which')}</p></li>
          <li><p>${t('enrol.scan')}</p>
            <div class="enrol-qr">${begun.qr && html`<${Square} qr=${begun.qr} />`}
              <div><p class="f12 t3">${t('enrol.type')}</p><code>${grouped(begun.secret)}</code>
                <button type="button" class="btn ghost sm" onClick=${async () => toast(t((await copy(begun.secret)) ? 'enrol.copied' : 'me.copy_failed'))}>${t('enrol.copy')}</button></div></div></li>
          <li><p>${t('enrol.code')}</p><${CodeField} kind="code" value=${code} onInput=${setCode} bad=${Boolean(message)} whole=${(/** @type {string} */ typed) => submit(null, typed)} />
            ${message && html`<${Note} tone=${wait ? 'warn' : 'danger'} role="alert">${message}<//>`}</li>
        </ol>
      </div>
      <div class="dialog-f">${cancel && html`<button type="button" class="btn" onClick=${cancel}>${t('ui.cancel')}</button>`}<${Busy} busy=${busy} disabled=${0 < wait}>${t('enrol.go')}<//></div>
    </form>`;
}

/** @param {{qr: {size: number, d: string}}} props */
const Square = ({ qr }) => html`
  <svg class="qr" viewBox=${`0 0 ${qr.size} ${qr.size}`} role="img" aria-label=${t('enrol.qr')} shape-rendering="crispEdges"><rect width=${qr.size} height=${qr.size} fill="#fff" /><path d=${qr.d} fill="#000" /></svg>`;
