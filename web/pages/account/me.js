// One's own settings: a page with a tab for each part.
import { html } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Lazy, withParts } from '../../lib/late.js';
import { NavTabs } from '../../ui/tabs.js';
import { ProfilePage } from './profile.js';
import { SecurityPage } from './security.js';
import { SessionsPage } from './sessions.js';
import { TokensPage } from './tokens.js';

const notices = { load: () => withParts(import('./notices.js'), ['notices']), page: 'NoticesPage' };
const Notices = () => html`<${Lazy} of=${notices} />`;

const PARTS = /** @type {Record<string, any>} */ ({ profile: ProfilePage, security: SecurityPage, sessions: SessionsPage, tokens: TokensPage, notices: Notices });

/** @param {{section?: string}} props */
export function Me({ section }) {
  const shown = section && PARTS[section] ? section : 'profile';
  return html`
    <div class="page">
      <header class="page-h"><h1 data-page-title tabindex="-1">${t('me.title')}</h1></header>
      <${NavTabs} class="set-tabs" label=${t('me.tabs')} items=${Object.keys(PARTS).map((key) => ({ href: '#/me/' + key, text: t('me.' + key), on: key === shown }))} />
      <div class="set" key=${shown}><${PARTS[shown]} /></div>
    </div>`;
}
