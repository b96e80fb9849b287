// A value of a record on its own page: badges, tags, people, links; and what is missing.
import { html } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { choiceText, dateWithAgo, isEmpty, isMasked, levelTone, people, valueText } from '../lib/fields.js';
import { daysSince } from '../lib/format.js';
import { Badge, Tag, Who } from '../ui/badge.js';

/** @typedef {import('../lib/fields.js').Field} Field */

/** The inside of a value; the parts of a list as tags. @param {{field: Field, value: any, plain?: boolean}} props plain: for a line of a timeline */
export function Shown({ field, value, plain }) {
  if (isEmpty(value)) return html`<span class="kv-none">${t(plain ? 'history.empty_value' : 'customer.incomplete')}</span>`;
  if (isMasked(field, value)) return html`<span class="mono">${value}</span>`;
  if (field.key === 'level') return html`<${Badge} tone=${levelTone(value)}>${choiceText('level', value)}<//>`;
  switch (field.type) {
    case 'tags': case 'multi_select':
      return value.map((/** @type {any} */ one) => html`<${Tag} key=${one.value ?? one}>${choiceText(field, one)}<//>`);
    case 'users': return value.map((/** @type {any} */ one) => html`<${Who} key=${one.id} name=${one.name} />`);
    case 'user': return plain ? valueText(field, value) : html`<${Who} name=${value.name ?? String(value)} />`;
    case 'date': return plain || daysSince(value) < 0 ? valueText(field, value) : dateWithAgo(field, value);
    default: return valueText(field, value);
  }
}

/** Whether a value is drawn as a row of tags. @param {Field} field */
export const inTags = (field) => ['tags', 'multi_select', 'users'].includes(field.type);

/** Where a value leads when it is pressed: a call, a letter, a page; null for masked and other values. @param {Field} field @param {any} value */
export function linkOf(field, value) {
  if (isEmpty(value) || isMasked(field, value)) return null;
  if (field.type === 'phone') return 'tel:' + String(value).replace(/[^\d+*#]/g, '');
  if (field.type === 'email') return 'mailto:' + value;
  if (field.type === 'url' && /^https?:\/\//i.test(value)) return value;
  return null;
}

/**
 * The value that a draft will most likely become, to be shown until the server has answered.
 * @param {Field} field @param {any} draft
 */
export function expected(field, draft) {
  if (isEmpty(draft)) return null;
  switch (field.type) {
    case 'select': return { value: draft };
    case 'tags': case 'multi_select': return draft.map((/** @type {string} */ value) => ({ value, label: value }));
    case 'user': return person(draft);
    case 'users': return draft.map(person);
    case 'region': return null;
    default: return draft;
  }
}

/** @param {string} id */
const person = (id) => ({ id, name: people.value.find((one) => one.id === id)?.name || '' });
