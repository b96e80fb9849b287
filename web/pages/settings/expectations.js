// What must stay true of the rights: sentences that are checked after every change of a role.
import { html, useEffect, useId, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { people } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { composing } from '../../lib/keys.js';
import { Busy, IconBtn } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { toast, toastProblem } from '../../ui/toast.js';

/**
 * @typedef {{id: string, name: string}} Named
 * @typedef {{id: string, who: {user?: Named, role?: Named}, action: string, customer: {id: string, code: string, name: string}, expected: boolean, actual: boolean}} Expectation
 */

const ACTIONS = ['view', 'edit', 'delete', 'assign', 'export', 'reveal'];

/** @param {Expectation} one */
export const sentence = (one) => t(one.expected ? 'expect.may' : 'expect.may_not', {
  who: one.who.user?.name || one.who.role?.name || '', action: t('action.' + one.action), customer: one.customer?.name || one.customer?.code || '',
});

/** @param {{roles: import('./role_draft.js').Role[], tick: number}} props tick: grows when they must be checked again */
export function Expectations({ roles, tick }) {
  const [items, setItems] = useState(/** @type {Expectation[]|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [adding, setAdding] = useState(false);
  const load = () => call('GET', '/expectations').then((answer) => { setItems(answer.items); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, [tick]);
  /** @param {Expectation} one */
  const remove = async (one) => {
    try {
      await call('DELETE', '/expectations/' + one.id);
      toast(t('expect.deleted'));
    } catch (refusal) {
      toastProblem(refusal);
    }
    load();
  };
  const broken = items ? items.filter((one) => one.expected !== one.actual).length : 0;
  return html`
    <section class="card" aria-labelledby="expect-title">
      <div class="card-h"><div class="grow"><h2 id="expect-title">${t('expect.title')}</h2><p class="f12 t3">${t('expect.text')}</p></div>
        ${broken !== 0 && html`<span class="tx-danger f12 nowrap">${t('expect.broken', { count: int(broken) })}</span>`}
        <button type="button" class="btn sm" onClick=${() => setAdding(true)}><${Icon} n="plus" s=${14} />${t('expect.add')}</button></div>
      ${problem && html`<div class="card-b"><${Note} tone="danger">${problem.message}<//></div>`}
      ${items && items.length === 0 && html`<p class="card-b t3 f13">${t('expect.none')}</p>`}
      ${items && items.length !== 0 && html`<ul class="fvs">${items.map((one) => {
        const holds = one.expected === one.actual;
        return html`<li key=${one.id}><span class=${holds ? 'tx-ok' : 'tx-danger'} role="img" aria-label=${t(holds ? 'expect.holds' : 'expect.fails')} title=${t(holds ? 'expect.holds' : 'expect.fails')}><${Icon} n=${holds ? 'circleCheck' : 'err'} /></span>
          <span class="grow">${sentence(one)}${!holds && html` <span class="tx-danger">${t(one.actual ? 'expect.now_may' : 'expect.now_may_not')}</span>`}</span><span class="mono f12 t3">${one.customer?.code}</span>
          <${IconBtn} n="trash" s=${14} class="sm" label=${t('expect.delete', { text: sentence(one) })} onClick=${() => remove(one)} /></li>`;
      })}</ul>`}
      ${adding && html`<${Add} roles=${roles} close=${() => setAdding(false)} done=${() => { setAdding(false); load(); }} />`}
    </section>`;
}

/** @param {{roles: import('./role_draft.js').Role[], close: () => void, done: () => void}} props */
function Add({ roles, close, done }) {
  const [who, setWho] = useState('');
  const [action, setAction] = useState('view');
  const [customer, setCustomer] = useState(/** @type {{id: string, name: string}|null} */ (null));
  const [expected, setExpected] = useState('yes');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!who || !customer) {
      setError(t('expect.needed'));
      return;
    }
    setBusy(true);
    const [kind, id] = who.split(':');
    try {
      await call('POST', '/expectations', { [kind]: id, action, customer: customer.id, expected: expected === 'yes' });
      toast(t('expect.added'));
      done();
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      setError(Object.values(why.byField())[0] || why.message);
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${close} label=${t('expect.add')}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${t('expect.add')} sub=${t('expect.text')} onClose=${close} />
        <div class="dialog-b">
          ${error && html`<${Note} tone="danger" role="alert">${error}<//>`}
          <${Field} label=${t('expect.who')} req ctl=${(/** @type {any} */ aria) => html`
            <select class="select" ...${aria} data-autofocus value=${who} onChange=${(/** @type {any} */ e) => { setWho(e.target.value); setError(''); }}>
              <option value="">${t('ui.choose')}</option>
              <optgroup label=${t('settings.roles')}>${roles.map((one) => html`<option key=${one.id} value=${'role:' + one.id}>${one.fields.name}</option>`)}</optgroup>
              <optgroup label=${t('settings.people')}>${people.value.map((one) => html`<option key=${one.id} value=${'user:' + one.id}>${one.name}</option>`)}</optgroup>
            </select>`} />
          <div class="g2">
            <${Field} label=${t('expect.should')} ctl=${(/** @type {any} */ aria) => html`<${Select} ...${aria} value=${expected} opts=${[['yes', t('expect.yes')], ['no', t('expect.no')]]} onChange=${(/** @type {any} */ e) => setExpected(e.target.value)} />`} />
            <${Field} label=${t('expect.action')} ctl=${(/** @type {any} */ aria) => html`<${Select} ...${aria} value=${action} opts=${ACTIONS.map((one) => [one, t('action.' + one)])} onChange=${(/** @type {any} */ e) => setAction(e.target.value)} />`} />
          </div>
          <${Field} label=${t('expect.customer')} req ctl=${(/** @type {any} */ aria) => html`<${CustomerPicker} aria=${aria} onPick=${(/** @type {any} */ one) => { setCustomer(one); setError(''); }} />`} />
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${t('expect.add')}<//></div>
      </form>
    <//>`;
}

/** One customer, found by typing. @param {{aria: any, onPick: (customer: {id: string, name: string}|null) => void}} props */
function CustomerPicker({ aria, onPick }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState(/** @type {any[]} */ ([]));
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useId();
  const asked = useRef(0);
  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    if (!open || !text.trim()) {
      setFound([]);
      return undefined;
    }
    const timer = setTimeout(async () => {
      const answer = await call('GET', '/customers', undefined, { query: { q: text.trim(), limit: 6, fields: 'name,code' } }).catch(() => null);
      if (mine === asked.current && answer) setFound(answer.items);
      setAt(0);
    }, 100);
    return () => clearTimeout(timer);
  }, [text, open]);
  /** @param {any} one */
  const take = (one) => {
    setText(one.fields.name || one.fields.code);
    setOpen(false);
    onPick({ id: one.id, name: one.fields.name });
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (composing(event) || !open || found.length === 0) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step && !['Enter', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (step) setAt((at + step + found.length) % found.length);
    else if (event.key === 'Enter') take(found[at]);
    else setOpen(false);
  };
  const shown = open && found.length !== 0;
  return html`
    <div class="tokenbox" onFocusOut=${() => setOpen(false)}>
      <input class="input" ...${aria} role="combobox" aria-autocomplete="list" aria-expanded=${shown ? 'true' : 'false'} aria-controls=${list} aria-activedescendant=${shown ? list + at : undefined}
        autocomplete="off" placeholder=${t('expect.customer.hint')} value=${text} onKeyDown=${key}
        onInput=${(/** @type {any} */ e) => { setText(e.target.value); setOpen(true); onPick(null); }} />
      <div class="tokenlist" role="listbox" id=${list} aria-label=${t('expect.customer')} hidden=${!shown}>
        ${shown && found.map((one, i) => html`<div key=${one.id} id=${list + i} role="option" aria-selected=${i === at ? 'true' : 'false'} onMouseMove=${() => { if (i !== at) setAt(i); }}
          onMouseDown=${(/** @type {Event} */ e) => { e.preventDefault(); take(one); }}><span class="grow cut">${one.fields.name}</span><span class="t3 mono">${one.fields.code}</span></div>`)}
      </div>
    </div>`;
}
