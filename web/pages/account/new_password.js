// A new password, twice, with what can be told of its strength before the server is asked.
import { html } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Field } from '../../ui/field.js';
import { MIN_PASSWORD, Password } from '../shell/password.js';

/** @typedef {{password: string, repeat: string}} Twice */

/** Runs that everyone types: those of the keyboard, of the alphabet and of the digits. */
const RUNS = ['0123456789', '9876543210', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc'];

/** Characters that are left when runs and repeats count once. @param {string} text */
function told(text) {
  let count = 0;
  [...text].forEach((one, i, all) => {
    const pair = (all[i - 1] || '') + one;
    if (i !== 0 && (one === all[i - 1] || RUNS.some((run) => run.includes(pair)))) return;
    // A Han character is one of thousands, a letter one of dozens.
    count += /[^\x00-\x7f]/.test(one) ? 2 : 1;
  });
  return count;
}

/**
 * How hard it is to guess, as far as the page can tell: 0 to 3, with a word. The server knows the common ones.
 * @param {string} password @param {string[]} about login, name: what it must not hold
 */
export function strength(password, about = []) {
  const length = [...password].length;
  if (length < MIN_PASSWORD) return { level: 0, text: t('password.short', { n: MIN_PASSWORD - length }) };
  const low = password.toLowerCase();
  if (about.some((word) => 2 < word.length && low.includes(word.toLowerCase()))) return { level: 0, text: t('password.about') };
  const count = told(low);
  if (count < MIN_PASSWORD) return { level: 1, text: t('password.weak') };
  return count < 16 ? { level: 2, text: t('password.fair') } : { level: 3, text: t('password.strong') };
}

/** What keeps it from being sent. @param {Twice} twice @returns {Record<string, string>} */
export function faultsOf(twice) {
  const length = [...twice.password].length;
  if (length < MIN_PASSWORD) return { password: t('password.short', { n: MIN_PASSWORD - length }) };
  return twice.repeat === twice.password ? {} : { repeat: t('password.differs') };
}

/** @param {{value: Twice, onInput: (value: Twice) => void, faults: Record<string, string>, about?: string[], autofocus?: boolean}} props */
export function NewPassword({ value, onInput, faults, about, autofocus }) {
  const { level, text } = strength(value.password, about);
  return html`
    <${Field} label=${t('password.new')} req hint=${value.password ? '' : t('password.hint')} error=${faults.password || faults.new} ctl=${(/** @type {any} */ aria) => html`
      <${Password} value=${value.password} onInput=${(/** @type {string} */ password) => onInput({ ...value, password })} autocomplete="new-password" autofocus=${autofocus} aria=${aria} />`}>
      ${value.password && !faults.password && html`<div class=${'meter st-' + level}><span aria-hidden="true">${[1, 2, 3].map((n) => html`<i key=${n} class=${n <= level ? 'st-on' : ''}></i>`)}</span><span class="f12" role="status">${text}</span></div>`}
    <//>
    <${Field} label=${t('password.repeat')} req error=${faults.repeat} ctl=${(/** @type {any} */ aria) => html`
      <${Password} value=${value.repeat} onInput=${(/** @type {string} */ repeat) => onInput({ ...value, repeat })} autocomplete="new-password" aria=${aria} />`} />`;
}
