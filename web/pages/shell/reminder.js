// A line above the page: two-step verification that falls due, or a password that is old.
import { html } from '../../lib/html.js';
import { date } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { putAway, reminded, session } from '../../lib/session.js';
import { IconBtn } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';

export function Reminder() {
  const of = reminded();
  const now = session.value;
  if (!of || !now) return null;
  const text = of === 'factor' ? t('remind.factor', { date: date(now.factor?.due) }) : t('remind.password', { n: now.password_age_days });
  return html`
    <aside class="remind" aria-label=${t('remind.label')}><${Icon} n=${of === 'factor' ? 'lock' : 'key'} /><span>${text}</span>
      <a class="link nowrap" href="#/me/security">${t(of === 'factor' ? 'remind.factor.do' : 'remind.password.do')}</a>
      ${of === 'password' && html`<${IconBtn} n="x" s=${14} class="sm push" label=${t('remind.later')} onClick=${() => { putAway.value = [...putAway.value, of]; }} />`}</aside>`;
}
