// Asking again for what is shown when records of some kinds have changed, here or elsewhere, or when something may have been missed.
import { useEffect, useRef } from './html.js';
import { heardOf } from './api.js';

/** Changes that come together are asked for once, ms. */
const PAUSE = 120;

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
    const missed = (event) => { if (!event.detail?.first) soon(); };
    addEventListener('zhike:changed', changed);
    addEventListener('zhike:sync', missed);
    return () => {
      clearTimeout(timer);
      removeEventListener('zhike:changed', changed);
      removeEventListener('zhike:sync', missed);
    };
  }, []);
}
