// What this person may do with a customer and with what belongs to it, as far as the page can tell.
import { can, holds, meAs, reaches } from '../../lib/session.js';

/** @param {Record<string, any>} values of the customer */
export const rightsTo = (values) => ({
  edit: reaches('edit', values), remove: reaches('delete', values), assign: reaches('assign', values), reveal: reaches('reveal', values, 'contacts'),
  viewers: holds('users') || holds('roles'),
  claim: holds('pool') && 'owner' in values && !values.owner,
  giveBack: holds('pool') && Boolean(values.owner) && values.owner.id === meAs(),
  // Whoever sees the customer may add to it where the kind lets them: the server knows more of whose it is.
  add: (/** @type {string} */ kind) => can('create', kind),
  // One's own to-dos are one's own with any customer.
  change: (/** @type {string} */ kind) => (kind === 'tasks' ? can('edit', kind) : reaches('edit', values, kind)),
  drop: (/** @type {string} */ kind) => reaches('delete', values, kind),
  see: (/** @type {string} */ kind) => can('view', kind),
});
