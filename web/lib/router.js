// Hash routes: the path says which page, the query holds the whole state of a list, so that a link is a view.
import { signal } from './html.js';

// A one-time link is `/link#TOKEN`; from here on it is a page like any other.
if (location.pathname === '/link') history.replaceState(null, '', '/#/link/' + location.hash.slice(1));

/** Where one begins. */
const HOME = '/home';

/** @returns {{path: string, query: URLSearchParams}} */
function parse() {
  const [path, query = ''] = (location.hash.slice(1) || HOME).split('?');
  return { path: path || HOME, query: new URLSearchParams(query) };
}

/** Where the page is. */
export const route = signal(parse());

/** A form with unsaved changes: asked before the page is left. Resolves to whether leaving is fine. @type {null | (() => Promise<boolean>)} */
let guard = null;
let held = location.hash;

/**
 * Sets or clears the leave guard; clears only if it is still the same one.
 * @param {null | (() => Promise<boolean>)} next @param {null | (() => Promise<boolean>)} [previous]
 */
export function setGuard(next, previous) {
  if (next === null && previous && guard !== previous) return;
  guard = next;
}

addEventListener('hashchange', async () => {
  const wanted = location.hash;
  if (wanted === held) return;
  if (guard && pathOf(wanted) !== pathOf(held)) {
    history.replaceState(null, '', held || '#' + HOME);
    if (!(await guard())) return;
    guard = null;
    location.hash = wanted;
    return;
  }
  arrive();
});

addEventListener('beforeunload', (event) => { if (guard) event.preventDefault(); });

/** @param {string} hash */
const pathOf = (hash) => hash.split('?')[0];

function arrive() {
  const before = route.value.path;
  held = location.hash;
  route.value = parse();
  if (before !== route.value.path) requestAnimationFrame(focusTitle);
}

/** Moves the focus to the title of the page, so that a screen reader tells where one is. */
export function focusTitle() {
  const title = /** @type {HTMLElement|null} */ (document.querySelector('[data-page-title]'));
  if (title && !document.querySelector('dialog[open]')) title.focus({ preventScroll: true });
}

/** Goes to a route such as `/customer/7`. @param {string} to @param {boolean} [replace] do not leave a step to go back to */
export function go(to, replace = false) {
  if (!replace) {
    location.hash = to;
    return;
  }
  history.replaceState(null, '', '#' + to);
  arrive();
}

/**
 * Changes parts of the query of the page: null takes one away, an array sets several of the same name.
 * @param {Record<string, string|string[]|null>} patch @param {boolean} [replace]
 */
export function setQuery(patch, replace = false) {
  const query = new URLSearchParams(route.value.query);
  for (const [key, value] of Object.entries(patch)) {
    query.delete(key);
    if (Array.isArray(value)) value.forEach((one) => query.append(key, one));
    else if (value) query.set(key, value);
  }
  const text = query.toString();
  go(route.value.path + (text ? '?' + text : ''), replace);
}
