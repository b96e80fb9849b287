// A value of any type as it is shown: level as a badge, tags as tags, people with their avatar, the rest as text.
import { html } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { choiceText, isEmpty, isMasked, levelTone, valueText } from '../lib/fields.js';
import { Badge, Tag, Who } from '../ui/badge.js';

/** @param {{value: any}} props */
export const Level = ({ value }) => (isEmpty(value) ? null : html`<${Badge} tone=${levelTone(value)}>${choiceText('level', value)}<//>`);

/** @param {{field: import('../lib/fields.js').Field, value: any, missing?: string}} props missing: what stands for no value; 待补充 unless given */
export function Value({ field, value, missing }) {
  if (isEmpty(value)) return html`<span class="t3">${missing ?? t('ui.missing')}</span>`;
  if (isMasked(field, value)) return html`<span>${value}</span>`;
  if (field.key === 'level') return html`<${Level} value=${value} />`;
  if (field.type === 'tags' || field.type === 'multi_select') {
    return html`<span class="row wrap tight">${value.map((/** @type {any} */ one) => html`<${Tag} key=${one.value ?? one}>${choiceText(field.key, one)}<//>`)}</span>`;
  }
  if (field.type === 'user') return html`<${Who} name=${valueText(field, value)} />`;
  if (field.type === 'users') return html`<span class="row wrap tight">${value.map((/** @type {any} */ one) => html`<${Who} key=${one.id} name=${one.name} />`)}</span>`;
  if (field.type === 'long_text') return html`<span class="pre">${value}</span>`;
  return html`<span>${valueText(field, value)}</span>`;
}
