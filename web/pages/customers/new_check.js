// What the page itself can tell of a new customer before the server is asked.
import { t } from '../../lib/i18n.js';
import { isEmpty, label } from '../../lib/fields.js';

/** @typedef {import('../../lib/fields.js').Field} Field */

/**
 * Messages by field key.
 * @param {Field[]} fields @param {Record<string, any>} draft @returns {Record<string, string>}
 */
export function check(fields, draft) {
  const bad = /** @type {Record<string, string>} */ ({});
  for (const one of fields) {
    const message = isEmpty(trimmed(draft[one.key])) ? missing(one) : shape(one, trimmed(draft[one.key]));
    if (message) bad[one.key] = message;
  }
  if (isEmpty(trimmed(draft.phone)) && isEmpty(trimmed(draft.email))) bad.phone = t('new.reach');
  return bad;
}

/** @param {any} value */
const trimmed = (value) => (typeof value === 'string' ? value.trim() : value);

/** @param {Field} one */
function missing(one) {
  if (one.required === 'no') return '';
  if (one.key === 'industry') return t('new.pick.industry');
  return t(['select', 'user', 'region', 'tags', 'multi_select', 'users'].includes(one.type) ? 'new.pick' : 'new.required', { label: label(one) });
}

/** @param {Field} one @param {any} value */
function shape(one, value) {
  if (one.type === 'phone') return phone(value);
  if (one.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return t('new.email.form');
  if (one.type === 'money' && !/^\d+(\.\d{1,2})?$/.test(value.replace(/[,，\s¥￥]/g, ''))) return t('new.money.form');
  if (one.type === 'integer' && !/^\d+$/.test(value)) return t('new.whole.form');
  if (typeof value !== 'string' || !one.max_chars || !['text', 'long_text'].includes(one.type)) return '';
  const n = [...value].length;
  return one.max_chars < n ? t('new.too_long', { max: one.max_chars, n }) : '';
}

/** Only what can be nothing but a mobile of the wrong length; all else is for the server to judge. @param {string} value */
function phone(value) {
  const digits = value.replace(/^\s*(\+|00)?86[\s-]?/, '').replace(/\D/g, '');
  const mobile = /^1[3-9]/.test(digits) && !/[a-z转分机]/i.test(value) && !/^\s*\+(?!86)/.test(value);
  return mobile && 6 < digits.length && digits.length !== 11 ? t('new.phone.length', { n: digits.length }) : '';
}
