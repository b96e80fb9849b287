// Who one is here, and how the page looks on this device.
import { html } from '../../lib/html.js';
import { lang, t } from '../../lib/i18n.js';
import { density, setDensity, setShortcuts, setTheme, shortcuts, theme } from '../../lib/prefs.js';
import { chooseLang, session } from '../../lib/session.js';
import { Seg } from '../../ui/button.js';

export function ProfilePage() {
  const user = /** @type {any} */ (session.value?.user);
  const roles = user.roles ? user.roles.map((/** @type {any} */ role) => role.name).join(t('ui.list_comma')) : user.role;
  return html`
    <section class="card" aria-labelledby="me-who">
      <div class="card-h"><h2 id="me-who">${t('me.who')}</h2></div>
      <dl class="me-kv card-b">
        <div><dt>${t('me.name')}</dt><dd>${user.name}</dd></div>
        <div><dt>${t('me.login')}</dt><dd class="mono">${user.login}</dd></div>
        <div><dt>${t('me.role')}</dt><dd>${roles || t('ui.none')}</dd></div>
        ${user.team && html`<div><dt>${t('me.team')}</dt><dd>${user.team.name}</dd></div>`}
      </dl>
      <p class="card-b f12 t3">${t('me.who.note')}</p>
    </section>
    <section class="card" aria-labelledby="me-page">
      <div class="card-h"><h2 id="me-page">${t('me.page')}</h2></div>
      <dl class="me-kv card-b">
        <div><dt>${t('me.lang')}</dt><dd><${Seg} label=${t('me.lang')} value=${lang.value} onChange=${chooseLang} opts=${[['zh-CN', '中文'], ['en', 'English']]} /></dd></div>
        <div><dt>${t('me.theme')}</dt><dd><${Seg} label=${t('me.theme')} value=${theme.value} onChange=${setTheme} opts=${[['light', t('me.theme.light')], ['dark', t('me.theme.dark')]]} /></dd></div>
        <div><dt>${t('me.density')}</dt><dd><${Seg} label=${t('me.density')} value=${density.value} onChange=${setDensity} opts=${[['cosy', t('me.density.cosy')], ['compact', t('me.density.compact')]]} /></dd></div>
        <div><dt id="me-keys">${t('me.keys')}</dt><dd class="row"><input type="checkbox" class="switch" role="switch" aria-labelledby="me-keys" aria-describedby="me-keys-note" checked=${shortcuts.value}
          onChange=${(/** @type {any} */ e) => setShortcuts(e.target.checked)} /><span class="f12 t3" id="me-keys-note">${t('me.keys.note')}</span></dd></div>
      </dl>
    </section>`;
}
