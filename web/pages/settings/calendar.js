// The working calendar: hours, days of the week, how fast each priority is answered, and the holidays of each year.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { wallNow, weekday } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { setGuard } from '../../lib/router.js';
import { Busy, IconBtn } from '../../ui/button.js';
import { ask } from '../../ui/dialog.js';
import { Failed, Note, Skeleton } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { YearGrid } from './calendar_year.js';

/**
 * @typedef {import('./calendar_year.js').Year} Year
 * @typedef {{hours: [string, string][], days: number[], sla: Record<string, string>, years: Record<string, Year>}} Draft
 */

const PRIORITIES = ['urgent', 'high', 'normal', 'low'];
/** Most spans of work in a day. */
const SPANS = 4;

/** @param {any} answer @returns {Draft} */
const draftOf = (answer) => ({
  hours: answer.hours.map((/** @type {string[]} */ span) => [...span]),
  days: [...answer.days],
  sla: Object.fromEntries(PRIORITIES.map((key) => [key, String(answer.sla[key] ?? '')])),
  years: Object.fromEntries(answer.years.map((/** @type {any} */ one) => [String(one.year), { off: [...one.off], work: [...one.work] }])),
});

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @param {Draft} draft @returns {Record<string, string>} */
function faultsOf({ hours, days, sla }) {
  const faults = /** @type {Record<string, string>} */ ({});
  const flat = hours.flat();
  if (hours.length === 0) faults.hours = t('cal.hours.needed');
  else if (flat.some((time, i) => !time || (0 < i && time <= flat[i - 1]))) faults.hours = t('cal.hours.order');
  if (days.length === 0) faults.days = t('cal.days.needed');
  if (PRIORITIES.some((key) => !/^[1-9]\d{0,4}$/.test(sla[key]))) faults.sla = t('cal.sla.whole');
  return faults;
}

/** What differs, as the server takes it: one call for the rules and one for each year. @param {Draft} draft @param {Draft} stored @returns {Record<string, any>[]} */
function callsFor(draft, stored) {
  const rules = /** @type {Record<string, any>} */ ({});
  if (!same(draft.hours, stored.hours)) rules.hours = draft.hours;
  if (!same(draft.days, stored.days)) rules.days = draft.days;
  if (!same(draft.sla, stored.sla)) rules.sla = Object.fromEntries(PRIORITIES.map((key) => [key, Number(draft.sla[key])]));
  const years = Object.keys(draft.years).filter((year) => !same(draft.years[year], stored.years[year]));
  return [...(Object.keys(rules).length ? [rules] : []), ...years.map((year) => ({ year: { year: Number(year), ...draft.years[year] } }))];
}

export function CalendarPage() {
  const [stored, setStored] = useState(/** @type {any} */ (null));
  const [draft, setDraft] = useState(/** @type {Draft|null} */ (null));
  const [year, setYear] = useState(wallNow().slice(0, 4));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  /** @param {any} answer */
  const adopt = (answer) => {
    setStored(answer);
    setDraft(draftOf(answer));
    setProblem(null);
  };
  const load = () => call('GET', '/calendar').then(adopt, setProblem);
  useEffect(() => { load(); }, []);
  const dirty = Boolean(draft && stored && callsFor(draft, draftOf(stored)).length);
  const save = async () => {
    if (!draft) return false;
    const wrong = faultsOf(draft);
    setFaults(wrong);
    if (Object.keys(wrong).length) return false;
    setBusy(true);
    try {
      for (const body of callsFor(draft, draftOf(stored))) await call('PATCH', '/calendar', body);
      adopt(await call('GET', '/calendar'));
      toast(t('settings.saved'));
      return true;
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      const by = /** @type {Record<string, string>} */ (why.byField?.() || {});
      const here = Object.fromEntries(Object.entries(by).map(([key, said]) => [key.split('.')[0], said]));
      setFaults(['hours', 'days', 'sla'].some((key) => here[key]) ? here : { all: Object.values(by)[0] || why.message });
      return false;
    } finally {
      setBusy(false);
    }
  };
  /** Forgets what the company has set for the year that is shown. */
  const restore = async () => {
    try {
      const answer = await call('PATCH', '/calendar', { year: { year: Number(year) } });
      const days = draftOf(answer).years[year];
      setStored(answer);
      setDraft((old) => old && { ...old, years: days ? { ...old.years, [year]: days } : Object.fromEntries(Object.entries(old.years).filter(([one]) => one !== year)) });
      toast(t('settings.saved'));
    } catch (refusal) {
      toastProblem(refusal);
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
  if (!draft) return html`<${Skeleton} blocks=${2} />`;
  /** @param {Partial<Draft>} part */
  const put = (part) => {
    setDraft({ ...draft, ...part });
    setFaults({});
  };
  return html`
    <form class="card cal" noValidate onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (!busy) save(); }}>
      <div class="set-form">
        ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
        <p class="f13 t2">${t('cal.lead')}</p>
        <${Hours} value=${draft.hours} error=${faults.hours} onChange=${(/** @type {[string, string][]} */ hours) => put({ hours })} />
        <${Days} value=${draft.days} error=${faults.days} onChange=${(/** @type {number[]} */ days) => put({ days })} />
        <${Sla} value=${draft.sla} error=${faults.sla} onChange=${(/** @type {Record<string, string>} */ sla) => put({ sla })} />
      </div>
      <${Years} draft=${draft} shipped=${stored.years} year=${year} setYear=${setYear} restore=${restore} onChange=${(/** @type {Year} */ value) => put({ years: { ...draft.years, [year]: value } })} />
      <div class="set-f">
        <${Busy} busy=${busy} disabled=${!dirty}>${t('settings.save')}<//>
        ${dirty && html`<button type="button" class="btn" onClick=${() => { setDraft(draftOf(stored)); setFaults({}); }}>${t('settings.discard')}</button><span class="f12 t3">${t('settings.unsaved')}</span>`}
      </div>
    </form>`;
}

/** When people work on a day. @param {{value: [string, string][], error?: string, onChange: (value: [string, string][]) => void}} props */
const Hours = ({ value, error, onChange }) => html`
  <${Field} group label=${t('cal.hours')} error=${error} hint=${t('cal.hours.hint')} ctl=${() => html`
    <div class="col">${value.map((span, i) => html`
      <div class="row cal-span" key=${i}>
        ${[0, 1].map((end) => html`${end === 1 && html`<span class="t3">–</span>`}<input key=${end} class="input" type="time" aria-label=${t(end ? 'cal.hours.to' : 'cal.hours.from', { n: i + 1 })} value=${span[end]}
          onInput=${(/** @type {any} */ e) => onChange(value.map((one, j) => /** @type {[string, string]} */ (j === i ? one.map((time, k) => (k === end ? e.target.value : time)) : one)))} />`)}
        ${1 < value.length && html`<${IconBtn} n="x" s=${14} label=${t('cal.hours.remove', { n: i + 1 })} onClick=${() => onChange(value.filter((_, j) => j !== i))} />`}
      </div>`)}
      ${value.length < SPANS && html`<button type="button" class="btn ghost sm cal-add" onClick=${() => onChange([...value, ['', '']])}><${Icon} n="plus" s=${14} />${t('cal.hours.add')}</button>`}</div>`} />`;

/** @param {{value: number[], error?: string, onChange: (value: number[]) => void}} props */
const Days = ({ value, error, onChange }) => html`
  <${Field} group label=${t('cal.days')} error=${error} ctl=${() => html`
    <div class="row wrap">${[1, 2, 3, 4, 5, 6, 7].map((day) => html`
      <label class="pill" key=${day}><input type="checkbox" class="vh" checked=${value.includes(day)} onChange=${() => onChange(value.includes(day) ? value.filter((one) => one !== day) : [...value, day].sort())} />
        <span>${weekday(`2024-01-0${day}`)}</span></label>`)}</div>`} />`;

/** How long an answer may take, in minutes of work. @param {{value: Record<string, string>, error?: string, onChange: (value: Record<string, string>) => void}} props */
const Sla = ({ value, error, onChange }) => html`
  <${Field} group label=${t('cal.sla')} error=${error} hint=${t('cal.sla.hint')} ctl=${() => html`
    <div class="cal-sla">${PRIORITIES.map((key) => html`
      <label key=${key}><span>${t('cal.sla.' + key)}</span><input class="input" inputmode="numeric" maxlength="5" autocomplete="off" aria-invalid=${error && !/^[1-9]\d{0,4}$/.test(value[key]) ? 'true' : undefined} value=${value[key]} onInput=${(/** @type {any} */ e) => onChange({ ...value, [key]: e.target.value.trim() })} />
        <span class="t3 f12">${60 <= Number(value[key]) ? t('cal.sla.hours', { n: Math.round((Number(value[key]) / 60) * 10) / 10 }) : t('cal.sla.minutes')}</span></label>`)}</div>`} />`;

/** @param {{draft: Draft, shipped: {year: number, shipped: boolean}[], year: string, setYear: (year: string) => void, restore: () => void, onChange: (value: Year) => void}} props restore: given up what the company has set */
function Years({ draft, shipped, year, setYear, restore, onChange }) {
  const now = Number(wallNow().slice(0, 4));
  const all = [...new Set([...Object.keys(draft.years), String(now), String(now + 1)])].sort();
  const value = draft.years[year] || { off: [], work: [] };
  const known = shipped.find((one) => String(one.year) === year);
  return html`
    <section class="cal-y" aria-labelledby="cal-years">
      <div class="row wrap"><h2 id="cal-years">${t('cal.years')}</h2>
        <${Select} class="cal-pick" aria-label=${t('cal.year')} value=${year} opts=${all.map((one) => /** @type {[string, string]} */ ([one, one]))} onChange=${(/** @type {any} */ e) => setYear(e.target.value)} />
        <span class="f12 t3">${t(known?.shipped ? 'cal.shipped' : value.off.length ? 'cal.own' : 'cal.none')}</span>
        ${known && !known.shipped && html`<button type="button" class="btn ghost sm" onClick=${restore}><${Icon} n="undo" s=${14} />${t('cal.restore')}</button>`}</div>
      <p class="f12 t3">${t('cal.years.how')}</p>
      <ul class="cal-key f12">${['usual', 'rest', 'off', 'work'].map((state) => html`<li key=${state}><i class=${'cal-d st-' + state} aria-hidden="true"></i>${t('cal.state.' + state)}</li>`)}</ul>
      <${YearGrid} year=${Number(year)} value=${value} days=${draft.days} onChange=${onChange} />
    </section>`;
}
