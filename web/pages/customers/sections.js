// Which fields of a customer stand where on its page, and which count as missing.
import { GROUPS, isEmpty, shownFields } from '../../lib/fields.js';

/** @typedef {import('../../lib/fields.js').Field} Field */

/** Groups of the main card; the others stand in the side column. */
const MAIN = ['basic', 'contact', 'business'];
/** What every customer should have, beside what is required. */
const WANTED = ['industry', 'source', 'level', 'owner', 'contact_name', 'contact_title', 'phone', 'email', 'region', 'address', 'first_contact', 'needs'];
/** What is said of the main contact beside how to reach them. */
const OF_CONTACT = ['contact_department', 'contact_role', 'contact_remark'];
/** Said elsewhere on the page, or of no use without a value. */
const ONLY_WITH_VALUE = ['external_id', 'external_source', 'former_names', 'opening_amount', 'opening_deals', 'collaborators', 'last_followup', 'lost_reason', 'lost_note', ...OF_CONTACT];
/** Said by the cards of to-dos, figures and deals. */
const ELSEWHERE = ['unverified', 'open_tasks', 'next_task', 'satisfaction', 'service_count', 'last_deal'];

/** Whether this is a person and no firm. @param {Record<string, any>} values */
export const isPerson = (values) => values.kind?.value === 'person' || values.kind?.label === '个人';

/** @param {Field} field @param {Record<string, any>} values @param {boolean} all */
function belongs(field, values, all) {
  if (!(field.key in values) || ELSEWHERE.includes(field.key)) return false;
  if (!isEmpty(values[field.key]) || all) return true;
  if (field.key === 'company') return isPerson(values);
  if (isPerson(values) && ['contact_name', 'contact_title', 'short_name', ...OF_CONTACT].includes(field.key)) return false;
  return field.editable ? !ONLY_WITH_VALUE.includes(field.key) : field.group !== 'system';
}

/**
 * The fields by group, in the order of the page.
 * @param {Record<string, any>} values @param {boolean} all also the empty fields that are seldom used
 * @returns {{main: [string, Field[]][], side: [string, Field[]][], folded: number}} folded: how many fields are left out
 */
export function sections(values, all) {
  const list = shownFields();
  const groups = [...new Set([...GROUPS, ...list.map((field) => field.group)])];
  const parts = groups
    .map((group) => /** @type {[string, Field[]]} */ ([group, list.filter((field) => field.group === group && belongs(field, values, all))]))
    .filter(([, fields]) => fields.length !== 0);
  const folded = list.filter((field) => belongs(field, values, true) && !belongs(field, values, false)).length;
  return { main: parts.filter(([group]) => MAIN.includes(group)), side: parts.filter(([group]) => !MAIN.includes(group)), folded };
}

/** What should be filled in and is not, and the share that is. @param {Record<string, any>} values @returns {{missing: Field[], percent: number}} */
export function completeness(values) {
  const person = isPerson(values);
  const counted = shownFields().filter((field) => field.key in values && field.editable && (field.required !== 'no' || WANTED.includes(field.key))
    && !(person && ['contact_name', 'contact_title'].includes(field.key)));
  const missing = counted.filter((field) => isEmpty(values[field.key]));
  return { missing, percent: counted.length === 0 ? 100 : Math.round(((counted.length - missing.length) / counted.length) * 100) };
}
