// How the journal stands: how long it is, since when, and whether it is what was written.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { date, datetime, int } from '../../lib/format.js';
import { has, t } from '../../lib/i18n.js';
import { Busy } from '../../ui/button.js';
import { Note } from '../../ui/empty.js';
import { toastProblem } from '../../ui/toast.js';

/** @typedef {{entries: number, first_at: string|null, anchor: {seq: number, at: string|null}|null, verified: {at: string, ok: boolean, entries: number}|null}} Standing */

export function StateCard() {
  const [state, setState] = useState(/** @type {Standing|null} */ (null));
  const [fault, setFault] = useState(/** @type {{seq: number, reason: string}|null} */ (null));
  const [busy, setBusy] = useState(false);
  const load = () => call('GET', '/audit/state').then(setState, () => {});
  useEffect(() => { load(); }, []);
  const verify = async () => {
    setBusy(true);
    try {
      setFault((await call('POST', '/audit/verifications')).fault);
      await load();
    } catch (refusal) {
      toastProblem(refusal);
    }
    setBusy(false);
  };
  if (!state) return null;
  const { verified } = state;
  return html`
    <section class="card aud-state" aria-labelledby="aud-state">
      <h2 class="vh" id="aud-state">${t('audit.state')}</h2>
      <dl>
        <div><dt>${t('audit.state.entries')}</dt><dd>${int(state.entries)}</dd></div>
        <div><dt>${t('audit.state.since')}</dt><dd>${date(state.first_at) || '—'}</dd></div>
        <div><dt>${t('audit.state.anchor')}</dt><dd>${state.anchor ? (state.anchor.at ? datetime(state.anchor.at) : '#' + int(state.anchor.seq)) : t('audit.state.no_anchor')}</dd></div>
        <div><dt>${t('audit.state.verified')}</dt><dd>${verified ? datetime(verified.at) : t('audit.state.never')}</dd></div>
      </dl>
      <${Busy} type="button" class="btn" busy=${busy} onClick=${verify}>${t('audit.verify')}<//>
      ${verified && html`<div class="aud-verdict">${verified.ok
        ? html`<${Note} tone="ok" role="status">${t('audit.verify.ok', { count: int(verified.entries) })}<//>`
        : html`<${Note} tone="danger" role="alert"><b>${t('audit.verify.bad')}</b> ${fault && t('audit.verify.at', { seq: int(fault.seq), reason: has('audit.fault.' + fault.reason) ? t('audit.fault.' + fault.reason) : fault.reason })} ${t('audit.verify.do')}<//>`}</div>`}
    </section>`;
}
