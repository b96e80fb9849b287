// What is owed before anything else is answered: two-step verification that is due, or a password that is too old.
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { owed, refreshSession, signOut } from '../../lib/session.js';
import { Door } from '../sign_in.js';
import { Enrol } from './enrol.js';
import { Recovery } from './recovery.js';
import { PasswordForm } from './security.js';

/** @param {{done: () => void}} props done: the page may begin */
export function Owed({ done }) {
  const [codes, setCodes] = useState(/** @type {string[]|null} */ (null));
  const paid = async () => {
    await refreshSession().catch(() => {});
    owed.value = null;
    done();
  };
  const exit = html`<p class="ctr f13"><button type="button" class="link" onClick=${() => signOut().catch(() => {})}>${t('account.sign_out')}</button></p>`;
  if (owed.value === 'password-due') {
    return html`<${Door} title=${t('owed.password')} lead=${t('owed.password.text')} wide><${PasswordForm} done=${paid} block />${exit}<//>`;
  }
  return html`
    <${Door} title=${t(codes ? 'recovery.title' : 'owed.factor')} lead=${codes ? '' : t('owed.factor.text')} wide>
      <div class="owed">${codes ? html`<${Recovery} codes=${codes} done=${paid} />` : html`<${Enrol} done=${setCodes} />${exit}`}</div>
    <//>`;
}
