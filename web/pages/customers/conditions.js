// Filters beyond the facets: a builder for any field, and a box for the filter language itself.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { composing, isSubmit } from '../../lib/keys.js';
import { field, fields, label, optionOf, optionLabel, people, GROUPS } from '../../lib/fields.js';
import { conditionText, filterable, operatorsOf } from '../../lib/query.js';
import { Field, Select } from '../../ui/field.js';
import { TokenBox } from '../../ui/combobox.js';
import { Icon } from '../../ui/icon.js';
import { divisionsOf } from '../../records/regions.js';

/** @typedef {import('../../lib/query.js').Condition} Condition */

/** @param {{onAdd: (condition: Condition) => void, onAdvanced: () => void}} props */
export function Builder({ onAdd, onAdvanced }) {
  const choices = filterable();
  const [key, setKey] = useState('last_contact');
  const one = field(key) || choices[0];
  const ops = operatorsOf(one);
  const [op, setOp] = useState(ops[0]);
  const [values, setValues] = useState(/** @type {string[]} */ ([]));
  const [tried, setTried] = useState(false);
  const now = ops.includes(op) ? op : ops[0];
  const text = conditionText({ key: one.key, op: now, values });
  const needs = !['empty', 'filled', 'yes', 'no'].includes(now);
  const complete = text && (!needs || values.some((v) => v !== ''));
  const first = useRef(/** @type {any} */ (null));
  useEffect(() => { first.current.querySelector('select').focus(); }, []);
  const groups = GROUPS.map((group) => choices.filter((f) => f.group === group)).filter((list) => list.length);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    setTried(true);
    if (complete) onAdd({ key: one.key, op: now, values: needs ? values : [] });
  };
  return html`
    <form class="cond" ref=${first} onSubmit=${submit} noValidate>
      <${Field} label=${t('cond.field')} ctl=${(/** @type {any} */ a) => html`
        <select class="select" ...${a} value=${one.key} onChange=${(/** @type {any} */ e) => { setKey(e.target.value); setValues([]); setOp(operatorsOf(/** @type {any} */ (field(e.target.value)))[0]); setTried(false); }}>
          ${groups.map((list) => list.map((f) => html`<option key=${f.key} value=${f.key} selected=${f.key === one.key}>${label(f)}</option>`))}
        </select>`} />
      <${Field} label=${t('cond.op')} ctl=${(/** @type {any} */ a) => html`<${Select} ...${a} value=${now} opts=${ops.map((o) => [o, t('op.' + o)])} onChange=${(/** @type {any} */ e) => { setOp(e.target.value); setValues([]); }} />`} />
      ${needs && html`<${Field} label=${t('cond.value')} group=${now === 'between'} error=${tried && !complete ? t('cond.need') : ''} ctl=${(/** @type {any} */ a) => html`<${Values} field=${one} op=${now} values=${values} onChange=${setValues} aria=${a} />`} />`}
      <div class="dialog-f"><button type="button" class="btn ghost sm push-r" onClick=${onAdvanced}>${t('cond.advanced')}</button><button class="btn primary">${t('cond.apply')}</button></div>
    </form>`;
}

/** The value of a condition. @param {{field: import('../../lib/fields.js').Field, op: string, values: string[], onChange: (values: string[]) => void, aria: any}} props */
function Values({ field: one, op, values, onChange, aria }) {
  const [a = '', b = ''] = values;
  const type = ['date', 'datetime'].includes(one.type) ? 'date' : 'text';
  const mode = type === 'text' && op === 'between' ? 'decimal' : undefined;
  if (op === 'newer' || op === 'older') {
    return html`<span class="days"><input class="input" ...${aria} inputmode="numeric" value=${a} onInput=${(/** @type {any} */ e) => onChange([e.target.value.replace(/\D/g, '')])} />${t('cond.days')}</span>`;
  }
  if (op === 'between') {
    return html`<span class="between"><input class="input" type=${type} inputmode=${mode} aria-label=${t('cond.from')} value=${a} onInput=${(/** @type {any} */ e) => onChange([e.target.value, b])} />–<input class="input" type=${type} inputmode=${mode} aria-label=${t('cond.to')} value=${b} onInput=${(/** @type {any} */ e) => onChange([a, e.target.value])} /></span>`;
  }
  if (op === 'in' || op === 'not_in') return html`<${Several} field=${one} values=${values} onChange=${onChange} aria=${aria} />`;
  return html`<input class="input" ...${aria} autocomplete="off" value=${a} onInput=${(/** @type {any} */ e) => onChange(e.target.value ? [e.target.value] : [])} />`;
}

/** @param {{field: import('../../lib/fields.js').Field, values: string[], onChange: (values: string[]) => void, aria: any}} props */
function Several({ field: one, values, onChange, aria }) {
  const [provinces, setProvinces] = useState(/** @type {{value: string, label: string}[]} */ ([]));
  useEffect(() => { if (one.type === 'region') divisionsOf('').then(setProvinces, () => {}); }, [one.type]);
  const options = one.type === 'region' ? provinces
    : one.type === 'user' || one.type === 'users' ? people.value.map((p) => ({ value: p.id, label: p.name, note: p.login }))
      : one.options.map((o) => ({ value: String(o.value), label: optionLabel(o) }));
  return html`<${TokenBox} values=${values} options=${options} onChange=${onChange} aria=${aria} placeholder=${t('ui.pick')} />`;
}

/**
 * The box for the filter language; a refusal shows where it stopped understanding.
 * @param {{text: string, onApply: (text: string) => void, onClose: () => void, problem: any, offset: number}} props
 *   offset: where this text begins in the filter that was sent, since positions count from its beginning
 */
export function Advanced({ text, onApply, onClose, problem, offset }) {
  const [typed, setTyped] = useState(text);
  const box = useRef(/** @type {any} */ (null));
  useEffect(() => { setTyped(text); }, [text]);
  useEffect(() => { if (!text) box.current?.focus(); }, []);
  const at = problem && typeof problem.body.at === 'number' ? Math.max(0, problem.body.at - Math.max(0, offset)) : -1;
  const letters = [...text];
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !composing(event) || isSubmit(event)) {
      event.preventDefault();
      onApply(typed.trim());
    }
  };
  return html`
    <div class="fql">
      <div class="fql-in">
        <textarea ref=${box} class="textarea" id="fql" aria-label=${t('fql.label')} aria-invalid=${at < 0 ? undefined : 'true'} aria-describedby="fql-note" rows="1" spellcheck="false" placeholder=${t('fql.hint')} value=${typed}
          onInput=${(/** @type {any} */ e) => setTyped(e.target.value)} onKeyDown=${key}></textarea>
        <button type="button" class="btn primary" onClick=${() => onApply(typed.trim())}>${t('fql.apply')}</button>
        <button type="button" class="icon-btn" aria-label=${t('fql.close')} title=${t('fql.close')} onClick=${onClose}><${Icon} n="x" /></button>
      </div>
      <div id="fql-note" class="row wrap f12">
        ${at < 0
          ? html`<a class="link" href="#/help?section=filter">${t('fql.help')}</a><span class="t3 cut">${fields.value.slice(0, 12).map((f) => f.key).join(' · ')}</span>`
          : html`<span class="err" role="alert"><${Icon} n="err" s=${13} />${t('fql.at', { n: at + 1, message: problem.message })}</span>`}
      </div>
      ${0 <= at && text && html`<pre aria-hidden="true">${letters.slice(0, at).join('')}<mark>${letters[at] || ' '}</mark>${letters.slice(at + 1).join('')}</pre>`}
    </div>`;
}
