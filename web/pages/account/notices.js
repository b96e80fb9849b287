// Which kinds of notices one wants to hear of.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { has, t } from '../../lib/i18n.js';
import { Failed, Skeleton } from '../../ui/empty.js';
import { toast, toastProblem } from '../../ui/toast.js';

/** The order on the page; kinds that the server knows beside these come after. */
const ORDER = ['task_assigned', 'task_due', 'task_overdue', 'customer_assigned', 'service_assigned', 'service_due', 'service_recorded', 'payment_overdue', 'deal_won'];

export function NoticesPage() {
  const [kinds, setKinds] = useState(/** @type {Record<string, boolean>|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const load = () => call('GET', '/notifications/settings').then((answer) => { setKinds(answer.kinds); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, []);
  if (problem) return html`<${Failed} problem=${problem} retry=${load} />`;
  if (!kinds) return html`<${Skeleton} blocks=${1} />`;
  const all = [...ORDER.filter((key) => key in kinds), ...Object.keys(kinds).filter((key) => !ORDER.includes(key))];
  /** @param {string} key @param {boolean} on */
  const set = async (key, on) => {
    const before = kinds;
    setKinds({ ...kinds, [key]: on });
    try {
      const answer = await call('PATCH', '/notifications/settings', { kinds: { [key]: on } });
      if (answer?.kinds) setKinds(answer.kinds);
      toast(t('notices.saved'));
    } catch (refusal) {
      setKinds(before);
      toastProblem(refusal);
    }
  };
  return html`
    <section class="card" aria-labelledby="me-notices">
      <div class="card-h"><h2 id="me-notices">${t('notices.kinds')}</h2></div>
      <ul class="me-kinds">${all.map((key) => html`
        <li key=${key}><label><span class="grow">${has('notices.kind.' + key) ? t('notices.kind.' + key) : key}</span>
          <input type="checkbox" class="switch" role="switch" checked=${kinds[key]} onChange=${(/** @type {any} */ e) => set(key, e.target.checked)} /></label></li>`)}</ul>
      <p class="card-b f12 t3">${t('notices.kinds.note')}</p>
    </section>`;
}
