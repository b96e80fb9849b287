// What comes when it is first needed: modules with their texts and styles, and the components in them.
import { html, signal, useEffect } from './html.js';
import { loadTexts } from './i18n.js';

/**
 * @typedef {object} Late
 * @property {() => Promise<any>} load gives the module
 * @property {string} page name of the export
 */

/** @type {Map<string, Promise<void>>} */
const styles = new Map();

/** @param {string} name of a file in css/pages */
function loadStyle(name) {
  const known = styles.get(name);
  if (known) return known;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL(`../css/pages/${name}.css`, import.meta.url).href;
  const now = /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => {
      styles.delete(name);
      link.remove();
      reject(new Error(name));
    };
  }));
  styles.set(name, now);
  document.head.append(link);
  return now;
}

/** A module when its texts and styles are there as well. @param {Promise<any>} module @param {string[]} texts @param {string[]} [sheets] */
export async function withParts(module, texts, sheets = []) {
  return (await Promise.all([module, ...texts.map(loadTexts), ...sheets.map(loadStyle)]))[0];
}

/** Components that have come; null while on their way, a failure when they did not come. @type {Map<Late, any>} */
const known = new Map();
const arrived = signal(0);

/** The component, null while it is on its way, or the failure. @param {Late} wanted */
export function lateOf(wanted) {
  void arrived.value;
  if (!known.has(wanted)) {
    known.set(wanted, null);
    wanted.load().then((module) => known.set(wanted, module[wanted.page]), (failure) => known.set(wanted, failure)).finally(() => { arrived.value += 1; });
  }
  return known.get(wanted);
}

/** Forgets a failure, so that it is tried again. @param {Late} wanted */
export function tryAgain(wanted) {
  known.delete(wanted);
  arrived.value += 1;
}

/** Draws a late component, nothing until it is there. @param {{of: Late, failed?: () => void, [prop: string]: any}} props failed: it did not come */
export function Lazy({ of, failed, ...props }) {
  const found = lateOf(of);
  const lost = found instanceof Error;
  useEffect(() => {
    if (!lost) return;
    known.delete(of);
    failed?.();
  }, [lost]);
  return found && !lost ? html`<${found} ...${props} />` : null;
}
