// What this person may do with a customer and with what belongs to it, as far as the page can tell.
import { can, canWith, holds, isOwnWork, meAs, reaches } from '../../lib/session.js';

/** @typedef {{fields: Record<string, any>}} Row */

/** @param {Record<string, any>} values of the customer */
export const rightsTo = (values) => ({
  edit: reaches('edit', values), remove: reaches('delete', values), assign: reaches('assign', values), reveal: reaches('reveal', values, 'contacts'),
  viewers: holds('users') || holds('roles'),
  claim: holds('pool') && 'owner' in values && !values.owner,
  giveBack: holds('pool') && Boolean(values.owner) && values.owner.id === meAs(),
  add: (/** @type {string} */ kind) => reaches('create', values, kind),
  // One's own to-dos are one's own with any customer.
  change: (/** @type {string} */ kind, /** @type {Row} */ row) => (kind === 'tasks' ? canWith('edit', kind, row) : reaches('edit', values, kind) || isOwnWork(kind, row)),
  drop: (/** @type {string} */ kind, /** @type {Row} */ row) => reaches('delete', values, kind) || isOwnWork(kind, row),
  see: (/** @type {string} */ kind) => can('view', kind),
});
