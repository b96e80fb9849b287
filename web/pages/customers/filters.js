// What narrows the list: the facets at the side, the chips above, and the views that are only addresses.
import { html } from '../../lib/html.js';
import { has, t } from '../../lib/i18n.js';
import { field, labelOf, optionOf, optionLabel, people } from '../../lib/fields.js';
import { facets, writeCondition } from '../../lib/query.js';
import { setQuery } from '../../lib/router.js';
import { session } from '../../lib/session.js';
import { Facet } from '../../ui/facets.js';

/** @typedef {import('../../lib/query.js').ListQuery} ListQuery */
/** @typedef {import('../../lib/query.js').Condition} Condition */

/** Labels that answers have brought, so that a chosen value keeps its name at zero. @type {Map<string, string>} */
const seen = new Map();

/** @param {string} key @param {string} value */
function nameOf(key, value) {
  const option = optionOf(key, value);
  if (option) return optionLabel(option);
  if (field(key)?.type === 'checkbox') return t('ui.yes');
  return seen.get(key + ':' + value) || people.value.find((one) => one.id === value)?.name || value;
}

/** @param {string} key */
const titleOf = (key) => (has('facet.' + key) ? t('facet.' + key) : labelOf(key));

/** Values of a facet with their counts; chosen ones are there even at zero. @param {string} key @param {any[]} found @param {string[]} on */
function valuesOf(key, found, on) {
  for (const one of found) seen.set(key + ':' + one.value, one.label);
  const values = found.filter((one) => one.count > 0 || on.includes(String(one.value))).map((one) => ({ value: String(one.value), label: nameOf(key, String(one.value)), count: one.count }));
  for (const value of on) if (!values.some((one) => one.value === value)) values.push({ value, label: nameOf(key, value), count: 0 });
  if (key === 'region') return tree(values, on);
  if (key !== 'level') return values;
  const order = (/** @type {string} */ value) => field('level')?.options.findIndex((o) => String(o.value) === value) ?? 0;
  return values.sort((a, b) => order(a.value) - order(b.value));
}

/** @typedef {import('../../ui/facets.js').FacetValue} FacetValue */

const isProvince = (/** @type {string} */ code) => code.endsWith('0000');
const provinceOf = (/** @type {string} */ code) => code.slice(0, 2) + '0000';

/** Provinces, and below the ones that are opened by a choice their cities. @param {FacetValue[]} values @param {string[]} on @returns {FacetValue[]} */
function tree(values, on) {
  const opened = new Set(on.map(provinceOf));
  return values.filter((one) => isProvince(one.value)).flatMap((province) => {
    if (!opened.has(province.value)) return [province];
    const inside = values.filter((one) => !isProvince(one.value) && provinceOf(one.value) === province.value);
    const cities = inside.filter((one) => one.value.endsWith('00'));
    return [province, ...(cities.length ? cities : inside).map((one) => ({ ...one, sub: true }))];
  });
}

/** The chosen values after one was ticked; a city stands instead of its province, and the other way round. @param {string} key @param {string[]} on @param {string} value */
function toggled(key, on, value) {
  if (on.includes(value)) return on.filter((one) => one !== value);
  const rest = key !== 'region' ? on : on.filter((one) => (isProvince(value) ? provinceOf(one) !== value : one !== provinceOf(value)));
  return [...rest, value];
}

/** @param {{list: ListQuery, counts: Record<string, any[]>, without?: string}} props without: the facet that says nothing here */
export const Facets = ({ list, counts, without }) => html`
  ${facets().filter((key) => field(key)?.facet && key !== without).map((key) => {
    const on = list.on[key];
    return html`<${Facet} key=${key} name=${titleOf(key)} values=${valuesOf(key, counts[key] || [], on)} on=${on}
      onToggle=${(/** @type {string} */ value) => setQuery({ [key]: toggled(key, on, value) })} />`;
  })}`;

/** A condition as people read it. @param {Condition} one @returns {string} */
function describe({ key, op, values }) {
  const one = field(key);
  const name = (/** @type {string} */ v) => {
    const option = optionOf(key, v);
    return option ? optionLabel(option) : people.value.find((p) => p.id === v)?.name || v;
  };
  const [a, b] = values;
  if (op === 'between') return t(a && b ? 'cond.text.between' : a ? 'cond.text.from' : 'cond.text.to', { a, b });
  const shown = one && ['in', 'not_in'].includes(op) ? values.map(name).join(t('ui.list_comma')) : a;
  return t('cond.text.' + op, { v: shown });
}

/** @param {ListQuery} list @returns {import('../../ui/facets.js').Chip[]} */
export function chipsOf(list) {
  const chips = facets().filter((key) => list.on[key].length).map((key) => ({
    key, name: titleOf(key), text: list.on[key].map((value) => nameOf(key, value)).join(t('ui.list_comma')), remove: () => setQuery({ [key]: null }),
  }));
  list.conditions.forEach((one, i) => chips.push({
    key: 'w' + i, name: labelOf(one.key), text: describe(one), remove: () => setQuery({ w: list.conditions.filter((_, j) => j !== i).map(writeCondition) }),
  }));
  if (list.advanced) chips.push({ key: 'f', name: t('fql.chip'), text: list.advanced, remove: () => setQuery({ f: null }) });
  return chips;
}

/** Takes every filter away; search and order stay. */
export const clearFilters = () => setQuery({ ...Object.fromEntries(facets().map((key) => [key, null])), w: null, f: null });

/** The views: addresses with a name. @returns {{key: string, query: [string, string][]}[]} */
export function views() {
  const me = session.value?.user.id || '';
  const interested = optionOf('level', 'interested');
  return [
    { key: 'all', query: [] },
    { key: 'mine', query: [['owner', me]] },
    ...(interested ? [{ key: 'interested', query: /** @type {[string, string][]} */ ([['level', String(interested.value)]]) }] : []),
    ...(field('last_contact')?.visibility === 'clear' ? [{ key: 'idle', query: /** @type {[string, string][]} */ ([['w', 'last_contact.older.90']]) }] : []),
    ...(field('unverified') ? [{ key: 'unverified', query: /** @type {[string, string][]} */ ([['w', 'unverified.yes']]) }] : []),
  ];
}

/** Whether the page shows a view, whatever is searched and however it is ordered. @param {URLSearchParams} query @param {[string, string][]} view */
export function isView(query, view) {
  const rest = [...query].filter(([key]) => key !== 'q' && key !== 'sort');
  return rest.length === view.length && view.every(([key, value]) => rest.some(([k, v]) => k === key && v === value));
}
