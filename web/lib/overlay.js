// Which overlay of the shell is open: palette, notices, shortcuts or the drawer for a new customer; and what the rail counts.
import { signal } from './html.js';
import { recall, remember } from './prefs.js';
import { session } from './session.js';

/** @type {{value: null|'palette'|'keys'|'new'|'more'|'notices'}} */
export const overlay = signal(/** @type {any} */ (null));

/** What the new-customer drawer starts with. @type {{value: Record<string, unknown>}} */
export const newDraft = signal(/** @type {Record<string, unknown>} */ ({}));

/** Opens the drawer for a new customer. @param {Record<string, unknown>} [start] values by field key */
export function openNew(start = {}) {
  newDraft.value = start;
  overlay.value = 'new';
}

export const closeOverlay = () => { overlay.value = null; };

/** Counts up whenever customers have changed by this page: lists load again. */
export const changes = signal(0);
export const customersChanged = () => { changes.value += 1; };

/** Customers looked at since the page was opened, newest first; of these only the ids are written to the device. @type {{value: {id: string, name: string, code: string}[]}} */
export const recent = signal(/** @type {{id: string, name: string, code: string}[]} */ ([]));
const SEEN = 8;
const seenSlot = () => 'seen:' + (session.value?.user.id || '');
/** Ids of the customers that this person looked at on this device, newest first. */
export const seenIds = () => (recall(seenSlot()) || '').split(',').filter(Boolean);
/** @param {string[]} ids */
export const keepSeen = (ids) => remember(seenSlot(), ids.slice(0, SEEN).join(','));
/** @param {{id: string, name: string, code: string}} customer */
export function visited(customer) {
  recent.value = [customer, ...recent.value.filter((one) => one.id !== customer.id)].slice(0, SEEN);
  if (!session.value?.preview) keepSeen([customer.id, ...seenIds().filter((id) => id !== customer.id)]);
}

/** To-dos of one's own that are overdue, as far as a page has heard. */
export const overdue = signal(0);
/** Notices that have not been read. */
export const unread = signal(0);
