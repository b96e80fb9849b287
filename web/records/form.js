// The one form for a record of any kind, drawn from the field catalogue: in a dialog, or where the record stands.
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { call, newIntent } from '../lib/api.js';
import { fieldIn, fromDraft, isEmpty, isMasked, label, openOptions, toDraft } from '../lib/fields.js';
import { t } from '../lib/i18n.js';
import { isSubmit } from '../lib/keys.js';
import { setGuard } from '../lib/router.js';
import { undoBatch, undoneText } from '../lib/undo.js';
import { Busy } from '../ui/button.js';
import { Dialog, DialogHead, ask } from '../ui/dialog.js';
import { Note } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { toast, toastProblem } from '../ui/toast.js';
import { told } from './bin.js';
import { Conflict } from './conflict.js';
import { Control } from './control.js';
import { asks, formFields, kindName } from './kinds.js';
import { Clashing, patchRecord } from './record.js';

/**
 * @typedef {import('../lib/fields.js').Field} FieldSpec
 * @typedef {import('./kinds.js').Row} Row
 * @typedef {object} FormProps
 * @property {string} kind such as `deals`
 * @property {Row} [row] the record to change; a new one without it
 * @property {Record<string, any>} [start] drafts of a new record, by field key; `customer` is sent as it is
 * @property {import('./control.js').Links} [links] what fields that point to other records may point to
 * @property {string[]} [only] the fields to ask for; all of the form unless given
 * @property {(row: Row) => void} done
 * @property {() => void} cancel
 * @property {string} [focus] the field that has the focus at first
 * @property {boolean} [quiet] say nothing of what was saved
 * @property {{current: () => void}} [leave] is given the way out, which asks where something was changed
 */

/** Wide fields take the whole line. @param {string} kind @param {FieldSpec} field */
const isWide = (kind, field) => field.type === 'long_text' || 200 <= field.max_chars || ['evidence', 'campaign', 'deal', 'customer'].includes(field.key) || (field.key === 'title' && kind !== 'contacts');

/** @param {FieldSpec} field @param {Row|undefined} row @param {Record<string, any>} start */
function firstDraft(field, row, start) {
  if (row) return toDraft(field, row.fields[field.key]);
  const given = start[field.key];
  return given === undefined ? toDraft(field, null) : given;
}

/** What the page itself can tell. @param {string} kind @param {FieldSpec[]} fields @param {Record<string, any>} draft @param {Row} [row] @returns {Record<string, string>} */
function check(kind, fields, draft, row) {
  const bad = /** @type {Record<string, string>} */ ({});
  for (const one of fields) {
    const untouched = row && JSON.stringify(draft[one.key]) === JSON.stringify(toDraft(one, row.fields[one.key]));
    const value = typeof draft[one.key] === 'string' ? draft[one.key].trim() : draft[one.key];
    if (isEmpty(value)) {
      const kept = row && isMasked(one, row.fields[one.key]);
      if (asks(kind, one, draft) === 'must' && one.type !== 'checkbox' && !kept) bad[one.key] = t(openOptions(one).length ? 'rec.pick' : 'rec.required', { label: label(one) });
    } else if (untouched) continue; // What is not sent need not please.
    else if ((one.type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value)) || (one.type === 'datetime' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value))) bad[one.key] = t('when.form');
    else if (one.type === 'money' && !/^-?\d+(\.\d{1,2})?$/.test(value.replace(/[,，\s¥￥]/g, ''))) bad[one.key] = t('rec.money.form');
    else if (one.key === 'satisfaction' && !(/^\d(\.\d)?$/.test(value) && Number(value) <= 5)) bad[one.key] = t('score.form');
  }
  return bad;
}

/** @param {FormProps & {foot?: string}} props foot: class of the line with the buttons */
export function RecordForm({ kind, row: given, start = {}, links, only, done, cancel, focus, quiet, leave, foot = 'rec-f' }) {
  // What is typed is typed over what was there at first, whatever the page learns meanwhile.
  const [row] = useState(given);
  const fields = formFields(kind).filter((one) => !only || only.includes(one.key));
  const asked = fieldIn(kind, 'customer');
  if (!row && asked && !('customer' in start)) fields.unshift(asked);
  const [draft, setDraft] = useState(() => /** @type {Record<string, any>} */ (Object.fromEntries(fields.map((one) => [one.key, firstDraft(one, row, start)]))));
  const first = useRef(draft);
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [checked, setChecked] = useState(false);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [clash, setClash] = useState(/** @type {Clashing|null} */ (null));
  const [intent] = useState(newIntent);
  const box = useRef(/** @type {any} */ (null));
  const way = useRef(/** @type {() => Promise<boolean>} */ (async () => true));
  const guard = useRef(() => way.current());
  useEffect(() => { box.current?.querySelector('[data-autofocus]')?.focus(); }, []);
  const open = fields.filter((one) => asks(kind, one, draft) !== 'no');
  const set = (/** @type {string} */ name, /** @type {any} */ value) => {
    const next = { ...draft, [name]: value };
    setDraft(next);
    const { [name]: _, ...rest } = faults;
    setFaults(checked ? { ...rest, ...check(kind, open.filter((one) => one.key === name), next, row) } : rest);
  };
  /** @param {Record<string, string>} bad */
  const refuse = (bad) => {
    setFaults(bad);
    setChecked(true);
    requestAnimationFrame(() => box.current?.querySelector('[aria-invalid="true"]')?.focus());
  };
  /** @param {any} refusal */
  const fail = (refusal) => {
    setBusy(false);
    if (refusal instanceof Clashing) {
      setClash(refusal);
      return;
    }
    const bad = refusal.byField?.() || {};
    const here = Object.fromEntries(Object.entries(bad).filter(([name]) => open.some((one) => one.key === name)));
    setError(Object.keys(bad).length && Object.keys(here).length === Object.keys(bad).length ? '' : Object.entries(bad).filter(([name]) => !here[name]).map(([, said]) => said)[0] || refusal.message);
    if (Object.keys(here).length) refuse(here);
  };
  const changed = () => fields.filter((one) => JSON.stringify(draft[one.key]) !== JSON.stringify(first.current[one.key]));
  /** Takes back what was saved, whole: a deal that is won has changed its customer as well. @param {Row} saved @param {string} batch */
  const takeBack = async (saved, batch) => {
    const answer = await undoBatch(batch);
    told(kind, saved, row ? 'edit' : 'delete');
    toast(undoneText(answer, t('ui.undone')));
  };
  /** @param {Row} saved */
  const finish = (saved) => {
    setGuard(null, guard.current);
    told(kind, saved, row ? 'edit' : 'create');
    const { batch } = /** @type {any} */ (saved);
    if (!quiet) toast(t(row ? 'rec.changed' : 'rec.saved', { kind: kindName(kind) }), batch ? { undo: () => { takeBack(saved, batch).catch(toastProblem); } } : {});
    done(saved);
  };
  const create = async () => {
    const body = /** @type {Record<string, any>} */ ({});
    if (start.customer) body.customer = start.customer;
    for (const one of open) {
      const value = one.key === 'customer' ? draft.customer?.id : fromDraft(one, draft[one.key]);
      if (!isEmpty(value) && value !== false) body[one.key] = value;
    }
    finish(await call('POST', '/' + kind, body, { idempotencyKey: intent(body) }));
  };
  /** @param {FieldSpec[]} which @param {Row} base */
  const change = async (which, base) => {
    if (which.length === 0) {
      cancel();
      return;
    }
    finish(await patchRecord(`/${kind}/${base.id}`, draft, which, base));
  };
  const save = async () => {
    if (busy) return;
    const bad = check(kind, open, draft, row);
    setError('');
    if (Object.keys(bad).length) {
      refuse(bad);
      return;
    }
    setBusy(true);
    try {
      // What no longer has a place in the form keeps its value: the rules of the server say whether it may.
      await (row ? change(changed().filter((one) => open.includes(one) && !(isEmpty(draft[one.key]) && isMasked(one, row.fields[one.key]))), row) : create());
    } catch (refusal) {
      fail(refusal);
    }
  };
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    save();
  };
  const dirty = changed().length !== 0;
  /** Asks once what to do with what was typed. @returns {Promise<boolean>} whether the form may go */
  const mayLeave = async () => {
    const answer = await ask({ title: t('rec.leave'), text: t('rec.leave.text'), cancel: t('rec.leave.stay'), choices: [['discard', t('rec.leave.discard'), 'danger'], ['save', t('ui.save'), 'primary']] });
    if (answer === 'save') await save();
    return answer === 'discard';
  };
  way.current = mayLeave;
  useEffect(() => {
    if (!dirty) return undefined;
    setGuard(guard.current);
    return () => setGuard(null, guard.current);
  }, [dirty]);
  const out = async () => { if (!busy && (!dirty || await mayLeave())) cancel(); };
  if (leave) leave.current = out;
  const settle = async (/** @type {string[]} */ mine) => {
    const { current } = /** @type {Clashing} */ (clash);
    const rest = changed().filter((one) => !clash?.clashes.some((each) => each.field === one.key) || mine.includes(one.key));
    if (rest.length === 0) {
      told(kind, current, 'edit');
      done(current);
      return;
    }
    await change(rest, current);
  };
  return html`
    <form class="rec" ref=${box} onSubmit=${submit} noValidate onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (isSubmit(e)) submit(e); else if (e.key === 'Escape' && !e.defaultPrevented && foot === 'rec-f') { e.stopPropagation(); out(); } }}>
      <div class=${'rec-g ' + (foot === 'dialog-f' ? 'dialog-b' : '')}>
        ${error && html`<div class="rec-w"><${Note} tone="danger" role="alert">${error}<//></div>`}
        ${open.map((one, i) => html`
          <${Field} key=${one.key} class=${isWide(kind, one) ? 'rec-w' : ''} label=${label(one)} req=${asks(kind, one, draft) === 'must'} error=${faults[one.key]}
            hint=${row && isMasked(one, row.fields[one.key]) ? t('rec.masked', { mask: row.fields[one.key] }) : undefined}
            ctl=${(/** @type {any} */ aria) => html`<${Control} field=${one} value=${draft[one.key]} onChange=${(/** @type {any} */ v) => set(one.key, v)} links=${links} aria=${aria} autofocus=${focus ? one.key === focus : i === 0} />`} />`)}
      </div>
      <div class=${foot}>
        <button type="button" class=${foot === 'rec-f' ? 'btn sm' : 'btn'} onClick=${out}>${t('ui.cancel')}</button>
        <${Busy} busy=${busy} class=${foot === 'rec-f' ? 'btn sm primary' : 'btn primary'}>${t('ui.save')}<//>
      </div>
      ${clash && html`<${Conflict} key=${clash.current.version} path=${`/${kind}/${clash.current.id}`} kind=${kind} clashes=${clash.clashes} settle=${settle} drop=${() => { const { current } = clash; setClash(null); told(kind, current, 'edit'); done(current); }} />`}
    </form>`;
}

/** The same in a dialog. @param {FormProps & {title?: string, sub?: string}} props */
export function RecordDialog({ title, sub, ...form }) {
  const name = title || t(form.row ? 'rec.edit' : 'rec.new', { kind: kindName(form.kind) });
  const leave = useRef(form.cancel);
  const close = () => leave.current();
  return html`
    <${Dialog} open onClose=${close} label=${name} class="dialog rec-dialog">
      <${DialogHead} title=${name} sub=${sub} onClose=${close} />
      <${RecordForm} ...${form} leave=${leave} foot="dialog-f" />
    <//>`;
}
