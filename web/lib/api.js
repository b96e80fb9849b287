// The only fetch: JSON in and out, refusals as Problem, sign-in asked for when the session has ended.
import { signal } from './html.js';
import { lang, t } from './i18n.js';

const BASE = '/api/v1';

/** @typedef {{field: string, reason: string, message?: string, [arg: string]: unknown}} Fault */

/** False while the server cannot be reached. */
export const online = signal(true);

const SLOT = 'seq';
/** Journal position of the last write of this page, and when it was: lists ask to be at least this fresh, also after a reload. */
let [lastSeq, lastWrite] = remembered();

/** @returns {number[]} */
function remembered() {
  try {
    return (sessionStorage.getItem(SLOT) || '0 0').split(' ').map(Number);
  } catch {
    return [0, 0];
  }
}

/** The position to ask for as `after`, or null when the last write is long ago. */
export const freshness = () => (lastSeq && Date.now() - lastWrite < 10000 ? String(lastSeq) : null);

/** Lists ask to be at least as fresh as a change of somebody else that was heard of. @param {number} [seq] its place in the journal */
export function heardOf(seq) {
  if (!seq) return;
  lastSeq = Math.max(lastSeq, seq);
  lastWrite = Date.now();
  try {
    sessionStorage.setItem(SLOT, `${lastSeq} ${lastWrite}`);
  } catch {
    // Without storage a page that is loaded again asks for what there is.
  }
}

/** A refusal by the server, or a failure to reach it. */
export class Problem extends Error {
  /** @param {Record<string, any>} body @param {number} status @param {Headers} [headers] */
  constructor(body, status, headers) {
    super(body.detail || body.title || t('error.unknown'));
    /** HTTP status; 0 when there was no answer. */
    this.status = status;
    /** Last part of the problem type: `invalid`, `stale`, `sign-in`, `offline` … */
    this.kind = String(body.type || '').split('/').pop() || String(status);
    /** @type {Fault[]} */
    this.faults = body.faults || [];
    /** Identifier to quote when asking for help. */
    this.request = body.request || headers?.get('X-Request-Id') || '';
    /** Seconds to wait, when the server says so. */
    this.retryAfter = Number(headers?.get('Retry-After')) || 0;
    /** Whether the page has shown it already. */
    this.told = false;
    /** Everything that came with it: `at`, `field`, `fields`, `version`, `current`. */
    this.body = body;
  }

  /** Messages by field key. @returns {Record<string, string>} */
  byField() {
    const out = /** @type {Record<string, string>} */ ({});
    for (const fault of this.faults) if (!out[fault.field]) out[fault.field] = faultText(fault);
    if (this.status === 409 && this.body.field && !out[this.body.field]) out[this.body.field] = this.message;
    return out;
  }
}

/** The sentence of a fault: the server's own, else from the catalogue of reasons. @param {Fault} fault */
export const faultText = (fault) => fault.message || t('reason.' + fault.reason, fault);

/** Called when a call is refused because nobody is signed in; resolves when somebody has signed in again. @type {null | (() => Promise<void>)} */
let askToSignIn = null;
/** @param {null | (() => Promise<void>)} ask */
export const onSignInNeeded = (ask) => { askToSignIn = ask; };

/** Told of every write that was refused, before whoever called hears of it. @type {null | ((problem: Problem) => void)} */
let tellRefusal = null;
/** @param {null | ((problem: Problem) => void)} tell */
export const onWriteRefused = (tell) => { tellRefusal = tell; };
/** Says of a write that it was refused; the problem is marked as told where that is all there is to show. @param {Problem} problem */
export const tellWriteRefused = (problem) => tellRefusal?.(problem);
/** Called when a call needs password or code once more; resolves to whether they were given. @type {null | (() => Promise<boolean>)} */
let askToStepUp = null;
/** @param {null | (() => Promise<boolean>)} ask */
export const onStepUpNeeded = (ask) => { askToStepUp = ask; };

/** Called with what is owed before anything else is answered. @type {null | ((what: 'factor-needed'|'password-due') => void)} */
let tellOwed = null;
/** @param {null | ((what: 'factor-needed'|'password-due') => void)} tell */
export const onOwed = (tell) => { tellOwed = tell; };

/** As whom the page acts, as far as it knows. @typedef {{user: string, preview: boolean}} Self */

/** @type {() => Self} */
let self = () => ({ user: '', preview: false });
/** @param {() => Self} tell */
export const onSelf = (tell) => { self = tell; };
/** As whom the page acts now. */
export const acting = () => self();
/** Whether a change that was asked for as `then` may be asked for again: what one person did, or only rehearsed, must not be done by another, or in earnest. @param {Self} then */
export const actsAs = (then) => acting().user === then.user && acting().preview === then.preview;
/** What a change ends with that is not asked for again. */
export const renewed = () => new Problem({ type: '/problems/renewed', detail: t('sign_in.renewed') }, 401);

/** What a change says of the page: the server refuses it where the session is of another mind. @returns {Record<string, string>} */
export const belief = () => (acting().preview ? { 'Zhike-Preview': '1' } : {});

/**
 * @typedef {object} CallOptions
 * @property {Record<string, string|number|boolean|null|undefined|string[]>} [query] parameters; null and '' are left out
 * @property {number|string} [ifMatch] the version that the change is based on
 * @property {string} [idempotencyKey] one key per intent: a repeated POST then answers as the first did
 * @property {AbortSignal} [signal]
 * @property {BodyInit} [raw] a body that is not JSON
 * @property {boolean} [quiet] ask nothing: not to sign in, not for the password once more
 * @property {boolean} [file] the answer is a file, given as a Blob
 */

/**
 * Calls the API and gives the parsed answer; throws a Problem otherwise.
 * @param {'GET'|'POST'|'PATCH'|'DELETE'} method @param {string} path under the base, such as `/customers`
 * @param {unknown} [body] @param {CallOptions} [options] @returns {Promise<any>}
 */
export async function call(method, path, body, options = {}) {
  return (await exchange(method, path, body, options)).data;
}

/**
 * Like `call`, with the headers of the answer.
 * @param {string} method @param {string} path @param {unknown} [body] @param {CallOptions} [options]
 * @returns {Promise<{data: any, headers: Headers}>}
 */
export async function exchange(method, path, body, options = {}) {
  const then = acting();
  const response = await send(method, path, body, options);
  const seq = Number(response.headers.get('Journal-Seq'));
  if (method !== 'GET') heardOf(seq);
  const data = options.file && response.ok ? await response.blob() : await parse(response);
  if (response.ok) return { data, headers: response.headers };
  const refused = new Problem(data && typeof data === 'object' ? data : {}, response.status, response.headers);
  const again = !options.quiet && (await mended(refused));
  if (again && (method === 'GET' || actsAs(then))) return exchange(method, path, body, { ...options, quiet: true });
  const problem = again ? renewed() : refused;
  if (method !== 'GET') tellWriteRefused(problem);
  throw problem;
}

/** Whether what a call was refused for has been put right by the person, so that it is worth a second try. @param {Problem} problem */
async function mended(problem) {
  switch (problem.kind) {
    case 'sign-in':
      await askToSignIn?.();
      return Boolean(askToSignIn);
    case 'step-up': return askToStepUp ? askToStepUp() : false;
    case 'factor-needed': case 'password-due':
      tellOwed?.(problem.kind);
      return false;
    default: return false;
  }
}

/** Path with its query. @param {string} path @param {CallOptions['query']} [query] */
export function address(path, query = {}) {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    params.set(key, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = params.toString();
  return BASE + path + (text ? '?' + text : '');
}

/** What nobody is at for so long, the page asks by itself: it does not keep the session alive. */
const IDLE_MS = 60000;
let touched = Date.now();
for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchmove']) addEventListener(sign, () => { touched = Date.now(); }, { passive: true, capture: true });

/** @param {string} method @param {string} path @param {unknown} body @param {CallOptions} options */
async function send(method, path, body, options) {
  const headers = /** @type {Record<string, string>} */ ({ Accept: 'application/json', 'Accept-Language': lang.value });
  if (options.raw !== undefined) headers['Content-Type'] = 'application/octet-stream';
  else if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.ifMatch !== undefined) headers['If-Match'] = `"${options.ifMatch}"`;
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  if (method !== 'GET') Object.assign(headers, belief());
  if (IDLE_MS < Date.now() - touched) headers['Zhike-Idle'] = '1';
  try {
    const response = await fetch(address(path, options.query), {
      method, headers, credentials: 'same-origin', signal: options.signal,
      body: options.raw !== undefined ? options.raw : body === undefined ? undefined : JSON.stringify(body),
    });
    online.value = true;
    return response;
  } catch (failure) {
    if (/** @type {Error} */ (failure).name === 'AbortError') throw failure;
    if (online.value) watchForReturn();
    throw new Problem({ type: '/problems/offline', detail: t('error.offline') }, 0);
  }
}

/** @param {Response} response */
async function parse(response) {
  if (response.status === 204 || response.status === 202 && !response.headers.get('Content-Type')) return null;
  const type = response.headers.get('Content-Type') || '';
  if (!type.includes('json')) return response.text();
  try {
    return await response.json();
  } catch {
    throw new Problem({ type: '/problems/garbled', detail: t('error.garbled') }, response.status, response.headers);
  }
}

/** Sees whether the server can be reached; where not, the page says so until it can. */
export const lookForServer = () => fetch('/livez', { cache: 'no-store' }).then(() => { online.value = true; }, () => { if (online.value) watchForReturn(); });

/** Asks every three seconds whether the server is back. */
function watchForReturn() {
  online.value = false;
  const timer = setInterval(async () => {
    try {
      await fetch('/readyz', { cache: 'no-store' });
      online.value = true;
      clearInterval(timer);
    } catch {
      // Still away.
    }
  }, 3000);
}

/** A fresh key for one intent. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

/** Keys of one intent, by what is sent: the same goes under the same key, however often its answer was lost; something else is another intent. */
export function newIntent() {
  let last = '';
  let key = '';
  return (/** @type {unknown} */ body) => {
    const said = JSON.stringify(body);
    if (said !== last) [last, key] = [said, newKey()];
    return key;
  };
}
