// Icons drawn as inline SVG, and the seal of the product.
import { html } from '../lib/html.js';
import { ICONS } from './icons.js';

/** @param {{n: string, s?: number, w?: number, c?: string}} props name, size in px, stroke width, class */
export const Icon = ({ n, s = 16, w = 1.75, c }) => html`
  <svg class=${c} width=${s} height=${s} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width=${w}
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    ${(ICONS[n] || []).map(([tag, attributes]) => html`<${tag} ...${attributes} />`)}
  </svg>`;

/** @param {{s?: number}} props */
export const Logo = ({ s = 26 }) => html`
  <svg class="logo" width=${s} height=${s} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="7" class="logo-bg" />
    <path d="M9 11.5a7 7 0 0 1 14 0v9a7 7 0 0 1-14 0zM9 16h14" fill="none" stroke="#fff" stroke-width="2.6" />
  </svg>`;
