// Whose day is shown: what the address says, else what this person chose on this device, else everybody's for who has no customer of their own.
import { html, useEffect, useState } from '../../lib/html.js';
import { people } from '../../lib/fields.js';
import { askFresh } from '../../lib/fresh.js';
import { t } from '../../lib/i18n.js';
import { recall, remember } from '../../lib/prefs.js';
import { route, setQuery } from '../../lib/router.js';
import { meAs, session } from '../../lib/session.js';
import { Select } from '../../ui/field.js';

/** Stands in the place of a person for all whose customers one sees. */
export const ALL = 'all';

/** Whether this person may look at the day of others. */
const mayLook = () => ['team', 'below', 'all'].includes(session.value?.rights?.customers?.view || 'none');

const others = () => people.value.filter((one) => one.id !== meAs());

/** Where the choice of this person is kept on this device. */
const place = () => 'home-who:' + meAs();

/** What was chosen here before; null for nothing that still holds. */
function kept() {
  const who = recall(place());
  return who === 'me' || who === ALL || others().some((one) => one.id === who) ? who : null;
}

/** Whether all customers in sight are those of others. @returns {Promise<boolean>} */
async function hasNone() {
  const count = async (/** @type {string} */ filter) => (await askFresh('/customers', { limit: 1, fields: 'name', filter })).total;
  return (await count(`owner in ("${meAs()}")`)) === 0 && 0 < (await count(''));
}

/**
 * Whose day it is, and how it is chosen.
 * @returns {{user: string|null, choose: (who: string) => void}} user: '' for oneself, `all` or a person; null until it is known
 */
export function useWhose() {
  const [chosen, setChosen] = useState(/** @type {string|null} */ (null));
  const me = meAs();
  useEffect(() => {
    const before = mayLook() ? kept() : 'me';
    setChosen(before);
    let here = true;
    if (!before) hasNone().then((none) => { if (here) setChosen(none ? ALL : 'me'); }, () => { if (here) setChosen('me'); });
    return () => { here = false; };
  }, [me]);
  const who = route.value.query.get('user') || chosen;
  return {
    user: who === null ? null : who === 'me' || who === me ? '' : who,
    choose(next) {
      remember(place(), next);
      setChosen(next);
      setQuery({ user: null });
    },
  };
}

/** @param {{user: string, choose: (who: string) => void}} props */
export function Whose({ user, choose }) {
  if (!mayLook() || others().length === 0) return null;
  const opts = /** @type {[string, string][]} */ ([['me', t('home.mine')], [ALL, t('home.everybody')], ...others().map((one) => [one.id, one.name])]);
  return html`<${Select} class="home-who" aria-label=${t('home.who')} value=${user || 'me'} opts=${opts} onChange=${(/** @type {any} */ e) => choose(e.target.value)} />`;
}
