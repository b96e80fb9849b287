// The field catalogue, to be read: type, rules, privacy, use and options of every field of a customer.
import { html, useState } from '../../lib/html.js';
import { GROUPS, fields, label, optionLabel } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { has, pick, t } from '../../lib/i18n.js';
import { Empty } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';

/** @typedef {import('../../lib/fields.js').Field} Field */

/** @param {Field} field @param {string} text */
const fits = (field, text) => [field.key, field.label?.zh, field.label?.en, pick(field.label)].some((name) => (name || '').toLowerCase().includes(text));

export function FieldsPage() {
  const [text, setText] = useState('');
  const typed = text.trim().toLowerCase();
  const list = fields.value.filter((field) => !typed || fits(field, typed));
  const groups = [...new Set([...GROUPS, ...fields.value.map((field) => field.group)])];
  return html`
    <div class="set-lead"><span class="grow">${t('fields.lead')}</span><span class="count">${t('fields.count', { count: int(list.length) })}</span></div>
    <div class="searchbox"><${Icon} n="search" s=${15} /><input class="input" type="search" aria-label=${t('fields.find')} placeholder=${t('fields.find')} value=${text} onInput=${(/** @type {any} */ e) => setText(e.target.value)} /></div>
    ${list.length === 0 && html`<${Empty} icon="search" title=${t('fields.none')} />`}
    ${groups.map((group) => {
      const own = list.filter((field) => field.group === group);
      return own.length === 0 ? null : html`<${Group} key=${group} group=${group} list=${own} />`;
    })}`;
}

/** @param {{group: string, list: Field[]}} props */
function Group({ group, list }) {
  const id = 'group-' + group;
  return html`
    <section class="card" aria-labelledby=${id}>
      <div class="card-h"><h2 id=${id}>${has('customer.group.' + group) ? t('customer.group.' + group) : group}</h2></div>
      <div class="tblbox" tabindex="0" role="group" aria-labelledby=${id}><table class="tbl fld">
        <thead><tr><th scope="col">${t('fields.name')}</th><th scope="col">${t('fields.type')}</th><th scope="col">${t('fields.required')}</th><th scope="col">${t('fields.privacy')}</th><th scope="col">${t('fields.use')}</th></tr></thead>
        <tbody>${list.map((field) => html`<${Row} key=${field.key} field=${field} />`)}</tbody>
      </table></div>
    </section>`;
}

/** @param {{field: Field}} props */
function Row({ field }) {
  const [open, setOpen] = useState(false);
  const uses = [field.custom && 'custom', field.derived ? 'derived' : !field.editable && 'readonly', field.searchable && 'searchable', field.facet && 'facet', field.sortable && 'sortable'].filter(Boolean);
  const type = has('fields.type.' + field.type) ? t('fields.type.' + field.type) : field.type;
  return html`
    <tr>
      <td><span class="fld-name"><b>${label(field)}</b><code>${field.key}</code></span></td>
      <td class="nowrap">${type}${field.max_chars && ['text', 'long_text'].includes(field.type) ? html`<span class="t3 f12">　${t('fields.max', { count: field.max_chars })}</span>` : ''}
        ${field.options.length !== 0 && html`　<button type="button" class="fld-more" aria-expanded=${open ? 'true' : 'false'} onClick=${() => setOpen(!open)}>${t('fields.options', { count: field.options.length })}</button>`}</td>
      <td class=${field.required === 'no' ? 't3' : ''}>${t('fields.required.' + field.required)}</td>
      <td>${field.privacy === 'open' ? html`<span class="t3">${t('fields.privacy.open')}</span>` : html`<span class="row"><${Icon} n="lock" s=${13} c=${field.privacy === 'sensitive' ? 'tx-warn' : 't3'} />${t('fields.privacy.' + field.privacy)}</span>`}</td>
      <td><span class="fld-tags">${uses.map((use) => html`<span class="tag" key=${use}>${t('fields.' + use)}</span>`)}</span></td>
    </tr>
    ${open && html`<tr><td colspan="5" class="fld-opts"><ul aria-label=${t('fields.options.of', { label: label(field) })}>${field.options.map((option) => html`
      <li key=${option.value} class="tag">${optionLabel(option)}${option.code && html`<span class="t3 mono">${option.code}</span>`}${option.retired && html`<span class="t3">${t('fields.option.retired')}</span>`}</li>`)}</ul></td></tr>`}`;
}
