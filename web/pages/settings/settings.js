// Settings: one page with a tab for each part.
import { html } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { can } from '../../lib/session.js';
import { Empty } from '../../ui/empty.js';
import { NavTabs } from '../../ui/tabs.js';
import { FieldsPage } from './fields.js';
import { OrganisationPage } from './organisation.js';
import { PeoplePage } from './people.js';
import { SecurityPage } from './security.js';

const PARTS = /** @type {Record<string, {page: any, needs?: 'users'}>} */ ({
  organisation: { page: OrganisationPage, needs: 'users' },
  people: { page: PeoplePage, needs: 'users' },
  fields: { page: FieldsPage },
  security: { page: SecurityPage, needs: 'users' },
});

/** @param {{section?: string}} props */
export function Settings({ section }) {
  const open = Object.keys(PARTS).filter((key) => !PARTS[key].needs || can('edit', PARTS[key].needs));
  const shown = section && PARTS[section] ? section : open[0];
  const part = PARTS[shown];
  return html`
    <div class="page">
      <header class="page-h"><h1 data-page-title tabindex="-1">${t('settings.title')}</h1></header>
      <${NavTabs} class="set-tabs" label=${t('settings.tabs')} items=${open.map((key) => ({ href: '#/settings/' + key, text: t('settings.' + key), on: key === shown }))} />
      ${part.needs && !can('edit', part.needs)
        ? html`<${Empty} icon="lock" title=${t('settings.no_right')} text=${t('settings.no_right.text', { right: t('settings.right.' + part.needs) })} />`
        : html`<div class="set" key=${shown}><${part.page} /></div>`}
    </div>`;
}
