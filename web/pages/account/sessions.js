// Where one is signed in at present; each can be ended from here.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { datetime } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Badge } from '../../ui/badge.js';
import { ask } from '../../ui/dialog.js';
import { Failed, Skeleton } from '../../ui/empty.js';
import { toast, toastProblem } from '../../ui/toast.js';

/** @typedef {{id: string, current: boolean, agent: string, address: string, created_at: string, used_at: string}} Known */

export function SessionsPage() {
  const [list, setList] = useState(/** @type {Known[]|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const load = () => call('GET', '/sessions').then((answer) => { setList(answer.items); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, []);
  /** @param {string} path @param {string} said */
  const end = async (path, said) => {
    try {
      await call('DELETE', path);
      toast(said);
    } catch (refusal) {
      toastProblem(refusal);
    }
    load();
  };
  const endOthers = async () => {
    const answer = await ask({ title: t('sessions.end_others'), text: t('sessions.end_others.text'), choices: [['yes', t('sessions.end_others'), 'danger']] });
    if (answer === 'yes') await end('/sessions', t('sessions.ended_others'));
  };
  if (problem) return html`<${Failed} problem=${problem} retry=${load} />`;
  if (!list) return html`<${Skeleton} blocks=${2} />`;
  const own = [...list].sort((a, b) => Number(b.current) - Number(a.current));
  return html`
    <div class="set-lead"><span class="grow">${t('sessions.lead')}</span>
      ${1 < list.length && html`<button type="button" class="btn danger" onClick=${endOthers}>${t('sessions.end_others')}</button>`}</div>
    <section class="card" aria-labelledby="sessions-title">
      <div class="card-h"><h2 id="sessions-title">${t('me.sessions')}</h2><span class="count">${t('sessions.count', { count: list.length })}</span></div>
      <ul class="me-list">${own.map((one) => html`
        <li key=${one.id}>
          <div class="grow"><b>${one.agent || t('sessions.unknown')}</b>${one.current && html` <${Badge} tone="ok">${t('sessions.this')}<//>`}
            <p class="f12 t3"><span class="mono">${one.address}</span>　${t('sessions.since', { at: datetime(one.created_at) })}　${t('sessions.used', { at: datetime(one.used_at) })}</p></div>
          ${!one.current && html`<button type="button" class="btn ghost sm danger" aria-label=${t('sessions.end_of', { agent: one.agent || one.address })} onClick=${() => end('/sessions/' + one.id, t('sessions.ended'))}>${t('sessions.end')}</button>`}
        </li>`)}</ul>
    </section>`;
}
