// What is being written about a customer, kept for this tab of the browser until it is saved: it survives a reload, and is nobody else's.
import { wallNow } from '../../lib/format.js';
import { DRAFTS, session } from '../../lib/session.js';

/**
 * @typedef {object} Draft
 * @property {'followups'|'services'|'notes'} tab
 * @property {string} content of the talk @property {string} method the code of the way to talk @property {string} at '' for now
 * @property {boolean} next whether a next step is asked for @property {string} title of the next step @property {string} due @property {string} assignee
 * @property {string} note
 * @property {string} description of the service @property {string} type @property {string} priority @property {string} result @property {string} satisfaction @property {string} serviceAt
 */

/** @returns {Draft} */
export const emptyDraft = () => ({
  tab: 'followups', content: '', method: 'call', at: '', next: false, title: '', due: '', assignee: '', note: '',
  description: '', type: '', priority: '', result: '', satisfaction: '', serviceAt: '',
});

/** @param {string} customer */
const keyOf = (customer) => `${DRAFTS}${session.value?.user.id}:${customer}`;

/** @param {string} customer @returns {Draft} */
export function recallDraft(customer) {
  try {
    return { ...emptyDraft(), ...JSON.parse(sessionStorage.getItem(keyOf(customer)) || '{}') };
  } catch {
    return emptyDraft();
  }
}

/** @param {string} customer @param {Draft} draft */
export function keepDraft(customer, draft) {
  const { tab, ...rest } = draft;
  const { tab: _, ...nothing } = emptyDraft();
  try {
    if (JSON.stringify(rest) === JSON.stringify(nothing)) sessionStorage.removeItem(keyOf(customer));
    else sessionStorage.setItem(keyOf(customer), JSON.stringify(draft));
  } catch {
    // Without storage the draft lasts as long as the page.
  }
}

/** Tomorrow at six in the evening, on the firm's clocks. */
export const tomorrowEvening = () => `${new Date(Date.parse(wallNow().slice(0, 10)) + 86400000).toISOString().slice(0, 10)}T18:00`;
