// The table of routes: which page stands behind an address, loaded when it is first gone to.

import { withParts } from './lib/late.js';

/**
 * @typedef {object} Route
 * @property {RegExp} path groups are given to the page under `params`
 * @property {string[]} [params]
 * @property {() => Promise<any>} load
 * @property {string} page name of the export
 * @property {string} title key of its title
 * @property {Record<string, unknown>} [props]
 */

/** @type {Route[]} */
export const ROUTES = [
  { path: /^\/home$/, load: () => withParts(import('./pages/home/home.js'), ['home', 'records'], ['home', 'records']), page: 'HomePage', title: 'nav.home' },
  { path: /^\/tasks$/, load: () => withParts(import('./pages/tasks/tasks.js'), ['home', 'records'], ['home', 'records']), page: 'TasksPage', title: 'nav.tasks' },
  { path: /^\/services$/, load: () => withParts(import('./pages/work/services.js'), ['work', 'records'], ['customers', 'work', 'records']), page: 'ServicesPage', title: 'nav.services' },
  { path: /^\/deals$/, load: () => withParts(import('./pages/deals/deals.js'), ['work', 'records'], ['customers', 'work', 'records', 'deals']), page: 'DealsPage', title: 'nav.deals' },
  { path: /^\/customers$/, load: () => withParts(import('./pages/customers/list.js'), ['customers'], ['customers']), page: 'CustomerList', title: 'nav.customers' },
  { path: /^\/pool$/, load: () => withParts(import('./pages/customers/list.js'), ['customers', 'customer'], ['customers']), page: 'CustomerList', title: 'nav.pool', props: { pool: true } },
  { path: /^\/bin$/, load: () => withParts(import('./pages/bin/bin.js'), ['bin', 'customers', 'records', 'work', 'access'], ['customers', 'work', 'records', 'access']), page: 'BinPage', title: 'nav.bin' },
  { path: /^\/customer\/([\w-]+)$/, params: ['id'], load: () => withParts(import('./pages/customers/show.js'), ['customer', 'records', 'activity', 'live'], ['customer', 'history', 'records', 'activity', 'live']), page: 'CustomerPage', title: 'nav.customers' },
  { path: /^\/import$/, load: () => withParts(import('./pages/imports/start.js'), ['imports', 'settings', 'records'], ['import', 'customer', 'history', 'settings']), page: 'ImportStart', title: 'nav.import' },
  { path: /^\/import\/([\w-]+)$/, params: ['id'], load: () => withParts(import('./pages/imports/show.js'), ['imports', 'settings', 'records'], ['import', 'customer', 'history', 'settings']), page: 'ImportPage', title: 'nav.import' },
  { path: /^\/batches$/, load: () => withParts(import('./pages/batches/batches.js'), ['batches'], ['import', 'customer', 'history']), page: 'BatchesPage', title: 'nav.batches' },
  { path: /^\/settings(?:\/(\w+))?$/, params: ['section'], load: () => withParts(import('./pages/settings/settings.js'), ['settings', 'customer'], ['settings']), page: 'Settings', title: 'nav.settings' },
  { path: /^\/me(?:\/(\w+))?$/, params: ['section'], load: () => withParts(import('./pages/account/me.js'), ['account'], ['account', 'settings']), page: 'Me', title: 'nav.me' },
  { path: /^\/audit$/, load: () => withParts(import('./pages/audit/audit.js'), ['audit', 'customer'], ['audit', 'history']), page: 'AuditPage', title: 'nav.audit' },
  { path: /^\/help$/, load: () => withParts(import('./pages/help.js'), ['help'], ['settings']), page: 'Help', title: 'nav.help' },
];

/** @param {string} path @returns {{route: Route, props: Record<string, unknown>}|null} */
export function match(path) {
  for (const route of ROUTES) {
    const found = route.path.exec(path);
    if (found) return { route, props: { ...route.props, ...Object.fromEntries((route.params || []).map((name, i) => [name, found[i + 1]])) } };
  }
  return null;
}
