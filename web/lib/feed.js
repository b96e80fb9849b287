// What changes on the server, told to this window as it happens: one line for all windows of a browser.
import { address, call, lookForServer } from './api.js';

/**
 * Raised on `window`:
 * `zhike:changed` a record was changed: {kind, id, customer, seq, batch, at, actor, version, action, fields};
 * `zhike:sync` something may have been missed, or was too much to be told one by one, what is shown should be asked for again: {first, seq, own}, first is true where the window has only begun, own where nobody else did it;
 * `zhike:notice` something came for the person who is signed in.
 */

const NAME = 'zhike:feed';
/** The line is asked for again after this, then after twice as long. */
const FIRST_MS = 5000;
const LONGEST_MS = 300000;
/** A server that starts again is not missed for so long. */
const PATIENCE_MS = 4000;
/** While a file comes in, what is shown is asked for again no more often than this. */
const AFRESH_MS = 2000;

/** @type {EventSource|null} */
let source = null;
/** The last entry that was heard of. */
let last = 0;
let wait = FIRST_MS;
let timer = 0;
let missing = 0;
/** When the page was told to look afresh, what it is to be told next, and the timer of that. */
let told = 0;
/** @type {null|Afresh} */
let owed = null;
let later = 0;
/** Ends the turn of this window to hold the line. @type {null|(() => void)} */
let release = null;
/** @type {AbortController|null} */
let following = null;
/** @type {BroadcastChannel|null} */
let others = null;

/** @param {string} name @param {any} detail */
function hear(name, detail) {
  if (detail.seq) last = Math.max(last, detail.seq);
  dispatchEvent(new CustomEvent('zhike:' + name, { detail }));
}

/** Tells this window and the others. @param {string} name @param {any} detail */
function pass(name, detail) {
  hear(name, detail);
  others?.postMessage([name, detail]);
}

/** @typedef {{first: boolean, seq: number, own: boolean}} Afresh */

/** At once, and then once for all that comes before its time. @param {Afresh} detail */
function lookAfresh(detail) {
  clearTimeout(later);
  owed = { ...detail, own: detail.own && (owed?.own ?? true) };
  later = window.setTimeout(() => {
    told = Date.now();
    pass('sync', owed);
    owed = null;
  }, detail.first ? 0 : told + AFRESH_MS - Date.now());
}

function open() {
  shut();
  source = new EventSource(address('/journal', { after: last || null }));
  source.onopen = () => { clearTimeout(missing); missing = 0; wait = FIRST_MS; };
  source.onmessage = (event) => pass('changed', JSON.parse(event.data));
  source.addEventListener('sync', (event) => {
    const { head, whole, own } = JSON.parse(event.data);
    if (whole) return;
    const first = last === 0;
    last = head;
    lookAfresh({ first, seq: head, own: own === true });
  });
  source.addEventListener('notice', (event) => pass('notice', JSON.parse(event.data)));
  source.onerror = () => {
    missing ||= window.setTimeout(lookForServer, PATIENCE_MS);
    if (source?.readyState !== EventSource.CLOSED) return;
    // Refused: the session has ended, and the page says so; or the person has too many windows open.
    call('GET', '/session').catch(() => {});
    clearTimeout(timer);
    timer = window.setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_MS);
  };
}

function shut() {
  clearTimeout(timer);
  clearTimeout(missing);
  missing = 0;
  source?.close();
  source = null;
}

/** Without locks no window knows of the others: each listens while it is looked at. */
function whileSeen() {
  if (document.visibilityState === 'visible') open();
  else shut();
}

/** Begins to listen, for whoever is signed in. */
export function follow() {
  if (following) return;
  following = new AbortController();
  const { signal } = following;
  last = 0;
  wait = FIRST_MS;
  if (!navigator.locks || !('BroadcastChannel' in window)) {
    document.addEventListener('visibilitychange', whileSeen, { signal });
    whileSeen();
    return;
  }
  others = new BroadcastChannel(NAME);
  others.onmessage = ({ data: [name, detail] }) => hear(name, detail);
  const turn = () => new Promise((done) => {
    release = () => done(undefined);
    open();
  });
  navigator.locks.request(NAME, { signal }, turn).catch(() => {});
  // What was changed between the loading of the page and now is in no window's line any more.
  hear('sync', { first: true });
}

/** Ends listening: another window takes its turn. */
export function leave() {
  following?.abort();
  following = null;
  clearTimeout(later);
  owed = null;
  shut();
  release?.();
  release = null;
  others?.close();
  others = null;
}
