// Where a talk, a service or a remark is written down: one form with the next step in it, one save.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../lib/html.js';
import { call, newIntent } from '../../lib/api.js';
import { fieldIn, openOptions, optionLabel, people } from '../../lib/fields.js';
import { clock, dayHeading, wallNow } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { isSubmit } from '../../lib/keys.js';
import { meAs } from '../../lib/session.js';
import { undoBatch, undoneText } from '../../lib/undo.js';
import { told } from '../../records/bin.js';
import { METHOD_ICONS, codeOf, valueOf } from '../../records/kinds.js';
import { WhenInput } from '../../records/when_input.js';
import { Busy, Seg } from '../../ui/button.js';
import { Field, Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { ScoreInput } from '../../ui/stars.js';
import { Tabs } from '../../ui/tabs.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { emptyDraft, keepDraft, recallDraft, tomorrowEvening } from './draft.js';

/** @typedef {import('./draft.js').Draft} Draft */

const TABS = /** @type {[Draft['tab'], string, string][]} */ ([['followups', 'phone', 'compose.tab.followups'], ['services', 'headset', 'compose.tab.services'], ['notes', 'edit', 'compose.tab.notes']]);
/** The text of each tab, by the field of the draft. */
const TEXTS = /** @type {const} */ ({ followups: 'content', services: 'description', notes: 'note' });
/** Faults of the server, by the field of the draft that they are about. @type {Record<string, Record<string, string>>} */
const NAMES = {
  followups: { content: 'content', method: 'method', at: 'at', 'next.title': 'title', 'next.due': 'due', 'next.assignee': 'assignee' },
  notes: { content: 'note' },
  services: { description: 'description', type: 'type', priority: 'priority', result: 'result', satisfaction: 'satisfaction', at: 'serviceAt' },
};

/** @param {string} kind @param {string} key @param {string} code */
const chosen = (kind, key, code) => (code ? valueOf(kind, key, code) : undefined);

/** What is sent for a draft. @param {string} customer @param {Draft} draft @returns {[kind: string, body: Record<string, any>]} */
function message(customer, draft) {
  if (draft.tab === 'notes') return ['followups', { customer, method: valueOf('followups', 'method', 'note'), content: draft.note.trim() }];
  if (draft.tab === 'services') {
    const { description, type, priority, result, satisfaction, serviceAt } = draft;
    const status = result.trim() ? valueOf('services', 'status', 'solved') : undefined;
    return ['services', { customer, description: description.trim(), type: type || undefined, priority: priority || undefined, status, result: result.trim() || undefined, satisfaction: satisfaction || undefined, at: serviceAt || undefined }];
  }
  const next = draft.next ? { title: draft.title.trim(), due: draft.due || null, assignee: draft.assignee || meAs() } : undefined;
  return ['followups', { customer, method: chosen('followups', 'method', draft.method), content: draft.content.trim(), at: draft.at || undefined, next }];
}

/** What the page itself can tell, by the field of the draft. @param {Draft} draft @returns {Record<string, string>} */
function check(draft) {
  const bad = /** @type {Record<string, string>} */ ({});
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
  const text = TEXTS[draft.tab];
  if (!draft[text].trim()) bad[text] = t('compose.empty.' + draft.tab);
  if (draft.tab === 'followups') {
    if (draft.at && !moment.test(draft.at)) bad.at = t('when.form');
    if (draft.next && !draft.title.trim()) bad.title = t('compose.next.title.needed');
    if (draft.next && !moment.test(draft.due)) bad.due = t(draft.due ? 'when.form' : 'compose.next.due.needed');
  }
  if (draft.tab === 'services') {
    if (!draft.type) bad.type = t('compose.type.needed');
    if (draft.serviceAt && !moment.test(draft.serviceAt)) bad.serviceAt = t('when.form');
    if (draft.satisfaction && !(/^\d(\.\d)?$/.test(draft.satisfaction) && Number(draft.satisfaction) <= 5)) bad.satisfaction = t('score.form');
  }
  return bad;
}

/** The draft when what its tab held has been saved. @param {Draft} draft @returns {Draft} */
function cleared(draft) {
  const fresh = emptyDraft();
  if (draft.tab === 'notes') return { ...draft, note: '' };
  if (draft.tab === 'services') return { ...draft, description: '', type: '', priority: '', result: '', satisfaction: '', serviceAt: '' };
  return { ...fresh, note: draft.note, description: draft.description, type: draft.type, priority: draft.priority, result: draft.result, satisfaction: draft.satisfaction, serviceAt: draft.serviceAt, method: draft.method };
}

/** Takes a talk back with the to-do that came of it. @param {string} kind @param {any} made @param {string} customer */
async function takeBack(kind, made, customer) {
  const task = made.fields.task?.id ?? made.fields.task?.[0]?.id;
  try {
    toast(undoneText(await undoBatch(made.batch), t('compose.taken_back')));
  } catch (refusal) {
    toastProblem(refusal);
  }
  for (const [of, id] of [[kind, made.id], ['tasks', task]]) if (id) told(of, { id, version: 0, fields: { customer: { id: customer } } }, 'edit');
}

/** @param {{customer: string, may: (kind: string) => boolean, wanted: {tab: string, tick: number}}} props may: whether a kind may be added; wanted: the page asks to write */
export function Composer({ customer, may, wanted }) {
  const tabs = TABS.filter(([tab]) => may(tab === 'services' ? 'services' : 'followups'));
  const [draft, setDraft] = useState(() => recallDraft(customer));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const box = useRef(/** @type {any} */ (null));
  const intent = useRef(newIntent());
  const tab = tabs.some(([one]) => one === draft.tab) ? draft.tab : tabs[0]?.[0];
  const now = { ...draft, tab };
  /** @param {Partial<Draft>} part */
  const set = (part) => {
    const next = { ...now, ...part };
    setDraft(next);
    keepDraft(customer, next);
    setFaults(Object.fromEntries(Object.entries(faults).filter(([name]) => !(name in part))));
  };
  /** At once, so that what is typed next is not lost. */
  const focusText = () => box.current?.querySelector('textarea.bare')?.focus();
  const turn = (/** @type {string} */ to) => {
    setFaults({});
    setError('');
    set({ tab: /** @type {any} */ (to) });
  };
  useLayoutEffect(() => {
    if (!wanted.tick || !tabs.some(([one]) => one === wanted.tab)) return;
    turn(wanted.tab);
    focusText();
  }, [wanted.tick]);
  /** @param {Event} [event] */
  const submit = async (event) => {
    event?.preventDefault();
    if (busy) return;
    const bad = check(now);
    setError('');
    setFaults(bad);
    if (Object.keys(bad).length) {
      requestAnimationFrame(() => box.current?.querySelector('[aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    const [kind, body] = message(customer, now);
    try {
      const made = await call('POST', '/' + kind, body, { idempotencyKey: intent.current(body) });
      intent.current = newIntent();
      const rest = cleared(now);
      setDraft(rest);
      keepDraft(customer, rest);
      told(kind, { ...made, fields: { ...made.fields, customer: { id: customer } } }, 'create');
      toast(t('compose.saved.' + now.tab), made.batch ? { undo: () => { takeBack(kind, made, customer); } } : {});
      focusText();
    } catch (refusal) {
      fail(/** @type {any} */ (refusal));
    } finally {
      setBusy(false);
    }
  };
  /** @param {any} refusal */
  const fail = (refusal) => {
    const names = NAMES[now.tab];
    const bad = /** @type {Record<string, string>} */ ({});
    const said = /** @type {[string, string][]} */ (Object.entries(refusal.byField?.() || {}));
    for (const [name, message_] of said) if (names[name]) bad[names[name]] = message_;
    setFaults(bad);
    const elsewhere = said.find(([name]) => !names[name]);
    setError(Object.keys(bad).length && !elsewhere ? '' : elsewhere?.[1] || refusal.message);
    requestAnimationFrame(() => box.current?.querySelector('[aria-invalid="true"]')?.focus());
  };
  if (!tab) return null;
  const text = TEXTS[tab];
  const part = { draft: now, set, faults };
  return html`
    <section class="card composer" ref=${box} aria-label=${t('compose.title')}>
      <${Tabs} label=${t('compose.kind')} value=${tab} onChange=${turn} items=${tabs.map(([one, icon, name]) => [one, html`<${Icon} n=${icon} s=${14} />${t(name)}`])} />
      <div role="tabpanel" id=${'panel-' + tab} aria-labelledby=${'tab-' + tab}><form class="composer-b" onSubmit=${submit} noValidate
        onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (isSubmit(e)) { e.preventDefault(); submit(); } }}>
        <textarea class="bare" rows="2" maxlength="5000" value=${now[text]} aria-label=${t('compose.text.' + tab)} placeholder=${t('compose.hint.' + tab)}
          aria-invalid=${faults[text] ? 'true' : undefined} aria-describedby=${faults[text] ? 'compose-text-e' : undefined}
          onInput=${(/** @type {any} */ e) => { grow(e.target); set({ [text]: e.target.value }); }} ref=${grow}></textarea>
        ${faults[text] && html`<span class="err" id="compose-text-e"><${Icon} n="err" s=${13} /><span>${faults[text]}</span></span>`}
        ${error && html`<p class="err" role="alert"><${Icon} n="err" s=${13} /><span>${error}</span></p>`}
        ${tab === 'services' && html`<${Service} ...${part} />`}
        ${tab === 'followups' && now.next && html`<${Next} ...${part} />`}
        <div class="composer-f">
          ${tab === 'followups' && html`<${Seg} label=${t('compose.method')} value=${now.method} onChange=${(/** @type {string} */ method) => set({ method })} opts=${methods()} />`}
          ${tab === 'followups' && html`<${When} value=${now.at} error=${faults.at} set=${(/** @type {string} */ at) => set({ at })} />`}
          ${tab === 'services' && html`<${When} value=${now.serviceAt} error=${faults.serviceAt} set=${(/** @type {string} */ serviceAt) => set({ serviceAt })} />`}
          ${tab === 'followups' && may('tasks') && html`<button type="button" class="btn ghost sm" aria-expanded=${now.next ? 'true' : 'false'}
            onClick=${() => set(now.next ? { next: false } : { next: true, due: now.due || tomorrowEvening(), assignee: now.assignee || meAs() })}><${Icon} n="todo" s=${14} />${t('compose.next')}</button>`}
          <${Busy} class="btn primary sm push" busy=${busy} disabled=${!now[text].trim()}>${t('ui.save')}<kbd class="only-d">Ctrl ↵</kbd><//>
        </div>
      </form></div>
    </section>`;
}

/** Lets a text be as high as it is long. @param {any} area */
function grow(area) {
  if (!area) return;
  area.style.height = 'auto';
  area.style.height = Math.min(area.scrollHeight, 320) + 'px';
}

/** @returns {[string, string, string?][]} */
const methods = () => (openOptions(fieldIn('followups', 'method') || /** @type {any} */ ({ options: [] })))
  .map((one) => /** @type {[string, string, string?]} */ ([codeOf('followups', 'method', one.value), optionLabel(one), METHOD_ICONS[codeOf('followups', 'method', one.value)] || 'message']))
  .filter(([code]) => code !== 'note');

/** When it happened: now, unless said otherwise. @param {{value: string, error: string, set: (at: string) => void}} props */
function When({ value, error, set }) {
  const [open, setOpen] = useState(Boolean(value));
  const own = useRef(/** @type {any} */ (null));
  useEffect(() => { if (open && !value) own.current?.querySelector('input')?.focus(); }, [open]);
  if (!open) return html`<button type="button" class="btn ghost sm" onClick=${() => setOpen(true)}><${Icon} n="calendar" s=${14} />${t('compose.now', { time: wallNow().slice(11) })}</button>`;
  return html`<span class="composer-when" ref=${own}><${WhenInput} moment quiet class="sm" value=${value} time=${wallNow().slice(11)} onChange=${set} onBlur=${() => { if (!value) setOpen(false); }}
    aria=${{ 'aria-label': t('compose.at'), 'aria-invalid': error ? 'true' : undefined, title: error || (/T/.test(value) ? `${dayHeading(value)} ${clock(value)}` : undefined) }} />${error && html`<span class="err">${error}</span>`}</span>`;
}

/** @typedef {{draft: Draft, set: (part: Partial<Draft>) => void, faults: Record<string, string>}} Part */

/** What is to be done next. @param {Part} props */
function Next({ draft, set, faults }) {
  const first = useRef(/** @type {any} */ (null));
  useEffect(() => { if (!draft.title) first.current?.querySelector('input')?.focus(); }, []);
  return html`
    <div class="composer-next" ref=${first} role="group" aria-label=${t('compose.next')}>
      <${Field} class="grow" label=${t('compose.next.title')} req error=${faults.title} ctl=${(/** @type {any} */ aria) => html`
        <input class="input" maxlength="200" autocomplete="off" placeholder=${t('compose.next.title.hint')} ...${aria} value=${draft.title} onInput=${(/** @type {any} */ e) => set({ title: e.target.value })} />`} />
      <${Field} class="composer-due" label=${t('compose.next.due')} req error=${faults.due} ctl=${(/** @type {any} */ aria) => html`
        <${WhenInput} moment value=${draft.due} onChange=${(/** @type {string} */ due) => set({ due })} aria=${aria} />`} />
      <${Field} class="composer-who" label=${t('compose.next.assignee')} error=${faults.assignee} ctl=${(/** @type {any} */ aria) => html`
        <${Select} ...${aria} value=${draft.assignee || meAs()} opts=${people.value.map((one) => [one.id, one.name])} onChange=${(/** @type {any} */ e) => set({ assignee: e.target.value })} />`} />
    </div>`;
}

/** @param {string} key */
const choices = (key) => openOptions(fieldIn('services', key) || /** @type {any} */ ({ options: [] })).map((one) => /** @type {[string, string]} */ ([String(one.value), optionLabel(one)]));

/** What is known of a service beside what it was about. @param {Part} props */
const Service = ({ draft, set, faults }) => html`
  <div class="composer-service">
    <${Field} label=${t('compose.type')} req error=${faults.type} ctl=${(/** @type {any} */ aria) => html`
      <${Select} ...${aria} value=${draft.type} opts=${[['', t('ui.choose')], ...choices('type')]} onChange=${(/** @type {any} */ e) => set({ type: e.target.value })} />`} />
    <${Field} label=${t('compose.priority')} error=${faults.priority} ctl=${(/** @type {any} */ aria) => html`
      <${Select} ...${aria} value=${draft.priority || valueOf('services', 'priority', 'normal')} opts=${choices('priority')} onChange=${(/** @type {any} */ e) => set({ priority: e.target.value })} />`} />
    <${Field} label=${t('compose.satisfaction')} error=${faults.satisfaction} ctl=${(/** @type {any} */ aria) => html`
      <${ScoreInput} aria=${aria} value=${draft.satisfaction} onChange=${(/** @type {string} */ satisfaction) => set({ satisfaction })} />`} />
    <${Field} class="rec-w" label=${t('compose.result')} error=${faults.result} ctl=${(/** @type {any} */ aria) => html`
      <textarea class="textarea low" rows="1" maxlength="5000" placeholder=${t('compose.result.hint')} ...${aria} value=${draft.result} onInput=${(/** @type {any} */ e) => { grow(e.target); set({ result: e.target.value }); }}></textarea>`} />
  </div>`;
