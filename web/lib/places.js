// Where a record of any kind is shown: on the page of its customer, else on the page of its kind.

/** Kinds that have a page of their own, where a record opens in a drawer. @type {Record<string, string>} */
const OWN = { tasks: '/tasks', services: '/services', deals: '/deals' };

/**
 * The route that shows a record; null where there is none.
 * @param {string} kind in the plural @param {string} id @param {{id: string}|null|undefined} [customer] that it is about
 */
export function placeOfRecord(kind, id, customer) {
  if (kind === 'customers') return '/customer/' + id;
  if (customer) return `/customer/${customer.id}?at=${kind}:${id}`;
  return OWN[kind] ? `${OWN[kind]}?open=${id}` : null;
}
