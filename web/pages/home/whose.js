// Whose day is shown: chosen here, and found out for who has not chosen yet: everybody's for who has no customer of their own.
import { html, useEffect } from '../../lib/html.js';
import { people, sortsBy } from '../../lib/fields.js';
import { askFresh } from '../../lib/fresh.js';
import { t } from '../../lib/i18n.js';
import { meAs } from '../../lib/session.js';
import { Select } from '../../ui/field.js';

/** Whether all customers in sight are those of others. @returns {Promise<boolean>} */
async function hasNone() {
  if (!sortsBy('customers', 'owner')) return false;
  const count = async (/** @type {string} */ filter) => (await askFresh('/customers', { limit: 1, fields: 'name', filter })).total;
  return (await count(`owner in ("${meAs()}")`)) === 0 && 0 < (await count(''));
}

/**
 * @param {{user: string|null, found: (who: string) => void, choose: (who: string) => void}} props
 *   user: null while nobody has chosen; found: what is shown then
 */
export function Whose({ user, found, choose }) {
  useEffect(() => {
    if (user === null) hasNone().then((none) => found(none ? 'all' : 'me'), () => found('me'));
  }, [user]);
  const others = people.value.filter((one) => one.id !== meAs());
  if (others.length === 0) return null;
  const opts = /** @type {[string, string][]} */ ([['me', t('home.mine')], ['all', t('home.everybody')], ...others.map((one) => [one.id, one.name])]);
  return html`<${Select} class="home-who" aria-label=${t('home.who')} value=${user || 'me'} opts=${opts} onChange=${(/** @type {any} */ e) => choose(e.target.value)} />`;
}
