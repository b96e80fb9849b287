// What refused calls wait for: a new sign-in, or password or code once more. One question for all calls that wait.
import { signal } from './html.js';

function question() {
  const open = signal(/** @type {null | ((given: boolean) => void)} */ (null));
  /** @type {Promise<boolean>|null} */
  let waiting = null;
  /** Asks, or joins those who wait already. @returns {Promise<boolean>} whether it was given */
  const ask = () => {
    waiting ??= new Promise((/** @type {(given: boolean) => void} */ resolve) => {
      open.value = (given) => {
        open.value = null;
        waiting = null;
        resolve(given);
      };
    });
    return waiting;
  };
  return { open, ask };
}

/** The session has ended. */
export const signInAgain = question();
/** This call wants to know once more who asks. */
export const stepUp = question();
