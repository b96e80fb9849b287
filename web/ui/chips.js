// The filters in force, each with its way out.
import { html } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { Icon } from './icon.js';

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
