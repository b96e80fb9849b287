// What narrows a list: facets as boxes to tick with what one would get, and chips for the filters in force.
import { html, useState } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { int } from '../lib/format.js';
import { Icon } from './icon.js';

/**
 * @typedef {{value: string, label: string, count: number, sub?: boolean}} FacetValue
 * @param {{name: string, values: FacetValue[], on: string[], onToggle: (value: string) => void, limit?: number}} props
 *   values: the ones with a count, and chosen ones even at zero
 */
export function Facet({ name, values, on, onToggle, limit = 8 }) {
  const [open, setOpen] = useState(true);
  const [all, setAll] = useState(false);
  const top = Math.max(1, ...values.map((v) => v.count));
  const shown = all ? values : values.filter((v, i) => i < limit || v.sub || on.includes(v.value));
  const more = values.length - shown.length;
  return html`
    <fieldset class="facet">
      <legend><button type="button" aria-expanded=${open ? 'true' : 'false'} onClick=${() => setOpen(!open)}>
        ${name}${on.length > 0 && html`<span class="dotnum">${on.length}</span>`}<${Icon} n=${open ? 'chevD' : 'chevR'} s=${14} /></button></legend>
      ${open && shown.map((v) => html`
        <label class=${'facet-o' + (v.sub ? ' sub' : '')} key=${v.value}>
          <input type="checkbox" class="check" checked=${on.includes(v.value)} onChange=${() => onToggle(v.value)} />
          <span class="cut grow" title=${v.label}>${v.label}</span><span class="facet-n">${int(v.count)}</span>
          <i class="facet-bar" style=${{ width: Math.max(2, Math.round((v.count / top) * 100)) + '%' }}></i>
        </label>`)}
      ${open && (more > 0 || all && values.length > limit) && html`
        <button type="button" class="facet-more link" onClick=${() => setAll(!all)}>${all ? t('ui.less') : t('ui.more_n', { n: int(more) })}</button>`}
      ${open && values.length === 0 && html`<p class="facet-none">${t('ui.none')}</p>`}
    </fieldset>`;
}

/**
 * @typedef {{key: string, name: string, text: string, remove: () => void, tone?: string}} Chip
 * @param {{chips: Chip[], clear: () => void, children?: any}} props
 */
export const Chips = ({ chips, clear, children }) => (chips.length === 0 && !children ? null : html`
  <div class="chips">
    ${chips.map((chip) => html`
      <span class=${'chip ' + (chip.tone || '')} key=${chip.key}>
        <span class="cut" title=${chip.text}><i>${chip.name}</i> ${chip.text}</span>
        <button type="button" aria-label=${t('ui.remove_filter', { name: chip.name })} onClick=${chip.remove}><${Icon} n="x" s=${13} /></button>
      </span>`)}
    ${children}
    ${chips.length > 0 && html`<button type="button" class="btn ghost sm" onClick=${clear}>${t('ui.clear_all')}</button>`}
  </div>`);
