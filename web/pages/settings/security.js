// What the firm asks of everyone who signs in: two-step verification, password rules, how long a session lasts.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { setGuard } from '../../lib/router.js';
import { refreshSession } from '../../lib/session.js';
import { Busy } from '../../ui/button.js';
import { ask } from '../../ui/dialog.js';
import { Failed, Note, Skeleton } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';

/** @typedef {{factor_for_all: boolean, compliance: boolean, idle_minutes: string, absolute_hours: string}} Draft */

/** What the server takes, with both ends. */
const RANGE = /** @type {Record<string, [number, number]>} */ ({ idle_minutes: [5, 240], absolute_hours: [1, 24] });
const TIMES = /** @type {('idle_minutes'|'absolute_hours')[]} */ (['idle_minutes', 'absolute_hours']);
const SWITCHES = /** @type {('factor_for_all'|'compliance')[]} */ (['factor_for_all', 'compliance']);

/** @param {any} security @returns {Draft} */
const draftOf = (security) => ({ ...security, idle_minutes: String(security.idle_minutes), absolute_hours: String(security.absolute_hours) });

/** @param {Draft} draft */
function faultsOf(draft) {
  const out = TIMES.filter((key) => {
    const [least, most] = RANGE[key];
    return !/^\d+$/.test(draft[key]) || Number(draft[key]) < least || most < Number(draft[key]);
  });
  return Object.fromEntries(out.map((key) => [key, t('security.range', { least: RANGE[key][0], most: RANGE[key][1] })]));
}

export function SecurityPage() {
  const [stored, setStored] = useState(/** @type {Draft|null} */ (null));
  const [draft, setDraft] = useState(/** @type {Draft|null} */ (null));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  /** @param {any} answer */
  const adopt = (answer) => {
    setStored(draftOf(answer.security));
    setDraft(draftOf(answer.security));
    setProblem(null);
  };
  const load = () => call('GET', '/settings').then(adopt, setProblem);
  useEffect(() => { load(); }, []);
  const dirty = JSON.stringify(stored) !== JSON.stringify(draft);

  const save = async () => {
    if (!draft) return false;
    const wrong = faultsOf(draft);
    setFaults(wrong);
    if (Object.keys(wrong).length !== 0) return false;
    setBusy(true);
    try {
      adopt(await call('PATCH', '/settings', { security: { ...draft, idle_minutes: Number(draft.idle_minutes), absolute_hours: Number(draft.absolute_hours) } }));
      toast(t('settings.saved'));
      refreshSession().catch(() => {});
      return true;
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      const known = Object.fromEntries(Object.entries(why.byField?.() || {}).map(([key, text]) => [key.replace(/^security\./, ''), text]));
      setFaults(Object.keys(known).length === 0 ? { all: why.message } : known);
      return false;
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    if (!dirty) return undefined;
    const guard = async () => {
      const answer = await ask({ title: t('settings.unsaved'), choices: [['drop', t('settings.discard'), 'danger'], ['save', t('settings.save'), 'primary']] });
      return answer === 'drop' || (answer === 'save' && save());
    };
    setGuard(guard);
    return () => setGuard(null, guard);
  }, [dirty, draft]);

  if (problem) return html`<${Failed} problem=${problem} retry=${load} />`;
  if (!stored || !draft) return html`<${Skeleton} blocks=${2} />`;
  /** @param {Partial<Draft>} patch */
  const put = (patch) => {
    setDraft({ ...draft, ...patch });
    setFaults({});
  };
  return html`
    <form class="card" noValidate onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); save(); }}>
      <div class="set-form">
        ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
        ${SWITCHES.map((key) => html`
          <div class="sec-line" key=${key}><input type="checkbox" class="switch" role="switch" id=${'sec-' + key} aria-describedby=${`sec-${key}-what`} checked=${draft[key]} onChange=${(/** @type {any} */ e) => put({ [key]: e.target.checked })} />
            <div><label for=${'sec-' + key}>${t('security.' + key)}</label><p class="f12 t3" id=${`sec-${key}-what`}>${t(`security.${key}.what`)}</p></div></div>`)}
        ${TIMES.map((key) => html`
          <${Field} key=${key} label=${t('security.' + key)} hint=${t(`security.${key}.what`)} error=${faults[key]} ctl=${(/** @type {any} */ aria) => html`
            <input class="input sec-n" ...${aria} inputmode="numeric" maxlength="4" autocomplete="off" value=${draft[key]} onInput=${(/** @type {any} */ e) => put({ [key]: e.target.value.trim() })} />`} />`)}
      </div>
      <div class="set-f">
        <${Busy} busy=${busy} disabled=${!dirty}>${t('settings.save')}<//>
        ${dirty && html`<button type="button" class="btn" onClick=${() => { setDraft(stored); setFaults({}); }}>${t('settings.discard')}</button><span class="f12 t3">${t('settings.unsaved')}</span>`}
      </div>
    </form>`;
}
