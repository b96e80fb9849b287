// Who put a record into the bin, from its history.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Who } from '../../ui/badge.js';

/** Entries that are looked through: after the deletion somebody may have looked at it. */
const LOOKED = 5;

/** Answers, by kind, id and version. @type {Map<string, Promise<{name: string}|null|undefined>>} */
const asked = new Map();

/** @param {string} kind @param {{id: string, version: number}} row @returns {Promise<{name: string}|null|undefined>} null: the product itself; undefined: it cannot be told */
function deleter(kind, row) {
  const key = `${kind}:${row.id}:${row.version}`;
  const find = (/** @type {any} */ answer) => answer.items.find((/** @type {any} */ one) => one.action === 'delete')?.actor;
  const known = asked.get(key) || call('GET', `/${kind}/${row.id}/history`, undefined, { query: { limit: LOOKED } }).then(find, () => undefined);
  asked.set(key, known);
  return known;
}

/** @param {{kind: string, row: {id: string, version: number}}} props */
export function By({ kind, row }) {
  const [who, setWho] = useState(/** @type {{name: string}|null|undefined} */ (undefined));
  useEffect(() => {
    let here = true;
    setWho(undefined);
    deleter(kind, row).then((found) => { if (here) setWho(found); });
    return () => { here = false; };
  }, [kind, row.id, row.version]);
  if (who === undefined) return html`<span class="t3">–</span>`;
  return who ? html`<${Who} name=${who.name} />` : html`<span class="t3">${t('bin.system')}</span>`;
}
