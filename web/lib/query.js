// The state of a list in the address, and the filter language that it stands for.
import { fields, isEmpty } from './fields.js';

/**
 * A condition made with the builder; kept in the address as `key.op.a|b`.
 * @typedef {{key: string, op: string, values: string[]}} Condition
 * @typedef {object} ListQuery
 * @property {string} q
 * @property {Record<string, string[]>} on chosen values by facet
 * @property {Condition[]} conditions
 * @property {string} advanced text in the filter language
 * @property {string} sort
 */

const FACETS = ['level', 'industry', 'source', 'owner', 'tags', 'region'];
/** Names that have another meaning in the address of a list. */
const TAKEN = ['q', 'w', 'f', 'sort'];

/** Facets in the order of the side panel: the built-in ones, then those that the company has added. */
export const facets = () => [...FACETS, ...fields.value.filter((one) => one.custom && one.facet && !one.hidden && !TAKEN.includes(one.key)).map((one) => one.key)];

/** @param {URLSearchParams} query @returns {ListQuery} */
export function readQuery(query) {
  return {
    q: query.get('q') || '',
    on: Object.fromEntries(facets().map((key) => [key, query.getAll(key)])),
    conditions: query.getAll('w').map(readCondition).filter((one) => one !== null),
    advanced: query.get('f') || '',
    sort: query.get('sort') || '',
  };
}

/** @param {string} text @returns {Condition|null} */
function readCondition(text) {
  const [key, op, ...rest] = text.split('.');
  if (!key || !op || !/^\w+$/.test(key)) return null;
  const values = rest.join('.');
  return { key, op, values: values ? values.split('|').map(decodeURIComponent) : [] };
}

/** @param {Condition} one */
export const writeCondition = ({ key, op, values }) => [key, op, ...(values.length ? [values.map((v) => encodeURIComponent(v).replace(/\./g, '%2E')).join('|')] : [])].join('.');

/** A text in double quotes. @param {string} text */
export const quote = (text) => `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;

/** Texts that the index does not know. */
const UNINDEXED = ['address', 'external_source'];
const NUMBERS = ['integer', 'decimal', 'money'];
const DAYS = ['date', 'datetime'];
const CHOICES = ['select', 'multi_select', 'tags', 'user', 'users', 'region'];

/** What can be asked of a field, the most usual first. @param {import('./fields.js').Field} field @returns {string[]} */
export function operatorsOf(field) {
  if (field.type === 'checkbox') return ['yes', 'no'];
  if (NUMBERS.includes(field.type)) return ['between', 'empty', 'filled'];
  if (DAYS.includes(field.type)) return ['newer', 'older', 'between', 'empty', 'filled'];
  if (CHOICES.includes(field.type)) return field.derived ? ['in', 'not_in'] : ['in', 'not_in', 'empty', 'filled'];
  if (UNINDEXED.includes(field.key)) return ['empty', 'filled'];
  if (field.privacy === 'sensitive') return ['equals', 'empty', 'filled'];
  return field.searchable ? ['contains', 'equals', 'starts', 'empty', 'filled'] : ['equals', 'starts', 'empty', 'filled'];
}

/** Fields that a condition can be made on. */
export const filterable = () => fields.value.filter((one) => !one.hidden);

/** A condition in the filter language; '' when it says nothing. @param {Condition} one */
export function conditionText({ key, op, values }) {
  const [a = '', b = ''] = values;
  const literal = (/** @type {string} */ v) => (/^-?\d+(\.\d+)?$/.test(v) || /^\d{4}-\d\d-\d\d$/.test(v) ? v : quote(v));
  switch (op) {
    case 'contains': return `${key} contains ${quote(a)}`;
    case 'starts': return `${key} starts ${quote(a)}`;
    case 'equals': return `${key} = ${quote(a)}`;
    case 'in': return `${key} in (${values.map(quote).join(', ')})`;
    case 'not_in': return `not ${key} in (${values.map(quote).join(', ')})`;
    case 'between': return [a && `${key} >= ${literal(a)}`, b && `${key} <= ${literal(b)}`].filter(Boolean).join(' and ');
    case 'newer': case 'older': return /^\d+$/.test(a) ? `${key} ${op} ${a}d` : '';
    case 'empty': return `${key} is empty`;
    case 'filled': return `${key} is not empty`;
    case 'yes': return `${key} = true`;
    case 'no': return `not ${key} = true`;
    default: return '';
  }
}

/** The whole filter of a list; the text of the advanced box comes last, and where it begins is told. @param {ListQuery} list */
export function filterOf(list) {
  const parts = facets().filter((key) => list.on[key].length).map((key) => `${key} in (${list.on[key].map(quote).join(', ')})`);
  parts.push(...list.conditions.map(conditionText).filter(Boolean));
  if (!list.advanced.trim()) return { text: parts.join(' and '), advancedAt: -1 };
  const before = parts.length ? parts.join(' and ') + ' and (' : '';
  return { text: before ? `${before}${list.advanced})` : list.advanced, advancedAt: [...before].length };
}

/** Whether anything narrows the list. @param {ListQuery} list */
export const isNarrowed = (list) => Boolean(list.q || list.advanced || list.conditions.length || facets().some((key) => !isEmpty(list.on[key])));
