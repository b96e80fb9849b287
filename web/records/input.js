// The control for a value of any type, drawn from the field catalogue: in forms, inline edits and filters alike.
import { html } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { moneyShort } from '../lib/format.js';
import { openOptions, optionLabel, people } from '../lib/fields.js';
import { Select } from '../ui/field.js';
import { TokenBox } from '../ui/combobox.js';
import { RegionPicker } from './regions.js';

/**
 * @param {{field: import('../lib/fields.js').Field, value: any, onChange: (draft: any) => void, aria?: any, placeholder?: string,
 *   autofocus?: boolean, onKeyDown?: (event: KeyboardEvent) => void, onBlur?: (event: FocusEvent) => void, class?: string}} props
 *   value and what onChange gives are drafts: see `toDraft` and `fromDraft`
 */
export function FieldInput(props) {
  const { field, value, onChange, aria = {}, autofocus, onKeyDown, onBlur, class: c = '' } = props;
  const common = { ...aria, onKeyDown, onBlur, 'data-autofocus': autofocus || undefined };
  switch (field.type) {
    case 'select':
      return html`<${Select} ...${common} class=${c} value=${value} onChange=${(/** @type {any} */ e) => onChange(e.target.value)}
        opts=${[['', t('ui.choose')], ...openOptions(field, value).map((o) => [String(o.value), optionLabel(o) + (o.code && field.key === 'industry' ? `（${o.code}）` : '')])]} />`;
    case 'user':
      return html`<${Select} ...${common} class=${c} value=${value} onChange=${(/** @type {any} */ e) => onChange(e.target.value)}
        opts=${[['', t('ui.choose')], ...people.value.map((p) => [p.id, p.name])]} />`;
    case 'users':
      return html`<${TokenBox} values=${value} onChange=${onChange} aria=${aria} autofocus=${autofocus} onKeyDown=${onKeyDown} placeholder=${t('ui.pick_people')}
        options=${people.value.map((p) => ({ value: p.id, label: p.name, note: p.login }))} />`;
    case 'tags': case 'multi_select':
      return html`<${TokenBox} values=${value} onChange=${onChange} aria=${aria} autofocus=${autofocus} onKeyDown=${onKeyDown} create=${field.type === 'tags'}
        placeholder=${field.type === 'tags' ? t('ui.pick_or_create') : t('ui.pick')} options=${openOptions(field).map((o) => ({ value: String(o.value), label: optionLabel(o) }))} />`;
    case 'region':
      return html`<${RegionPicker} value=${value} onChange=${onChange} aria=${aria} autofocus=${autofocus} />`;
    case 'checkbox':
      return html`<input type="checkbox" class="check" ...${common} checked=${Boolean(value)} onChange=${(/** @type {any} */ e) => onChange(e.target.checked)} />`;
    case 'long_text':
      return html`<textarea class=${'textarea ' + c} ...${common} rows="3" value=${value} onInput=${(/** @type {any} */ e) => onChange(e.target.value)}></textarea>`;
    case 'money':
      return html`<${Money} ...${props} common=${common} />`;
    default:
      return html`<${Line} ...${props} common=${common} />`;
  }
}

const KINDS = /** @type {Record<string, {type?: string, inputmode?: string}>} */ ({
  phone: { type: 'tel', inputmode: 'tel' }, email: { type: 'text', inputmode: 'email' }, url: { type: 'text', inputmode: 'url' },
  date: { type: 'date' }, datetime: { type: 'datetime-local' }, integer: { inputmode: 'numeric' }, decimal: { inputmode: 'decimal' },
});

/** A text of one line. @param {any} props */
function Line({ field, value, onChange, placeholder, common, class: c = '' }) {
  const kind = KINDS[field.type] || {};
  return html`<input class=${'input ' + c} type=${kind.type || 'text'} inputmode=${kind.inputmode} autocomplete="off" spellcheck=${false} max=${kind.type === 'date' ? '9999-12-31' : undefined}
    placeholder=${placeholder} value=${value} onInput=${(/** @type {any} */ e) => onChange(e.target.value)} ...${common} />`;
}

/** An amount in yuan, said again in 万 below. @param {any} props */
function Money({ value, onChange, placeholder, common, class: c = '' }) {
  const plain = String(value).replace(/[,，\s¥￥]/g, '');
  const echo = /^\d+(\.\d+)?$/.test(plain) && 10000 <= Number(plain) ? moneyShort(plain) : '';
  return html`<span class="moneybox"><input class=${'input ' + c} inputmode="decimal" autocomplete="off" placeholder=${placeholder || '0.00'} value=${value}
    onInput=${(/** @type {any} */ e) => onChange(e.target.value)} ...${common} />${echo && html`<span class="hint" aria-live="polite">${echo}</span>`}</span>`;
}
