// The field for a code: six boxes over one real input, or a line for a recovery code; and the seconds one has to wait.
import { html, useEffect, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Field } from '../../ui/field.js';

/** Digits of a code. */
const DIGITS = 6;

/** What is asked for: the six digits of the app, or one of the codes that were written down. @typedef {'code'|'recovery'} Kind */

/** Seconds that run down to nothing. @returns {[number, (seconds: number) => void]} */
export function useCountdown() {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return [left, setLeft];
}

/**
 * @param {{kind: Kind, value: string, onInput: (value: string) => void, whole?: (value: string) => void, bad?: boolean, error?: string}} props
 *   whole: all six digits are there; bad: it was refused, as is said elsewhere
 */
export function CodeField({ kind, value, onInput, whole, bad, error }) {
  if (kind === 'recovery') {
    return html`
      <${Field} label=${t('code.recovery')} hint=${t('code.recovery.hint')} error=${error} ctl=${(/** @type {any} */ aria) => html`
        <input class="input lg mono" ...${aria} data-autofocus autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40" value=${value}
          aria-invalid=${bad || error ? 'true' : undefined} onInput=${(/** @type {any} */ e) => onInput(e.target.value)} />`} />`;
  }
  /** @param {any} event */
  const type = (event) => {
    const digits = event.target.value.replace(/\D/g, '').slice(0, DIGITS);
    event.target.value = digits;
    if (digits === value) return;
    onInput(digits);
    if (digits.length === DIGITS) whole?.(digits);
  };
  return html`
    <${Field} label=${t('code.app')} error=${error} ctl=${(/** @type {any} */ aria) => html`
      <span class="code">
        <input class="code-in" ...${aria} data-autofocus inputmode="numeric" autocomplete="one-time-code" value=${value} aria-invalid=${bad || error ? 'true' : undefined} onInput=${type} />
        <span class="code-boxes" aria-hidden="true">${Array.from({ length: DIGITS }, (_, i) => html`<span key=${i} class=${i === value.length ? 'st-at' : ''}>${value[i] || ''}</span>`)}</span>
      </span>`} />`;
}
