// Somebody else changes what is on this page: it is shown at once, with a quiet word by whom.
import { html, useEffect, useState } from '../lib/html.js';
import { call } from '../lib/api.js';
import { clock } from '../lib/format.js';
import { loadTexts, t } from '../lib/i18n.js';
import { valueText } from '../lib/fields.js';
import { session } from '../lib/session.js';
import { Icon } from '../ui/icon.js';

/**
 * @typedef {{actor: {id: string, name: string}|null, at: string}} Mark who changed a field last while the page was open, and when
 * @typedef {Record<string, Mark>} Marks by key of the field
 */

/** How long a word stands at a value that has changed. */
const SHOWN_MS = 60000;

/** Name of whoever it was. @param {{name: string}|null} actor */
export const nameOf = (actor) => actor?.name || t('live.system');

/** @param {{id: string}|null} actor */
const isOther = (actor) => !actor || actor.id !== session.value?.user.id;

/**
 * Hears of changes of one record by others, and where something was missed.
 * @param {string} id @param {() => void} [refresh] asks for the record again; left out where the page does that by itself
 * @returns {Marks}
 */
export function useMarks(id, refresh) {
  const [marks, setMarks] = useState(/** @type {Marks} */ ({}));
  useEffect(() => {
    setMarks({});
    const timers = new Set();
    /** @param {Event} event */
    const changed = (event) => {
      const change = /** @type {CustomEvent} */ (event).detail;
      if (change.id !== id) return;
      refresh?.();
      if (!change.at || !isOther(change.actor)) return;
      const mark = { actor: change.actor, at: change.at };
      setMarks((old) => ({ ...old, ...Object.fromEntries(change.fields.map((/** @type {string} */ key) => [key, mark])) }));
      const timer = setTimeout(() => {
        timers.delete(timer);
        setMarks((old) => Object.fromEntries(Object.entries(old).filter(([, one]) => one !== mark)));
      }, SHOWN_MS);
      timers.add(timer);
    };
    const missed = () => refresh?.();
    addEventListener('zhike:changed', changed);
    addEventListener('zhike:sync', missed);
    return () => {
      removeEventListener('zhike:changed', changed);
      removeEventListener('zhike:sync', missed);
      timers.forEach(clearTimeout);
    };
  }, [id]);
  return marks;
}

/** Below a value: who has just changed it. @param {{mark?: Mark}} props */
export const Marked = ({ mark }) => (mark ? html`<p class="kv-mark"><span class="live-dot" aria-hidden="true"></span>${t('live.by', { who: nameOf(mark.actor), at: clock(mark.at) })}</p>` : null);

/** Below an input: the value has become another one meanwhile.
 * @param {{field: import('../lib/fields.js').Field, value: any, seen: any, mark?: Mark}} props seen: the value when editing began */
export function Meanwhile({ field, value, seen, mark }) {
  if (JSON.stringify(value ?? null) === JSON.stringify(seen ?? null)) return null;
  const said = { who: mark ? nameOf(mark.actor) : t('live.somebody'), value: valueText(field, value) || t('live.empty') };
  return html`<p class="kv-mark now" role="status"><${Icon} n="warn" s=${13} />${t('live.became', said)}</p>`;
}

/**
 * Who changed these fields last, by key: for whoever must choose between two values.
 * @param {string} path of the record @param {string[]} keys @returns {Promise<Marks>}
 */
export async function authors(path, keys) {
  const [{ items }] = await Promise.all([call('GET', path + '/history', undefined, { query: { limit: 50 } }), loadTexts('live')]);
  const found = /** @type {Marks} */ ({});
  for (const entry of items) {
    for (const { field } of entry.action === 'edit' ? entry.changes : []) {
      if (keys.includes(field) && !found[field]) found[field] = { actor: entry.actor, at: entry.at };
    }
  }
  return found;
}

/** Who changed the field, at the value that is there now. @param {{marks: Marks, field: string}} props */
export const Author = ({ marks, field }) => (marks[field] ? html`<span class="clash-by t3 f12">${t('live.by', { who: nameOf(marks[field].actor), at: clock(marks[field].at) })}</span>` : null);

/** The authors of clashing values, once they are known. @param {string|undefined} path @param {string[]} keys @returns {Marks} */
export function useAuthors(path, keys) {
  const [marks, setMarks] = useState(/** @type {Marks} */ ({}));
  useEffect(() => {
    let here = true;
    if (path) authors(path, keys).then((found) => { if (here) setMarks(found); }, () => {});
    return () => { here = false; };
  }, [path, keys.join()]);
  return marks;
}
