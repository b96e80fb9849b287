// Settings: one page with a tab for each part that the person may use.
import { html } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { Lazy, withParts } from '../../lib/late.js';
import { holds } from '../../lib/session.js';
import { Empty } from '../../ui/empty.js';
import { NavTabs } from '../../ui/tabs.js';
import { toast } from '../../ui/toast.js';

/** @param {Promise<any>} module */
const withAccess = (module) => withParts(module, ['access'], ['access']);

/** The parts in the order of the tabs; `right`: what it takes. @type {Record<string, import('../../lib/late.js').Late & {right?: string}>} */
const PARTS = {
  organisation: { load: () => withParts(import('./organisation.js'), [], ['access']), page: 'OrganisationPage', right: 'settings' },
  people: { load: () => withAccess(import('./people.js')), page: 'PeoplePage', right: 'users' },
  teams: { load: () => withAccess(import('./teams.js')), page: 'TeamsPage', right: 'users' },
  roles: { load: () => withAccess(import('./roles.js')), page: 'RolesPage', right: 'roles' },
  fields: { load: () => import('./fields.js'), page: 'FieldsPage' },
  calendar: { load: () => withParts(import('./calendar.js'), ['calendar'], ['calendar']), page: 'CalendarPage', right: 'settings' },
  security: { load: () => import('./security.js'), page: 'SecurityPage', right: 'settings' },
};

/** @param {string|undefined} right */
const may = (right) => !right || holds(right);

/** @param {{section?: string}} props */
export function Settings({ section }) {
  const open = Object.keys(PARTS).filter((key) => may(PARTS[key].right));
  const shown = section && PARTS[section] ? section : open[0];
  const part = PARTS[shown];
  return html`
    <div class="page">
      <header class="page-h"><h1 data-page-title tabindex="-1">${t('settings.title')}</h1></header>
      <${NavTabs} class="set-tabs" label=${t('settings.tabs')} items=${open.map((key) => ({ href: '#/settings/' + key, text: t('settings.' + key), on: key === shown }))} />
      ${may(part.right)
        ? html`<div class=${'set set-' + shown} key=${shown}><${Lazy} of=${part} failed=${() => toast(t('error.offline'), { tone: 'danger' })} /></div>`
        : html`<${Empty} icon="lock" title=${t('settings.no_right')} text=${t('settings.no_right.text', { right: t('settings.right.' + part.right) })} />`}
    </div>`;
}
