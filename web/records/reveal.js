// Seeing one masked value whole: says why, is logged by the server, and is hidden again after thirty seconds.
import { html, useEffect, useState } from '../lib/html.js';
import { call } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { label } from '../lib/fields.js';
import { Busy } from '../ui/button.js';
import { Dialog, DialogHead } from '../ui/dialog.js';
import { Field } from '../ui/field.js';
import { toast } from '../ui/toast.js';

/** @typedef {import('../lib/fields.js').Field} FieldSpec */

const SHOWN_MS = 30000;
const PURPOSES = ['call', 'check', 'deliver', 'contract', 'other'];
/** The purpose given last: the usual one is then a press of Enter away. */
let usual = 'call';

/**
 * The values of a record that are shown whole at present, by field key; gone when the record changes.
 * @param {string} id
 * @returns {{shown: Record<string, string>, show: (key: string, value: string) => void, hide: (key: string) => void}}
 */
export function useRevealed(id) {
  const [shown, setShown] = useState(/** @type {Record<string, string>} */ ({}));
  const [timers] = useState(() => /** @type {Map<string, number>} */ (new Map()));
  const hide = (/** @type {string} */ key) => setShown((all) => Object.fromEntries(Object.entries(all).filter(([one]) => one !== key)));
  const show = (/** @type {string} */ key, /** @type {string} */ value) => {
    clearTimeout(timers.get(key));
    timers.set(key, window.setTimeout(() => hide(key), SHOWN_MS));
    setShown((all) => ({ ...all, [key]: value }));
  };
  useEffect(() => () => {
    timers.forEach((timer) => clearTimeout(timer));
    setShown({});
  }, [id]);
  return { shown, show, hide };
}

/** Asks for the purpose. @param {{path: string, field: FieldSpec, close: () => void, show: (key: string, value: string) => void}} props */
export function RevealDialog({ path, field, close, show }) {
  const [purpose, setPurpose] = useState(usual);
  const [detail, setDetail] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const name = label(field);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const said = purpose === 'other' ? detail.trim() : t('reveal.purpose.' + purpose);
    if (!said) {
      setError(t('reveal.purpose.needed'));
      return;
    }
    setBusy(true);
    try {
      const answer = await call('POST', path + '/reveals', { field: field.key, purpose: said });
      usual = purpose;
      close();
      show(field.key, String(answer.value ?? ''));
      toast(t('reveal.shown', { label: name }));
    } catch (refusal) {
      setError(/** @type {Error} */ (refusal).message);
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${close} label=${t('reveal.title', { label: name })}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${t('reveal.title', { label: name })} sub=${t('reveal.why')} onClose=${close} />
        <div class="dialog-b">
          <${Field} group label=${t('reveal.purpose')} error=${purpose === 'other' ? '' : error} ctl=${() => html`
            <div class="row wrap" role="radiogroup" aria-label=${t('reveal.purpose')}>
              ${PURPOSES.map((one) => html`
                <label class="pill" key=${one}>
                  <input type="radio" class="vh" name="purpose" value=${one} checked=${purpose === one} data-autofocus=${purpose === one ? '' : undefined}
                    onChange=${() => { setPurpose(one); setError(''); }} />
                  <span>${t('reveal.purpose.' + one)}</span>
                </label>`)}
            </div>`} />
          ${purpose === 'other' && html`
            <${Field} label=${t('reveal.purpose.detail')} req error=${error} ctl=${(/** @type {any} */ aria) => html`
              <input class="input" ...${aria} maxlength="200" value=${detail} onInput=${(/** @type {any} */ e) => { setDetail(e.target.value); setError(''); }} />`} />`}
        </div>
        <div class="dialog-f">
          <button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button>
          <${Busy} busy=${busy}>${t('reveal.show')}<//>
        </div>
      </form>
    <//>`;
}
