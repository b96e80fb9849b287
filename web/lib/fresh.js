// Asking for what is at least as fresh as what was done here, and again when records of some kinds have changed, here or elsewhere, or when something may have been missed.
import { useEffect, useRef } from './html.js';
import { call, freshness, heardOf } from './api.js';

/** Changes that come together are asked for once, ms. */
const PAUSE = 120;

/**
 * Asks for a list that knows the last change of this page; where the index takes long, for what it has.
 * @param {string} path @param {Record<string, any>} query @returns {Promise<any>}
 */
export async function askFresh(path, query) {
  const after = freshness();
  try {
    return await call('GET', path, undefined, { query: { ...query, after } });
  } catch (refusal) {
    if (!after || /** @type {any} */ (refusal).kind !== 'index-behind') throw refusal;
    return call('GET', path, undefined, { query });
  }
}

/**
 * @param {string[]} kinds whose changes count @param {() => void} run asks again; the newest one given is called
 */
export function useFresh(kinds, run) {
  const now = useRef(run);
  now.current = run;
  useEffect(() => {
    let timer = 0;
    const soon = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => now.current(), PAUSE);
    };
    /** @param {any} event */
    const changed = (event) => {
      if (!kinds.includes(event.detail.kind)) return;
      heardOf(event.detail.seq);
      soon();
    };
    /** @param {any} event */
    const missed = (event) => {
      if (event.detail?.first) return;
      heardOf(event.detail?.seq);
      soon();
    };
    addEventListener('zhike:changed', changed);
    addEventListener('zhike:sync', missed);
    return () => {
      clearTimeout(timer);
      removeEventListener('zhike:changed', changed);
      removeEventListener('zhike:sync', missed);
    };
  }, []);
}
