// Two-step verification of oneself: how it stands, switching on and off, fresh recovery codes.
import { html, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { date } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { refreshSession, session } from '../../lib/session.js';
import { Badge } from '../../ui/badge.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead, ask } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { Enrol } from './enrol.js';
import { Recovery } from './recovery.js';

/** Recovery codes left, of which one is told that they run out. */
const FEW = 3;

export function FactorCard() {
  const factor = session.value?.factor;
  const [enrolling, setEnrolling] = useState(false);
  const [codes, setCodes] = useState(/** @type {string[]|null} */ (null));
  const [busy, setBusy] = useState(false);
  if (!factor) return null;
  /** @param {() => Promise<void>} work */
  const doing = async (work) => {
    setBusy(true);
    await work().catch(toastProblem);
    setBusy(false);
  };
  const renew = async () => {
    const answer = await ask({ title: t('factor.renew.title'), text: t('factor.renew.text'), choices: [['yes', t('factor.renew'), 'primary']] });
    if (answer === 'yes') await doing(async () => setCodes((await call('POST', '/session/recovery-codes')).recovery));
  };
  const takeOff = async () => {
    const answer = await ask({ title: t('factor.off.title'), text: t('factor.off.text'), choices: [['yes', t('factor.off'), 'danger']] });
    if (answer !== 'yes') return;
    await doing(async () => {
      await call('DELETE', '/session/factor');
      await refreshSession();
      toast(t('factor.off.done'));
    });
  };
  const close = () => {
    setEnrolling(false);
    setCodes(null);
    refreshSession().catch(() => {});
  };
  const few = factor.enrolled && factor.recovery_left <= FEW;
  return html`
    <section class="card" aria-labelledby="me-factor">
      <div class="card-h"><h2 id="me-factor">${t('factor.title')}</h2>
        ${factor.enrolled ? html`<${Badge} tone="ok">${t('factor.is_on')}<//>` : html`<${Badge} tone=${factor.required ? 'warn' : 'slate'}>${t('factor.is_off')}<//>`}</div>
      <div class="card-b col">
        <p class="f13 t2">${t('factor.why')}</p>
        ${!factor.enrolled && factor.required && html`<${Note} tone="warn">${factor.due ? t('factor.required_by', { date: date(factor.due) }) : t('factor.required')}<//>`}
        ${factor.enrolled && html`<p class=${'f13 ' + (few ? 'tx-warn' : 't2')}>${t(few ? 'factor.few' : 'factor.left', { n: factor.recovery_left })}</p>`}
        <div class="row wrap">
          ${factor.enrolled ? html`
            <${Busy} type="button" class="btn" busy=${busy} onClick=${renew}>${t('factor.renew')}<//>
            <button type="button" class="btn" onClick=${() => setEnrolling(true)}>${t('factor.change')}</button>
            ${factor.required ? html`<span class="f12 t3">${t('factor.stays')}</span>` : html`<button type="button" class="btn danger" disabled=${busy} onClick=${takeOff}>${t('factor.off')}</button>`}`
          : html`<button type="button" class="btn primary" onClick=${() => setEnrolling(true)}>${t('factor.on')}</button>`}
        </div>
      </div>
    </section>
    ${enrolling && html`<${EnrolDialog} close=${close} />`}
    ${codes && html`<${Dialog} open onClose=${() => {}} label=${t('recovery.title')}><${Recovery} codes=${codes} done=${close} head /><//>`}`;
}

/** @param {{close: () => void}} props */
function EnrolDialog({ close }) {
  const [codes, setCodes] = useState(/** @type {string[]|null} */ (null));
  const title = t(codes ? 'recovery.title' : 'factor.on');
  return html`
    <${Dialog} open onClose=${codes ? () => {} : close} label=${title}>
      ${codes
        ? html`<${Recovery} codes=${codes} done=${() => { close(); toast(t('factor.on.done')); }} head />`
        : html`<${DialogHead} title=${title} onClose=${close} /><${Enrol} done=${setCodes} cancel=${close} />`}
    <//>`;
}
