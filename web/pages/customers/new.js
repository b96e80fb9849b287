// The drawer for a new customer: what is needed first, everything else folded below.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { call, newIntent } from '../../lib/api.js';
import { field, fields, fromDraft, isEmpty, label, optionOf, toDraft } from '../../lib/fields.js';
import { isSubmit } from '../../lib/keys.js';
import { closeOverlay, customersChanged, newDraft } from '../../lib/overlay.js';
import { go, setGuard } from '../../lib/router.js';
import { session } from '../../lib/session.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead, ask } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { FieldInput } from '../../records/input.js';
import { Level } from '../../records/value.js';
import { check } from './new_check.js';

/** Rows of the first part; a pair shares a line. */
const MAIN = [['name'], ['industry', 'source'], ['contact_name', 'contact_title'], ['phone', 'email'], ['level', 'owner'], ['region'], ['address'], ['tags'], ['needs']];
/** What is folded, by heading. @type {[string, string[]][]} */
const FOLDED = [
  ['company', ['kind', 'company', 'short_name', 'former_names']],
  ['business', ['stage', 'source_detail', 'collaborators']],
  ['contact', ['contact_department', 'contact_role', 'wechat', 'id_number', 'contact_remark']],
  ['dates', ['first_contact', 'last_contact', 'last_followup', 'opening_amount', 'opening_deals']],
  ['care', ['special_needs', 'remark']],
];
/** Kept for the next one when several are entered. */
const KEPT = ['kind', 'industry', 'source', 'level', 'owner', 'source_detail'];

/** Fields that a person may fill in. */
const usable = () => fields.value.filter((one) => (one.editable || one.opening) && !one.derived && !one.hidden && one.key !== 'code');

/** @param {Record<string, any>} given */
function blank(given) {
  const start = /** @type {Record<string, any>} */ ({ kind: optionOf('kind', 'company')?.value, level: optionOf('level', 'potential')?.value, owner: session.value?.user.id, ...given });
  return Object.fromEntries(usable().map((one) => [one.key, start[one.key] !== undefined ? String(start[one.key]) : toDraft(one, null)]));
}

export function NewCustomer() {
  const [first, setFirst] = useState(() => blank(newDraft.value));
  const [draft, setDraft] = useState(first);
  const [left, setLeft] = useState(/** @type {Record<string, boolean>} */ ({}));
  const [refusal, setRefusal] = useState(/** @type {any} */ (null));
  const [again, setAgain] = useState(false);
  const [busy, setBusy] = useState(false);
  const intent = useRef(newIntent());
  const form = useRef(/** @type {any} */ (null));
  const dirty = Object.keys(draft).some((k) => JSON.stringify(draft[k]) !== JSON.stringify(first[k]));
  const bad = check(usable(), draft);
  const refused = refusal ? refusal.byField() : {};
  const errorOf = (/** @type {string} */ k) => refused[k] || (left[k] ? bad[k] : '') || '';

  /** @param {string} k @param {any} value */
  const set = (k, value) => {
    setDraft((old) => ({ ...old, [k]: value }));
    if (refused[k]) setRefusal(without(refusal, k));
    if (['select', 'user', 'region'].includes(field(k)?.type || '')) setLeft((old) => ({ ...old, [k]: true }));
  };
  const blur = (/** @type {string} */ k) => setLeft((old) => ({ ...old, [k]: old[k] || !isEmpty(draft[k]) }));

  /** @returns {Promise<boolean>} */
  const save = async () => {
    setLeft(Object.fromEntries(usable().map((one) => [one.key, true])));
    setRefusal(null);
    if (Object.keys(bad).length) {
      requestAnimationFrame(() => focusFault(form.current));
      return false;
    }
    setBusy(true);
    try {
      const body = Object.fromEntries(usable().map((one) => [one.key, fromDraft(one, draft[one.key])]).filter(([, value]) => !isEmpty(value) && value !== false));
      const made = await call('POST', '/customers', body, { idempotencyKey: intent.current(body) });
      tell(made);
      customersChanged();
      if (again) {
        const next = blank(Object.fromEntries(KEPT.map((k) => [k, draft[k]])));
        setFirst(next);
        setDraft(next);
        setLeft({});
        intent.current = newIntent();
        requestAnimationFrame(() => form.current?.querySelector('[data-autofocus]')?.focus());
      } else {
        setGuard(null);
        closeOverlay();
        go('/customer/' + made.id);
      }
      return true;
    } catch (problem) {
      setRefusal(problem);
      requestAnimationFrame(() => focusFault(form.current));
      return false;
    } finally {
      setBusy(false);
    }
  };

  /** Whether the drawer may go. @returns {Promise<boolean>} */
  const mayLeave = async () => {
    const answer = await ask({ title: t('new.leave'), text: t('new.leave.text'), cancel: t('new.leave.stay'), choices: [['discard', t('new.leave.discard'), 'danger'], ['save', t('new.leave.save'), 'primary']] });
    if (answer === 'save') await save();
    return answer === 'discard';
  };
  const leave = useRef(mayLeave);
  leave.current = mayLeave;
  useEffect(() => {
    if (!dirty) return undefined;
    const guard = async () => {
      const fine = await leave.current();
      if (fine) closeOverlay();
      return fine;
    };
    setGuard(guard);
    return () => setGuard(null, guard);
  }, [dirty]);
  const close = async () => { if (!dirty || await mayLeave()) closeOverlay(); };

  const draw = { draft, set, blur, errorOf };
  return html`
    <${Dialog} open class="drawer" label=${t('new.title')} onClose=${close}>
      <form ref=${form} noValidate onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (!busy) save(); }}
        onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (isSubmit(e)) { e.preventDefault(); if (!busy) save(); } }}>
        <${DialogHead} title=${t('new.title')} sub=${html`<${Number} industry=${draft.industry} />`} onClose=${close} />
        <div class="dialog-b">
          ${refusal && !refusal.told && Object.keys(refused).length === 0 && html`<${Note} tone="danger" role="alert">${refusal.message}<//>`}
          ${MAIN.map((row) => html`
            <div key=${row[0]} class=${row.length > 1 ? 'g2' : ''}>${row.map((k) => html`<${Entry} key=${k} name=${k} ...${draw} autofocus=${k === 'name'} />`)}</div>
            ${row[0] === 'name' && html`<${MayExist} name=${draft.name || ''} />`}`)}
          <div>${folded().map(([name, keys]) => html`<${Folded} key=${name} name=${name} keys=${keys} ...${draw} />`)}</div>
        </div>
        <div class="dialog-f">
          <label class="row f13 t2 push-r"><input type="checkbox" class="check" checked=${again} onChange=${(/** @type {any} */ e) => setAgain(e.target.checked)} />${t('new.again')}</label>
          <button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button>
          <${Busy} busy=${busy}>${t('ui.save')}<kbd class="only-d">Ctrl ↵</kbd><//>
        </div>
      </form>
    <//>`;
}

/** The folded parts, with all that stands nowhere else at the end. @returns {[string, string[]][]} */
function folded() {
  const placed = new Set([...MAIN.flat(), ...FOLDED.flatMap(([, keys]) => keys)]);
  const rest = usable().map((one) => one.key).filter((key) => !placed.has(key));
  return /** @type {[string, string[]][]} */ ([...FOLDED, ['other', rest]]).map(([name, keys]) => /** @type {[string, string[]]} */ ([name, keys.filter((k) => usable().some((one) => one.key === k))])).filter(([, keys]) => keys.length);
}

/** @typedef {{draft: Record<string, any>, set: (key: string, value: any) => void, blur: (key: string) => void, errorOf: (key: string) => string}} Draw */

/** One field with its label. @param {Draw & {name: string, autofocus?: boolean}} props */
function Entry({ name, draft, set, blur, errorOf, autofocus }) {
  const one = usable().find((f) => f.key === name);
  if (!one) return null;
  const hint = name === 'name' ? t('new.name.hint') : name === 'phone' ? t('new.reach.hint') : undefined;
  return html`<${Field} label=${label(one)} req=${one.required !== 'no' || name === 'phone'} hint=${hint} error=${errorOf(name)} group=${one.type === 'region'}
    ctl=${(/** @type {any} */ aria) => html`<${FieldInput} field=${one} value=${draft[name]} onChange=${(/** @type {any} */ v) => set(name, v)} onBlur=${() => blur(name)} aria=${aria} autofocus=${autofocus} />`} />`;
}

/** @param {Draw & {name: string, keys: string[]}} props */
function Folded({ name, keys, ...draw }) {
  const wrong = keys.some((key) => draw.errorOf(key));
  return html`
    <details class="new-sec" open=${wrong || undefined}>
      <summary><${Icon} n="chevR" s=${14} />${t('new.sec.' + name)}<span class="t3 f12 cut">${keys.map((key) => label(/** @type {any} */ (field(key)))).join(t('ui.list_comma'))}</span></summary>
      <div>${keys.map((key) => html`<${Entry} key=${key} name=${key} ...${draw} />`)}</div>
    </details>`;
}

/** The number that the next customer of an industry would get. @param {{industry: string}} props */
function Number({ industry }) {
  const [next, setNext] = useState('');
  useEffect(() => {
    let mine = true;
    setNext('');
    if (industry) call('GET', '/numbering', undefined, { query: { industry } }).then((answer) => { if (mine) setNext(answer.next); }, () => {});
    return () => { mine = false; };
  }, [industry]);
  return html`${t('new.number')} ${next ? html`<b class="mono">${next}</b> ${t('new.number.hint')}` : t('new.number.first')}`;
}

/** Customers that may be the same, by what has been typed of the name. @param {{name: string}} props */
function MayExist({ name }) {
  const [found, setFound] = useState(/** @type {any[]} */ ([]));
  const core = name.trim().replace(/(股份|有限|责任|公司|集团)+$/g, '');
  useEffect(() => {
    let mine = true;
    if ([...core].length < 4) {
      setFound([]);
      return undefined;
    }
    const timer = setTimeout(() => {
      call('GET', '/customers', undefined, { query: { q: core, limit: 3, fields: 'name,code,level,owner,phone' } }).then((answer) => { if (mine) setFound(answer.items); }, () => {});
    }, 250);
    return () => { mine = false; clearTimeout(timer); };
  }, [core]);
  if (found.length === 0) return null;
  return html`
    <div class="note warn" role="status"><${Icon} n="merge" />
      <div class="grow col"><span>${t('new.duplicate')}</span>${found.map((one) => html`
        <div class="row" key=${one.id}>
          <span class="grow"><a class="link" href=${'#/customer/' + one.id} target="_blank" rel="noopener">${one.fields.name}</a><br />
            <span class="t2">${[one.fields.code, one.fields.owner?.name, one.fields.phone].filter(Boolean).join(' · ')}</span></span>
          <${Level} value=${one.fields.level} />
        </div>`)}</div>
    </div>`;
}

/** Says what has been made, and offers to take it back. @param {any} made */
function tell(made) {
  const warnings = (made.warnings || []).map((/** @type {any} */ one) => one.message).filter(Boolean).join(' ');
  toast(html`${t('new.created', { name: made.fields.name, code: made.fields.code })}${warnings && html`<br />${warnings}`}`, {
    undo: () => call('DELETE', '/customers/' + made.id, undefined, { ifMatch: made.version }).then(() => { customersChanged(); if (location.hash === '#/customer/' + made.id) go('/customers'); }, toastProblem),
  });
}

/** A refusal without what has just been changed. @param {any} refusal @param {string} key */
function without(refusal, key) {
  const rest = Object.create(refusal);
  rest.faults = refusal.faults.filter((/** @type {any} */ fault) => fault.field !== key);
  rest.body = { ...refusal.body, field: undefined };
  return rest.faults.length ? rest : null;
}

/** @param {HTMLElement|null} form */
function focusFault(form) {
  /** @type {HTMLElement|null} */ (form?.querySelector('[aria-invalid="true"]'))?.focus();
}
