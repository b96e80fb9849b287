// Satisfaction from 0.0 to 5.0: shown as stars, given by pressing a star or typing tenths.
import { html } from '../lib/html.js';
import { t } from '../lib/i18n.js';

const PATH = 'm12 2.6 2.9 6 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 1.1-6.5L2.6 9.5l6.5-.9z';
const HALF = 'm12 2.6-2.9 6-6.5.9 4.7 4.6-1.1 6.5 5.8-3.1z';

/** @param {{fill: number}} props fill: 0, 0.5 or 1 */
const Star = ({ fill }) => html`
  <svg width="14" height="14" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path class=${fill === 1 ? 'on' : 'off'} d=${PATH} />${fill === 0.5 && html`<path class="on" d=${HALF} />`}
  </svg>`;

/** How much of a star is lit. @param {number} value @param {number} star from 1 to 5 */
const lit = (value, star) => (star <= value + 0.25 ? 1 : star <= value + 0.75 ? 0.5 : 0);

/** @param {{value: string|number, bare?: boolean}} props bare: without the figure */
export function Stars({ value, bare }) {
  const n = Number(value);
  if (Number.isNaN(n)) return html`<b>${value}</b>`;
  return html`<span class="stars" role="img" aria-label=${t('score.of', { n: n.toFixed(1) })}>${[1, 2, 3, 4, 5].map((star) => html`<${Star} key=${star} fill=${lit(n, star)} />`)}${!bare && html`<b>${n.toFixed(1)}</b>`}</span>`;
}

/**
 * Stars to press, and the same as a figure in tenths.
 * @param {{value: string, onChange: (value: string) => void, aria?: any, autofocus?: boolean, onBlur?: () => void}} props value: '' for none
 */
export function ScoreInput({ value, onChange, aria = {}, autofocus, onBlur }) {
  const n = Number(value) || 0;
  return html`
    <span class="score">
      <span class="stars" aria-hidden="true">${[1, 2, 3, 4, 5].map((star) => html`
        <button key=${star} type="button" tabindex="-1" onClick=${() => onChange(value === `${star}.0` ? '' : `${star}.0`)}><${Star} fill=${lit(n, star)} /></button>`)}</span>
      <input class="input sm" type="text" inputmode="decimal" maxlength="3" autocomplete="off" placeholder="0.0–5.0" value=${value} data-autofocus=${autofocus || undefined} ...${aria}
        onInput=${(/** @type {any} */ e) => onChange(e.target.value.replace(/[^\d.]/g, ''))} onBlur=${onBlur} />
    </span>`;
}
