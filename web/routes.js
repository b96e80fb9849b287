// The table of routes: which page stands behind an address, loaded when it is first gone to.

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
  { path: /^\/customers$/, load: () => import('./pages/customers/list.js'), page: 'CustomerList', title: 'nav.customers' },
  { path: /^\/bin$/, load: () => import('./pages/customers/list.js'), page: 'CustomerList', title: 'nav.bin', props: { bin: true } },
  { path: /^\/customer\/([\w-]+)$/, params: ['id'], load: () => import('./pages/customers/show.js'), page: 'CustomerPage', title: 'nav.customers' },
  { path: /^\/import$/, load: () => import('./pages/imports/start.js'), page: 'ImportStart', title: 'nav.import' },
  { path: /^\/import\/([\w-]+)$/, params: ['id'], load: () => import('./pages/imports/show.js'), page: 'ImportPage', title: 'nav.import' },
  { path: /^\/settings(?:\/(\w+))?$/, params: ['section'], load: () => import('./pages/settings/settings.js'), page: 'Settings', title: 'nav.settings' },
  { path: /^\/help$/, load: () => import('./pages/help.js'), page: 'Help', title: 'nav.help' },
];

/** @param {string} path @returns {{route: Route, props: Record<string, unknown>}|null} */
export function match(path) {
  for (const route of ROUTES) {
    const found = route.path.exec(path);
    if (found) return { route, props: { ...route.props, ...Object.fromEntries((route.params || []).map((name, i) => [name, found[i + 1]])) } };
  }
  return null;
}
