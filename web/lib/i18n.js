// The language of the page and its texts, by key; each part of a catalogue is loaded when it is needed.
import { signal } from './html.js';

/** @typedef {'zh-CN'|'en'} Lang */

/** The language in use. @type {{value: Lang}} */
export const lang = signal(/** @type {Lang} */ (document.documentElement.lang === 'en' ? 'en' : 'zh-CN'));

/** Texts that have come, by language. @type {Record<Lang, Record<string, string>>} */
const catalogues = { 'zh-CN': {}, en: {} };

/** Parts of the catalogue that the page has needed so far: that of every screen, then what is gone to. */
const parts = new Set(['shell']);
/** @type {Map<string, Promise<void>>} */
const coming = new Map();

/** @param {Lang} wanted @param {string} part @returns {Promise<void>} */
function fetchPart(wanted, part) {
  const key = wanted + '/' + part;
  const known = coming.get(key);
  if (known) return known;
  const now = import(`../locales/${key}.js`).then((module) => { Object.assign(catalogues[wanted], module.default); });
  coming.set(key, now);
  now.catch(() => coming.delete(key));
  return now;
}

/** Loads a part of the catalogue in the language in use. @param {string} part such as `imports` */
export function loadTexts(part) {
  parts.add(part);
  return fetchPart(lang.value, part);
}

/**
 * Loads the texts of a language and switches the page to it; remembered on this device.
 * @param {Lang} wanted
 */
export async function setLang(wanted) {
  await Promise.all([...parts].map((part) => fetchPart(wanted, part)));
  try {
    localStorage.setItem('lang', wanted);
  } catch {
    // Storage may be switched off: the choice then lasts as long as the page.
  }
  document.documentElement.lang = wanted;
  lang.value = wanted;
}

/**
 * The text of a key in the language in use. `{name}` is replaced from `args`; `{n|one|many}` picks a word by number.
 * A key without a text shows itself, so that a gap is seen and never breaks the page.
 * @param {string} key @param {Record<string, unknown>} [args]
 */
export function t(key, args) {
  const text = catalogues[lang.value][key];
  if (text === undefined) return key;
  return args ? fill(text, args) : text;
}

/** Whether a key has a text. @param {string} key */
export const has = (key) => catalogues[lang.value][key] !== undefined;

/** @param {string} text @param {Record<string, unknown>} args */
function fill(text, args) {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => {
    if (one !== undefined) return Number(args[name]) === 1 ? one : many;
    return String(args[name] ?? '');
  });
}

/** The text of a `{zh, en}` pair that the server sends with a field or an option. @param {{zh: string, en: string}|string|null|undefined} pair */
export function pick(pair) {
  if (!pair || typeof pair === 'string') return pair || '';
  return (lang.value === 'en' ? pair.en : pair.zh) || pair.zh || pair.en || '';
}
