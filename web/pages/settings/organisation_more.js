// The company's mark, working times, money and the pool: the parts of the organisation page beside name and numbering.
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Field, Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';

/** Largest picture, bytes. */
const LOGO_MAX = 64 * 1024;
const CURRENCIES = ['CNY', 'HKD', 'USD', 'EUR'];

/** A file as a `data:` address. @param {File} file @returns {Promise<string>} */
const read = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});

/** @param {{value: string, error?: string, set: (value: string) => void}} props */
function Mark({ value, error, set }) {
  const [wrong, setWrong] = useState('');
  /** @param {any} event */
  const take = async (event) => {
    const file = event.target.files[0];
    event.target.value = '';
    if (!file) return;
    if (!['image/png', 'image/jpeg'].includes(file.type) || LOGO_MAX < file.size) {
      setWrong(t('org.logo.wrong'));
      return;
    }
    setWrong('');
    set(await read(file));
  };
  return html`
    <${Field} group label=${t('org.logo')} hint=${t('org.logo.hint')} error=${wrong || error} ctl=${() => html`
      <div class="row wrap">
        ${value && html`<img class="org-logo" src=${value} alt=${t('org.logo.alt')} />`}
        <label class="btn file"><${Icon} n="upload" />${t(value ? 'org.logo.other' : 'org.logo.choose')}<input type="file" class="vh" accept="image/png,image/jpeg" onChange=${take} /></label>
        ${value && html`<button type="button" class="btn ghost" onClick=${() => set('')}>${t('org.logo.remove')}</button>`}
      </div>`} />`;
}

/** @param {{draft: Record<string, string>, faults: Record<string, string>, set: (key: string, value: string) => void}} props what is not in the draft is not shown */
export function OrganisationMore({ draft, faults, set }) {
  const has = (/** @type {string} */ key) => key in draft;
  const on = (/** @type {string} */ key) => (/** @type {any} */ e) => set(key, e.target.value);
  /** @param {string} key @param {[string, string][]} opts */
  const choice = (key, opts) => has(key) && html`<${Field} label=${t('org.' + key)} error=${faults[key]} ctl=${(/** @type {any} */ aria) => html`<${Select} ...${aria} value=${draft[key]} opts=${opts} onChange=${on(key)} />`} />`;
  /** @param {string} key */
  const time = (key) => has(key) && html`<${Field} label=${t('org.' + key)} error=${faults[key]} ctl=${(/** @type {any} */ aria) => html`<input class="input" type="time" ...${aria} value=${draft[key]} onInput=${on(key)} />`} />`;
  const currencies = CURRENCIES.includes(draft.currency) || !has('currency') ? CURRENCIES : [draft.currency, ...CURRENCIES];
  return html`
    ${has('logo') && html`<${Mark} value=${draft.logo} error=${faults.logo} set=${(/** @type {string} */ value) => set('logo', value)} />`}
    <div class="g2">
      ${time('work_from')}${time('work_to')}
      ${has('work_from') && html`<p class="f12 t3 g2-all">${t('org.work.note')}</p>`}
      ${choice('week_start', [['mon', t('org.week.mon')], ['sun', t('org.week.sun')]])}
      ${choice('fiscal_month', Array.from({ length: 12 }, (_, i) => [String(i + 1), t('org.month', { n: i + 1 })]))}
      ${choice('currency', currencies.map((code) => [code, t('org.currency.of', { code })]))}
      ${has('pool_daily_claims') && html`<${Field} label=${t('org.pool_daily_claims')} hint=${t('org.claims.hint')} error=${faults.pool_daily_claims} ctl=${(/** @type {any} */ aria) => html`
        <input class="input" inputmode="numeric" ...${aria} maxlength="4" autocomplete="off" value=${draft.pool_daily_claims} onInput=${on('pool_daily_claims')} />`} />`}
    </div>`;
}
