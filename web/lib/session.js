// Who is signed in and what they may do: the one shared signal.
import { signal } from './html.js';
import { call, onOwed, onSelf } from './api.js';
import { setLang, lang } from './i18n.js';

/**
 * @typedef {{id: string, name: string}} Named
 * @typedef {object} Session
 * @property {{id: string, name: string, login: string, roles: Named[], team: Named|null}} user
 * @property {string} company
 * @property {'zh-CN'|'en'|null} lang
 * @property {Record<string, Record<string, 'none'|'own'|'team'|'below'|'all'>> & {system: string[]}} rights
 * @property {null | {role?: Named, user?: Named}} preview whose eyes the session looks through
 * @property {string} version
 * @property {string} numbering
 * @property {{enrolled: boolean, required: boolean, due: string|null, recovery_left: number}} [factor] two-step verification
 * @property {number} [password_age_days]
 * @property {boolean} [password_reminder]
 */

/** The session; null when nobody is signed in, undefined until the first answer. @type {{value: Session|null|undefined}} */
export const session = signal(/** @type {Session|null|undefined} */ (undefined));

onSelf(() => ({ user: session.value?.user.id || '', preview: Boolean(session.value?.preview) }));

/** True while the server waits for its first administrator. */
export const setupNeeded = signal(false);

/** Whether the signed-in person may do something to some records at least.
 * @param {'view'|'create'|'edit'|'delete'|'assign'|'export'|'import'|'reveal'} action @param {string} [kind] */
export function can(action, kind = 'customers') {
  const reach = session.value?.rights?.[kind]?.[action];
  return reach !== undefined && reach !== 'none' && reach !== /** @type {any} */ (false);
}

/** Whether the person holds a right that is not about one kind of record. @param {string} right such as `users` */
export const holds = (right) => Boolean(session.value?.rights?.system?.includes(right));

/** Through whose eyes the page looks: one's own, or those of the person whose rights are tested. */
export const meAs = () => session.value?.preview?.user?.id || session.value?.user.id;

/** Whether a customer is one's own, or shared with one. @param {Record<string, any>} values */
export function isMine(values) {
  const me = meAs();
  return Boolean(me) && (values.owner?.id === me || (Array.isArray(values.collaborators) && values.collaborators.some((/** @type {any} */ one) => one.id === me)));
}

/** Who made a record, and who has it in hand. */
const HANDS = ['author', 'assignee', 'handler', 'owner'];

/** Whether a record about a customer, or about nobody, is one's own work: whoever may add such records changes these. @param {string} kind @param {{fields: Record<string, any>}} row */
export const isOwnWork = (kind, row) => can('create', kind) && HANDS.some((key) => row.fields[key] && row.fields[key].id === meAs());

/** Whether a record of a kind about customers may be changed, as far as the page can tell. @param {'edit'|'delete'} action @param {string} kind @param {{fields: Record<string, any>}} row */
export const canWith = (action, kind, row) => can(action, kind) || isOwnWork(kind, row);

/**
 * Whether an action reaches a customer, as far as the page can tell: who is in whose team the server alone knows, and it decides.
 * @param {'view'|'create'|'edit'|'delete'|'assign'|'reveal'} action @param {Record<string, any>} values of the customer @param {string} [kind] of the record that is about it
 */
export function reaches(action, values, kind = 'customers') {
  const scope = session.value?.rights?.[kind]?.[action];
  if (!scope || scope === 'none') return false;
  // Whose it is may be masked: then the server alone knows.
  if (scope === 'own') return isMine(values) || typeof values.owner === 'string';
  return scope === 'all' || Boolean(values.owner) || isMine(values);
}

/** Reminders that were put away, for as long as the page is open. @type {{value: string[]}} */
export const putAway = signal(/** @type {string[]} */ ([]));

/** What the person should be reminded of. @returns {'factor'|'password'|null} */
export function reminded() {
  const now = session.value;
  if (now?.factor?.required && !now.factor.enrolled && now.factor.due) return 'factor';
  return now?.password_reminder && !putAway.value.includes('password') ? 'password' : null;
}

/** What must be done before anything else is answered. @type {{value: null|'factor-needed'|'password-due'}} */
export const owed = signal(/** @type {any} */ (null));
onOwed((what) => { owed.value = what; });

/** Asks who is signed in, and whether the server has been set up. */
export async function loadSession() {
  try {
    await adopt(await call('GET', '/session', undefined, { quiet: true }));
  } catch (problem) {
    if (/** @type {any} */ (problem).status !== 401) throw problem;
    const state = await call('GET', '/setup', undefined, { quiet: true });
    setupNeeded.value = Boolean(state?.needed);
    session.value = null;
  }
}

/** Takes over the answer of a sign-in or set-up. @param {Session} answer */
export async function adopt(answer) {
  if (answer.lang && answer.lang !== lang.value) await setLang(answer.lang);
  setupNeeded.value = false;
  session.value = answer;
}

/** @param {string} login @param {string} password @param {string} [code] of the authenticator app, or a recovery code */
export async function signIn(login, password, code) {
  await adopt(await call('POST', '/session', { login, password, code }, { quiet: true }));
}

/** Asks afresh what the signed-in person may and owes. */
export async function refreshSession() {
  session.value = await call('GET', '/session');
}

/** What the keys of unsaved texts in the storage of the tab begin with. */
export const DRAFTS = 'draft:';

/** Whoever signs out leaves nothing behind for the next one. */
function forgetDrafts() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFTS)) sessionStorage.removeItem(key);
  } catch {
    // Without storage nothing was kept.
  }
}

export async function signOut() {
  forgetDrafts();
  try {
    await call('DELETE', '/session', undefined, { quiet: true });
  } finally {
    session.value = null;
    owed.value = null;
  }
}

/** Switches the language here and, when somebody is signed in, for them everywhere. @param {'zh-CN'|'en'} wanted */
export async function chooseLang(wanted) {
  await setLang(wanted);
  if (!session.value) return;
  session.value = { ...session.value, lang: wanted };
  await call('PATCH', '/session', { lang: wanted }).catch(() => {});
}
