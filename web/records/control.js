// The control of one field in the form of a record: dates in any spelling, stars, links, and the common ones.
import { html } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { Select } from '../ui/field.js';
import { ScoreInput } from '../ui/stars.js';
import { CustomerPicker } from './customer_picker.js';
import { FieldInput } from './input.js';
import { WhenInput } from './when_input.js';

/** What a link may point to, by the key of its field. @typedef {Record<string, {id: string, name: string}[]>} Links */

/**
 * @param {{field: import('../lib/fields.js').Field, value: any, onChange: (draft: any) => void, links?: Links, aria?: any, autofocus?: boolean, onBlur?: () => void, time?: string}} props
 *   links: choices of the fields that point to other records; a customer is found by typing
 */
export function Control(props) {
  const { field, value, onChange, links = {}, aria, autofocus, onBlur } = props;
  if (field.type === 'date' || field.type === 'datetime') {
    return html`<${WhenInput} value=${String(value || '')} onChange=${onChange} moment=${field.type === 'datetime'} time=${props.time} aria=${aria} autofocus=${autofocus} onBlur=${onBlur} />`;
  }
  if (field.key === 'satisfaction') return html`<${ScoreInput} value=${String(value || '')} onChange=${onChange} aria=${aria} autofocus=${autofocus} onBlur=${onBlur} />`;
  if (field.key === 'customer') return html`<${CustomerPicker} value=${value || null} onChange=${onChange} aria=${aria} autofocus=${autofocus} />`;
  if (links[field.key]) {
    return html`<${Select} ...${aria} value=${value} data-autofocus=${autofocus || undefined} onBlur=${onBlur} onChange=${(/** @type {any} */ e) => onChange(e.target.value)}
      opts=${[['', t(field.required === 'no' ? 'ui.none' : 'ui.choose')], ...links[field.key].map((one) => [one.id, one.name])]} />`;
  }
  return html`<${FieldInput} field=${field} value=${value} onChange=${onChange} aria=${aria} autofocus=${autofocus} onBlur=${onBlur} />`;
}
