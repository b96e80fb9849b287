// What has changed, by this page or by others: told to every part of the page that shows it.
import { useEffect } from './html.js';

/**
 * A record that changed. `customer` is the id of the customer that it is about, `fields` the keys that changed,
 * `seq` its place in the journal where it is known.
 * @typedef {{kind: string, id: string, customer?: string|null, seq?: number, fields?: string[], action?: string}} Changed
 */

const NAME = 'zhike:changed';

/** Tells the page of a change. @param {Changed} change */
export const tellChanged = (change) => { dispatchEvent(new CustomEvent(NAME, { detail: change })); };

/** Hears of changes while the component is shown. @param {(change: Changed) => void} hear @param {unknown[]} deps */
export function useChanged(hear, deps) {
  useEffect(() => {
    /** @param {Event} event */
    const listen = (event) => hear(/** @type {CustomEvent<Changed>} */ (event).detail);
    addEventListener(NAME, listen);
    return () => removeEventListener(NAME, listen);
  }, deps);
}
