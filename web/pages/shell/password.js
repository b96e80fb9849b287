// A password field that can be looked at, and what the policy says of what is typed.
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { IconBtn } from '../../ui/button.js';

/** Fewest characters of a password. */
export const MIN_PASSWORD = 10;

/** @param {string} typed */
export function passwordHint(typed) {
  if (!typed) return t('setup.password.hint');
  const length = [...typed].length;
  return length < MIN_PASSWORD ? t('setup.password.short', { n: MIN_PASSWORD - length }) : t('setup.password.ok');
}

/** @param {{value: string, onInput: (value: string) => void, autocomplete: string, aria: any, autofocus?: boolean}} props */
export function Password({ value, onInput, autocomplete, aria, autofocus }) {
  const [shown, setShown] = useState(false);
  return html`
    <span class="searchbox pw">
      <input class="input lg" ...${aria} type=${shown ? 'text' : 'password'} autocomplete=${autocomplete} value=${value} maxlength="128" data-autofocus=${autofocus || undefined}
        onInput=${(/** @type {any} */ e) => onInput(e.target.value)} />
      <span class="tail"><${IconBtn} n=${shown ? 'eyeOff' : 'eye'} class="sm" label=${shown ? t('ui.hide_password') : t('ui.show_password')} onClick=${() => setShown(!shown)} /></span>
    </span>`;
}
