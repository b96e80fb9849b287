// The bar over every page while rights are tested, and how a test begins and ends.
import { html, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { loadCatalogue } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { go, route } from '../../lib/router.js';
import { adopt, session } from '../../lib/session.js';
import { Busy } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { toastProblem } from '../../ui/toast.js';
import { home } from './frame.js';

/** Where the test was begun: there one comes back to. */
let begun = '';

/** The rights have changed: everything that depends on them is asked for again. @param {any} answer the session */
async function take(answer) {
  await adopt(answer);
  await loadCatalogue().catch(() => {});
  customersChanged();
}

/** Looks through the eyes of a role or a person from now on. @param {{role: string} | {user: string}} eyes */
export async function beginPreview(eyes) {
  try {
    const answer = await call('POST', '/session/preview', eyes);
    begun = route.value.path + (route.value.query.toString() ? '?' + route.value.query : '');
    await take(answer);
    go(home());
  } catch (problem) {
    toastProblem(problem);
  }
}

export function PreviewBar() {
  const [busy, setBusy] = useState(false);
  const eyes = session.value?.preview;
  if (!eyes) return null;
  const end = async () => {
    setBusy(true);
    try {
      await take(await call('DELETE', '/session/preview'));
      go(begun || home());
    } catch (problem) {
      toastProblem(problem);
    } finally {
      setBusy(false);
    }
  };
  return html`
    <div class="acting" role="region" aria-label=${t('preview.title')}><${Icon} n="eye" />
      <span class="grow">${eyes.role ? t('preview.role', { name: eyes.role.name }) : t('preview.user', { name: eyes.user?.name })}<span class="only-d">${t('preview.effect')}</span></span>
      <${Busy} type="button" class="" busy=${busy} onClick=${end}>${t('preview.end')}<//>
    </div>`;
}
