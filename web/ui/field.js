// A labelled control: label, hint and error are tied to it for everyone who reads the page.
import { html, useId } from '../lib/html.js';
import { Icon } from './icon.js';

/** @typedef {{id: string, 'aria-describedby'?: string, 'aria-invalid'?: 'true', 'aria-required'?: 'true'}} Aria */

/**
 * @param {{label: any, req?: boolean, hint?: any, error?: string, class?: string, ctl: (aria: Aria) => any, group?: boolean, children?: any}} props
 *   ctl draws the control with the given attributes; group: the control is several inputs, so the label names a group
 */
export function Field({ label, req, hint, error, children, ctl, group, class: c = '' }) {
  const id = useId();
  const described = error ? id + 'e' : hint ? id + 'h' : undefined;
  const aria = /** @type {Aria} */ ({ id, 'aria-describedby': described, 'aria-invalid': error ? 'true' : undefined, 'aria-required': req ? 'true' : undefined });
  const name = html`${label}${req && html`<span class="req" aria-hidden="true">*</span>`}`;
  return html`
    <div class=${'field ' + c} role=${group ? 'group' : undefined} aria-labelledby=${group ? id + 'l' : undefined}>
      ${group ? html`<span class="lbl" id=${id + 'l'}>${name}</span>` : html`<label for=${id}>${name}</label>`}
      ${ctl(aria)}
      ${error
        ? html`<span class="err" id=${id + 'e'}><${Icon} n="err" s=${13} /><span>${error}</span></span>`
        : hint && html`<span class="hint" id=${id + 'h'}>${hint}</span>`}
      ${children}
    </div>`;
}

/** @param {{opts: ([string, string]|string)[], class?: string, value?: string, [attribute: string]: any}} props */
export const Select = ({ opts, class: c = '', value, ...rest }) => html`
  <select class=${'select ' + c} value=${value} ...${rest}>
    ${opts.map((o) => (Array.isArray(o)
      ? html`<option key=${o[0]} value=${o[0]} selected=${o[0] === value}>${o[1]}</option>`
      : html`<option key=${o} selected=${o === value}>${o}</option>`))}
  </select>`;
