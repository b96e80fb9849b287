// The field catalogues of all kinds as the server describes them, and how a value is read and shown.
import { signal } from './html.js';
import { call } from './api.js';
import { lang, pick, t } from './i18n.js';
import { ago, date, datetime, int, money } from './format.js';

/**
 * @typedef {{value: string, label: {zh: string, en: string}|string, code?: string, retired?: boolean}} Option
 * @typedef {object} Field
 * @property {string} key
 * @property {{zh: string, en: string}} label
 * @property {'text'|'long_text'|'integer'|'decimal'|'money'|'date'|'datetime'|'select'|'multi_select'|'tags'|'checkbox'|'phone'|'email'|'url'|'id_number'|'region'|'user'|'users'|'link'|'links'} type
 * @property {string} group
 * @property {'always'|'asked'|'no'} required
 * @property {'open'|'personal'|'sensitive'} privacy
 * @property {boolean} searchable
 * @property {boolean} facet
 * @property {boolean} sortable
 * @property {boolean} editable
 * @property {boolean} [opening] filled in once, when the record is made; kept by the system after
 * @property {boolean} derived
 * @property {number} max_chars
 * @property {boolean} custom
 * @property {boolean} hidden
 * @property {'masked'|'own'|'clear'} visibility how this person sees it; fields that are hidden from them are not there
 * @property {boolean} writable
 * @property {Option[]} options
 * @typedef {{id: string, name: string, login: string}} Person
 */

/** Fields of the customer in the order of the catalogue. @type {{value: Field[]}} */
export const fields = signal(/** @type {Field[]} */ ([]));
/** Fields of the other kinds, by kind. @type {{value: Record<string, Field[]>}} */
export const kinds = signal(/** @type {Record<string, Field[]>} */ ({}));
/** Who may be picked as owner. @type {{value: Person[]}} */
export const people = signal(/** @type {Person[]} */ ([]));

/** Whether the catalogue has come; it is empty for who may see no customers. */
export const catalogued = signal(false);

/** Loads catalogue and people; called after sign-in, and when a set of options has grown. */
export async function loadCatalogue() {
  const [catalogue, persons] = await Promise.all([call('GET', '/fields'), call('GET', '/people')]);
  for (const kind of Object.keys(catalogue)) catalogue[kind] = catalogue[kind].map((/** @type {any} */ one) => ({ options: [], ...one }));
  fields.value = catalogue.customers;
  kinds.value = catalogue;
  people.value = persons.items;
  catalogued.value = true;
}

/** @param {string} key @returns {Field|undefined} */
export const field = (key) => fields.value.find((one) => one.key === key);

/** A field of any kind. @param {string} kind @param {string} key @returns {Field|undefined} */
export const fieldIn = (kind, key) => kinds.value[kind]?.find((one) => one.key === key);

/** Whether a list may be narrowed and ordered by a field: not where the person sees a mask of it. @param {string} kind @param {string} key */
export const sortsBy = (kind, key) => Boolean(fieldIn(kind, key)) && fieldIn(kind, key)?.visibility !== 'masked';

/** Fields that people may see. */
export const shownFields = () => fields.value.filter((one) => !one.hidden);

/** Groups in the order in which pages show them. */
export const GROUPS = ['basic', 'contact', 'business', 'dates', 'figures', 'care', 'custom', 'system'];

/** The label of a field by its key. @param {string} key */
export function labelOf(key) {
  const found = field(key);
  return found ? label(found) : key;
}

/** The label of a field; the page's own short name wins, so that all pages say the same. @param {Field} one */
export const label = (one) => pick(one.label);

/** @param {Option} option */
export const optionLabel = (option) => pick(option.label);

/** The option of a field with a value or code. @param {string|Field} of a field, or the key of one of customers @param {any} value @returns {Option|undefined} */
export function optionOf(of, value) {
  const wanted = String(value && typeof value === 'object' ? value.value : value);
  return (typeof of === 'string' ? field(of) : of)?.options.find((one) => String(one.value) === wanted || one.code === wanted);
}

/** The options that may be picked now; a retired one stays as long as it is the value. @param {Field} one @param {unknown} [current] */
export const openOptions = (one, current) => one.options.filter((option) => !option.retired || String(option.value) === String(current));

/** Colour of the badge of a level, by the code of the option. @param {any} value @returns {string} */
export function levelTone(value) {
  const code = optionOf('level', value)?.code || '';
  const tones = /** @type {Record<string, string>} */ ({ potential: 'info', interested: 'warn', won: 'ok', lost: 'slate', dormant: 'violet' });
  return tones[code] || 'slate';
}

/** Label of a select value in the language of the page. @param {string|Field} of @param {any} value */
export function choiceText(of, value) {
  if (value === null || value === undefined) return '';
  const option = optionOf(of, value);
  return option ? optionLabel(option) : String(value.label ?? value.name ?? value);
}

/** Whether there is nothing: null, '' or an empty list. @param {any} value */
export const isEmpty = (value) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A region as one text; municipalities do not repeat their name. @param {any} region */
export function regionText(region) {
  if (!region) return '';
  const parts = [region.province, region.city, region.district].filter(Boolean);
  return parts.filter((part, i) => part !== parts[i - 1] && !(part === '市辖区' && parts.length === 3) && part !== '县').join(lang.value === 'en' ? ' ' : '');
}

/** What a record that another one points to is called. @param {any} value @returns {string} */
const nameOf = (value) => (Array.isArray(value) ? value.map(nameOf).join(t('ui.list_comma')) : value.name ?? value.code ?? String(value));

/** A value, in the form in which the API sends it, as one line of text; '' when missing. @param {Field} one @param {any} value @returns {string} */
export function valueText(one, value) {
  if (isEmpty(value)) return '';
  if (isMasked(one, value)) return value;
  switch (one.type) {
    case 'select': return choiceText(one, value);
    case 'multi_select': case 'tags': return value.map((/** @type {any} */ v) => choiceText(one, v)).join(t('ui.list_comma'));
    case 'user': case 'link': case 'links': return nameOf(value);
    case 'users': return value.map((/** @type {any} */ v) => v.name ?? v).join(t('ui.list_comma'));
    case 'region': return typeof value === 'object' ? regionText(value) : String(value);
    case 'money': return money(value);
    case 'integer': return int(value);
    case 'date': return date(value);
    case 'datetime': return datetime(value);
    case 'checkbox': return value ? t('ui.yes') : t('ui.no');
    default: return String(value);
  }
}

/** The parts of a list; a mask stands for all of them. @param {any} value @returns {any[]} */
export const partsOf = (value) => (Array.isArray(value) ? value : isEmpty(value) ? [] : [value]);

/** A date or moment with its distance: 2026-11-20（昨天）. @param {Field} one @param {any} value */
export const dateWithAgo = (one, value) => (isMasked(one, value) ? value : t('time.with_ago', { date: valueText(one, value), ago: ago(value) }));

/**
 * The value of an input for a value of the API: text, option value, list of option values, id of a user, division
 * code. Masked values begin empty, since what is shown is not what is stored.
 * @param {Field} one @param {any} value @returns {any}
 */
export function toDraft(one, value) {
  const masked = isMasked(one, value);
  if (one.type === 'tags' || one.type === 'multi_select') return masked ? [] : (value || []).map((/** @type {any} */ v) => String(v.value ?? v));
  if (one.type === 'users') return masked ? [] : (value || []).map((/** @type {any} */ v) => v.id ?? v);
  if (one.type === 'checkbox') return !masked && Boolean(value);
  if (isEmpty(value) || masked) return '';
  if (one.type === 'select') return String(value.value ?? value);
  if (['user', 'link', 'links'].includes(one.type)) return value.id ?? value[0]?.id ?? value;
  if (one.type === 'region') return value.code ?? value;
  if (one.type === 'datetime') return datetime(value).replace(' ', 'T');
  return String(value);
}

/** Values of these types may have an asterisk of their own. */
const FREE = ['text', 'long_text', 'phone', 'email', 'url', 'region'];

/** Whether a shown value is a mask and not the value: also of an open field that a role sees so. @param {Field} one @param {any} value */
export const isMasked = (one, value) => typeof value === 'string' && value.includes('*')
  && (one.privacy !== 'open' || one.key === 'name' || (one.visibility ?? 'clear') !== 'clear' || !FREE.includes(one.type));

/** What to send for the value of an input; null clears. @param {Field} one @param {any} draft */
export function fromDraft(one, draft) {
  if (one.type === 'checkbox') return Boolean(draft);
  if (Array.isArray(draft)) return draft;
  const text = typeof draft === 'string' ? draft.trim() : draft;
  if (text === '' || text === undefined) return null;
  if (one.type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (one.type === 'money' || one.type === 'decimal') return String(text).replace(/[,，\s¥￥]/g, '');
  return text;
}
