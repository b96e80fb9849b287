// Of which record of the customer a file is: its kind and name, leading to where it stands.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { placeOfRecord } from '../../lib/places.js';
import { kindName } from '../../records/kinds.js';

/** Names that were asked for, by kind and id. @type {Map<string, Promise<string>>} */
const asked = new Map();

/** @param {string} kind @param {string} id @returns {Promise<string>} '' where it cannot be seen */
function ask(kind, id) {
  const key = `${kind}:${id}`;
  const known = asked.get(key) || call('GET', `/${kind}/${id}`).then(({ fields }) => fields.title || fields.number || fields.name || '', () => '');
  asked.set(key, known);
  return known;
}

/** @param {{of: {kind: string, id: string}|null|undefined, customer: string, names: Record<string, string>}} props names: by kind and id */
export function Of({ of, customer, names }) {
  const [found, setFound] = useState('');
  const named = of && names[`${of.kind}:${of.id}`];
  const own = !of || of.kind === 'customers';
  useEffect(() => {
    let here = true;
    setFound('');
    if (of && !own && !named) ask(of.kind, of.id).then((name) => { if (here) setFound(name); });
    return () => { here = false; };
  }, [of?.id, named]);
  if (!of || own) return null;
  return html`<a class="link f12 cut" href=${'#' + placeOfRecord(of.kind, of.id, { id: customer })}>${[kindName(of.kind), named || found].filter(Boolean).join(' ')}</a>`;
}
