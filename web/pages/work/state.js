// The state of a list of one kind in the address: search, facets, marks, order; and the filter that it stands for.
import { fieldIn, optionLabel, optionOf, people, sortsBy } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { quote } from '../../lib/query.js';
import { route, setQuery } from '../../lib/router.js';

/**
 * @typedef {object} Spec a list of one kind
 * @property {string} kind
 * @property {string[]} facets keys of the fields at the side
 * @property {{key: string, field: string, filter: string}[]} marks filters with a name, to be switched on; field: what they look at
 * @property {string[]} fields what is asked of the server
 * @property {(list: ListState, cards: boolean) => import('../../ui/grid.js').Column[]} columns
 *
 * @typedef {object} ListState
 * @property {string} q
 * @property {Record<string, string[]>} on chosen values by facet
 * @property {string[]} marks
 * @property {string} sort
 * @property {string} open id of the record in the drawer, `new` for a new one
 */

/** Facets of a list that the person may see. @param {Spec} spec */
export const facetsOf = (spec) => spec.facets.filter((key) => fieldIn(spec.kind, key)?.facet);

/** Marks on fields that the person may see. @param {Spec} spec */
export const marksOf = (spec) => spec.marks.filter((one) => sortsBy(spec.kind, one.field));

/** What is asked of the server: only what the person may see. @param {Spec} spec */
export const askedOf = (spec) => spec.fields.filter((key) => fieldIn(spec.kind, key));

/** @param {Spec} spec @returns {ListState} */
export function readState(spec) {
  const { query } = route.value;
  return {
    q: query.get('q') || '',
    on: Object.fromEntries(spec.facets.map((key) => [key, query.getAll(key)])),
    marks: query.getAll('is').filter((key) => spec.marks.some((one) => one.key === key)),
    sort: query.get('sort') || '',
    open: query.get('open') || '',
  };
}

/** The filter of a list. @param {Spec} spec @param {ListState} list @param {string} [more] joined to it */
export function filterText(spec, list, more) {
  const parts = spec.facets.filter((key) => list.on[key].length).map((key) => `${key} in (${list.on[key].map(quote).join(', ')})`);
  parts.push(...spec.marks.filter((one) => list.marks.includes(one.key)).map((one) => one.filter));
  if (more) parts.push(more);
  return parts.join(' and ');
}

/** @param {Spec} spec @param {ListState} list */
export const isNarrowed = (spec, list) => Boolean(list.q || list.marks.length || spec.facets.some((key) => list.on[key].length));

/** Takes every filter away, the search as well. @param {Spec} spec */
export const clearAll = (spec) => setQuery({ q: null, is: null, ...Object.fromEntries(spec.facets.map((key) => [key, null])) });

/** Labels that answers have brought, so that a chosen value keeps its name at zero. @type {Map<string, string>} */
const seen = new Map();

/** @param {string} kind @param {string} key @param {string} value */
function nameOf(kind, key, value) {
  const field = fieldIn(kind, key);
  const option = field && optionOf(field, value);
  return option ? optionLabel(option) : seen.get(`${kind}.${key}:${value}`) || people.value.find((one) => one.id === value)?.name || value;
}

/** Values of a facet with their counts, options in their order; chosen ones are there even at zero. @param {Spec} spec @param {string} key @param {any[]} found @param {string[]} on */
export function valuesOf(spec, key, found, on) {
  for (const one of found) seen.set(`${spec.kind}.${key}:${one.value}`, one.label);
  const values = found.filter((one) => 0 < one.count || on.includes(String(one.value))).map((one) => ({ value: String(one.value), label: nameOf(spec.kind, key, String(one.value)), count: one.count }));
  for (const value of on) if (!values.some((one) => one.value === value)) values.push({ value, label: nameOf(spec.kind, key, value), count: 0 });
  const order = fieldIn(spec.kind, key)?.options.map((one) => String(one.value)) || [];
  return order.length ? values.sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value)) : values;
}

/** What is in force, each to be taken away. @param {Spec} spec @param {ListState} list @param {(key: string) => string} title @returns {import('../../ui/facets.js').Chip[]} */
export function chipsOf(spec, list, title) {
  const facets = spec.facets.filter((key) => list.on[key].length).map((key) => ({
    key, name: title(key), text: list.on[key].map((value) => nameOf(spec.kind, key, value)).join(t('ui.list_comma')), remove: () => setQuery({ [key]: null }),
  }));
  const marks = list.marks.map((key) => ({ key: 'is-' + key, name: t(`${spec.kind}.mark.${key}`), text: '', remove: () => setQuery({ is: list.marks.filter((one) => one !== key) }) }));
  return [...facets, ...marks];
}
