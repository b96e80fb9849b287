// The bell: how many notices wait to be read, live.
import { html, useEffect } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { overlay, unread } from '../../lib/overlay.js';
import { session } from '../../lib/session.js';
import { Icon } from '../../ui/icon.js';

/** Asks how many are unread. */
const count = () => call('GET', '/notifications', undefined, { query: { unread: 1, limit: 1 }, quiet: true }).then((answer) => { unread.value = answer.unread; }, () => {});

/** @param {{class?: string}} props */
export function Bell({ class: c = '' }) {
  useEffect(() => {
    count();
    addEventListener('zhike:notice', count);
    addEventListener('zhike:sync', count);
    return () => {
      removeEventListener('zhike:notice', count);
      removeEventListener('zhike:sync', count);
    };
  }, [session.value?.user.id, session.value?.preview]);
  const n = unread.value;
  const said = n ? t('nav.notices.n', { n: int(n) }) : t('nav.notices');
  return html`
    <button type="button" class=${'icon-btn bell ' + c} aria-haspopup="dialog" aria-expanded=${overlay.value === 'notices' ? 'true' : 'false'} aria-label=${said} title=${said}
      onClick=${() => { overlay.value = 'notices'; }}><${Icon} n="bell" s=${17} />${0 < n && html`<span class="bell-n" aria-hidden="true">${99 < n ? '99+' : n}</span>`}</button>`;
}
