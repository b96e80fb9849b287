// Buttons: with an icon alone, with work under way, and as a group of alternatives.
import { online } from '../lib/api.js';
import { html } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { Icon } from './icon.js';

/** A button that shows an icon and says its label. @param {{n: string, label: string, s?: number, class?: string, [attribute: string]: any}} props */
export const IconBtn = ({ n, label, s = 16, class: c = '', ...rest }) => html`
  <button type="button" class=${'icon-btn ' + c} aria-label=${label} title=${label} ...${rest}><${Icon} n=${n} s=${s} /></button>`;

/** A button that cannot be pressed twice while its work runs; one that saves rests while the server cannot be reached. @param {{busy?: boolean, class?: string, type?: string, children?: any, disabled?: boolean, [attribute: string]: any}} props */
export const Busy = ({ busy, class: c = 'btn primary', type = 'submit', children, disabled, ...rest }) => {
  const away = type === 'submit' && !online.value;
  return html`
    <button type=${type} class=${c} aria-busy=${busy ? 'true' : undefined} disabled=${busy || disabled || away} title=${away ? t('error.offline') : undefined} ...${rest}>
      ${busy && html`<span class="spin" aria-hidden="true"></span>`}${children}
    </button>`;
};

/** One of a few. @param {{value: string, onChange: (value: string) => void, label: string, opts: [string, string, string?][]}} props opts: value, text, icon */
export const Seg = ({ value, onChange, opts, label }) => html`
  <div class="seg" role="group" aria-label=${label}>
    ${opts.map(([v, text, icon]) => html`
      <button key=${v} type="button" aria-pressed=${v === value ? 'true' : 'false'} onClick=${() => onChange(v)}
        title=${icon ? text : undefined} aria-label=${icon ? text : undefined}>${icon ? html`<${Icon} n=${icon} s=${14} />` : text}</button>`)}
  </div>`;
