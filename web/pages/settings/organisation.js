// The company: name, mark, working times and money, the daily claims of the pool, and the rule for customer numbers.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { isSubmit } from '../../lib/keys.js';
import { setGuard } from '../../lib/router.js';
import { session } from '../../lib/session.js';
import { Busy } from '../../ui/button.js';
import { ask } from '../../ui/dialog.js';
import { Failed, Note, Skeleton } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { OrganisationMore } from './organisation_more.js';

const PARTS = [['industry', '{industry}'], ['year', '{year}'], ['seq', '{seq:3}']];

/** A sample of the next number, for what is being typed. @param {string} rule */
export function sampleNumber(rule) {
  return rule
    .replace(/\{industry\}/g, 'MFG')
    .replace(/\{year\}/g, String(new Date().getFullYear()))
    .replace(/\{seq:(\d)\}/g, (_, digits) => '1'.padStart(Number(digits), '0'));
}

/** What the page changes, beside name and numbering; the server may know some of it only. */
const MORE = ['logo', 'week_start', 'work_from', 'work_to', 'currency', 'fiscal_month', 'pool_daily_claims'];

/** As inputs take it. @param {any} answer @returns {Record<string, any>} */
const drafted = (answer) => Object.fromEntries(['company', 'numbering', ...MORE.filter((key) => key in answer)].map((key) => [key, answer[key] === null || answer[key] === undefined ? '' : String(answer[key])]));

/** What differs, as the server takes it. @param {Record<string, string>} draft @param {any} stored */
function changed(draft, stored) {
  const before = drafted(stored);
  const keys = Object.keys(draft).filter((key) => draft[key] !== before[key]);
  return Object.fromEntries(keys.map((key) => [key, ['fiscal_month', 'pool_daily_claims'].includes(key) ? Number(draft[key]) : key === 'logo' && !draft[key] ? null : draft[key]]));
}

/** @param {Record<string, string>} draft */
function faultsOf(draft) {
  const faults = /** @type {Record<string, string>} */ ({});
  if (!draft.company.trim()) faults.company = t('settings.company.needed');
  const rest = draft.numbering.replace(/\{(industry|year|seq:[1-9])\}/g, '');
  if ((draft.numbering.match(/\{seq:[1-9]\}/g) || []).length !== 1) faults.numbering = t('settings.numbering.needs_seq');
  else if (/[{}]/.test(rest)) faults.numbering = t('settings.numbering.unknown');
  if ('pool_daily_claims' in draft && !/^\d{1,4}$/.test(draft.pool_daily_claims)) faults.pool_daily_claims = t('org.claims.whole');
  if ('work_from' in draft && draft.work_to <= draft.work_from) faults.work_to = t('org.work.order');
  return faults;
}

export function OrganisationPage() {
  const [stored, setStored] = useState(/** @type {any} */ (null));
  const [draft, setDraft] = useState(/** @type {Record<string, string>} */ ({ company: '', numbering: '' }));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const rule = useRef(/** @type {any} */ (null));
  /** @param {any} answer */
  const adopt = (answer) => {
    setStored(answer);
    setDraft(drafted(answer));
  };
  const load = () => call('GET', '/settings').then((answer) => { adopt(answer); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, []);
  const dirty = stored && Object.keys(changed(draft, stored)).length !== 0;

  const save = async () => {
    const wrong = faultsOf(draft);
    setFaults(wrong);
    if (Object.keys(wrong).length !== 0) return false;
    setBusy(true);
    try {
      const answer = await call('PATCH', '/settings', changed(draft, stored));
      adopt(answer);
      if (session.value) session.value = { ...session.value, company: draft.company, numbering: draft.numbering };
      toast(t('settings.saved'));
      return true;
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      const byField = why.byField?.() || {};
      setFaults(Object.keys(byField).length === 0 ? { all: why.message } : byField);
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
  if (!stored) return html`<${Skeleton} blocks=${2} />`;
  /** @param {string} key @param {string} value */
  const set = (key, value) => {
    const next = { ...draft, [key]: value };
    setDraft(next);
    if (faults[key]) setFaults(faultsOf(next));
  };
  /** @param {string} key */
  const put = (key) => (/** @type {any} */ e) => set(key, e.target.value);
  /** @param {string} text */
  const insert = (text) => {
    const input = rule.current;
    const [from, to] = [input.selectionStart ?? draft.numbering.length, input.selectionEnd ?? draft.numbering.length];
    const numbering = draft.numbering.slice(0, from) + text + draft.numbering.slice(to);
    setDraft({ ...draft, numbering });
    if (faults.numbering) setFaults(faultsOf({ ...draft, numbering }));
    requestAnimationFrame(() => { input.focus(); input.setSelectionRange(from + text.length, from + text.length); });
  };
  const sample = draft.numbering === stored.numbering && stored.numbering_preview ? stored.numbering_preview : sampleNumber(draft.numbering);
  return html`
    <form class="card" noValidate onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); save(); }} onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (isSubmit(e)) { e.preventDefault(); save(); } }}>
      <div class="set-form">
        ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
        <${Field} label=${t('settings.company')} req hint=${t('settings.company.hint')} error=${faults.company} ctl=${(/** @type {any} */ aria) => html`
          <input class="input" ...${aria} maxlength="100" autocomplete="organization" value=${draft.company} onInput=${put('company')} />`} />
        <${OrganisationMore} draft=${draft} faults=${faults} set=${set} />
        <${Field} label=${t('settings.numbering')} req hint=${t('settings.numbering.hint')} error=${faults.numbering} ctl=${(/** @type {any} */ aria) => html`
          <input class="input mono" ...${aria} ref=${rule} maxlength="40" autocomplete="off" spellcheck="false" value=${draft.numbering} onInput=${put('numbering')} />`}>
          <div class="set-parts">${PARTS.map(([name, text]) => html`
            <button type="button" key=${name} aria-label=${t('settings.numbering.insert', { part: t('settings.numbering.insert.' + name) }) + ' ' + text} onClick=${() => insert(text)}>${text}</button>`)}</div>
        <//>
        <div class="set-preview" aria-live="polite"><span class="f12 t2">${t('settings.numbering.sample')}</span><b class="mono">${sample || '—'}</b></div>
        <p class="f12 t3">${t('settings.numbering.note')}</p>
      </div>
      <div class="set-f">
        <${Busy} busy=${busy} disabled=${!dirty}>${t('settings.save')}<//>
        ${dirty && html`<button type="button" class="btn" onClick=${() => { adopt(stored); setFaults({}); }}>${t('settings.discard')}</button><span class="f12 t3">${t('settings.unsaved')}</span>`}
      </div>
    </form>`;
}
