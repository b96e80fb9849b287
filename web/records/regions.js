// The official divisions, asked from the server level by level, and the picker for province, city and district.
import { html, useEffect, useState } from '../lib/html.js';
import { call } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { Select } from '../ui/field.js';

/** @typedef {{value: string, label: string, leaf: boolean}} Division */

/** @type {Map<string, Promise<Division[]>>} */
const known = new Map();

/** Divisions under a code; '' for the provinces. @param {string} parent @returns {Promise<Division[]>} */
export function divisionsOf(parent) {
  let answer = known.get(parent);
  if (!answer) {
    answer = call('GET', '/regions', undefined, { query: { parent } }).then((data) => data.items);
    answer.catch(() => known.delete(parent));
    known.set(parent, answer);
  }
  return answer;
}

/** @param {string} parent @param {boolean} wanted @returns {Division[]} */
function useDivisions(parent, wanted) {
  const [list, setList] = useState(/** @type {Division[]} */ ([]));
  useEffect(() => {
    let mine = true;
    setList([]);
    if (wanted) divisionsOf(parent).then((items) => { if (mine) setList(items); }, () => {});
    return () => { mine = false; };
  }, [parent, wanted]);
  return list;
}

/**
 * Three lists, each filled by the one before; the value is the code of the finest one chosen, '' for none.
 * @param {{value: string, onChange: (code: string) => void, aria?: any, autofocus?: boolean}} props
 */
export function RegionPicker({ value, onChange, aria = {}, autofocus }) {
  const province = value ? value.slice(0, 2) + '0000' : '';
  const provinces = useDivisions('', true);
  const cities = useDivisions(province, Boolean(province));
  const city = value && value !== province ? (cities.some((one) => one.value === value) ? value : value.slice(0, 4) + '00') : '';
  const leaf = cities.find((one) => one.value === city)?.leaf;
  const districts = useDivisions(city, Boolean(city) && !leaf);
  const district = value && value !== province && value !== city ? value : '';
  const list = (/** @type {string} */ first, /** @type {Division[]} */ all) => /** @type {[string, string][]} */ ([['', first], ...all.map((one) => [one.value, one.label])]);
  const { id, ...rest } = aria;
  return html`
    <div class="region">
      <${Select} id=${id} ...${rest} data-autofocus=${autofocus || undefined} aria-label=${t('region.province')} value=${province} opts=${list(t('region.province'), provinces)}
        onChange=${(/** @type {any} */ e) => onChange(e.target.value)} />
      <${Select} aria-label=${t('region.city')} value=${city} disabled=${!province} opts=${list(t('region.city'), cities)}
        onChange=${(/** @type {any} */ e) => onChange(e.target.value || province)} />
      <${Select} aria-label=${t('region.district')} value=${district} disabled=${!city || leaf} opts=${list(t('region.district'), districts)}
        onChange=${(/** @type {any} */ e) => onChange(e.target.value || city)} />
    </div>`;
}
