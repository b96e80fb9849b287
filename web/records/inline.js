// A value that is edited where it stands: click, Enter or F2 begins, Enter or leaving saves once, Esc restores.
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../lib/html.js';
import { composing, isSubmit, typing } from '../lib/keys.js';
import { t } from '../lib/i18n.js';
import { isEmpty, isMasked, label, toDraft, valueText } from '../lib/fields.js';
import { IconBtn } from '../ui/button.js';
import { Icon } from '../ui/icon.js';
import { copy } from '../lib/clipboard.js';
import { toast } from '../ui/toast.js';
import { FieldInput } from './input.js';
import { Marked, Meanwhile } from './live.js';
import { Shown, expected, inTags, linkOf } from './shown.js';

/** @typedef {import('../lib/fields.js').Field} Field */

/** A change of a list by the keyboard within this time of a key does not save by itself. */
const KEY_MS = 300;

/**
 * @param {{field: Field, value: any, editable: boolean, version: number, save: (draft: any, seen: {version: number, value: any}) => Promise<void>, wanted?: number, warning?: string,
 *   mark?: import('./live.js').Mark, clear?: string, reveal?: () => void, hide?: () => void, instead?: () => void}} props
 *   save: throws a Problem, whose message is then shown under the input; seen: the version and the value when editing began; instead: what begins where this is not edited here; wanted: grows when the page asks to edit this field;
 *   clear: the whole of a masked value while it is shown; reveal: given when a masked value may be seen whole
 */
export function Inline(props) {
  const { field, value, version, editable, save, wanted, instead } = props;
  const [draft, setDraft] = useState(/** @type {any} */ (null));
  const [pending, setPending] = useState(/** @type {any} */ (null));
  const [error, setError] = useState('');
  const box = useRef(/** @type {any} */ (null));
  const live = useRef(false);
  const start = useRef(/** @type {any} */ (null));
  const refused = useRef('');
  const seen = useRef(/** @type {any} */ (null));

  const begin = () => {
    if (!editable || live.current) return;
    if (instead) {
      instead();
      return;
    }
    live.current = true;
    seen.current = { version, value };
    start.current = props.clear ?? toDraft(field, value);
    refused.current = '';
    setError('');
    setDraft(start.current);
  };
  const back = () => requestAnimationFrame(() => box.current?.querySelector('.kv-v')?.focus());
  /** @param {any} next @param {boolean} stay whether the focus comes back here */
  const finish = async (next, stay) => {
    if (!live.current || (!stay && JSON.stringify(next) === refused.current)) return;
    live.current = false;
    setDraft(null);
    if (stay) back();
    const untouched = JSON.stringify(next) === JSON.stringify(start.current);
    if (untouched || (next === '' && isMasked(field, value))) return;
    await send(next);
  };
  /** @param {any} next */
  const send = async (next) => {
    setPending({ draft: next });
    try {
      await save(next, seen.current);
    } catch (refusal) {
      const problem = /** @type {import('../lib/api.js').Problem} */ (refusal);
      live.current = true;
      refused.current = JSON.stringify(next);
      setDraft(next);
      setError(problem.byField?.()[field.key] || problem.message);
    } finally {
      setPending(null);
    }
  };
  const cancel = () => {
    live.current = false;
    setDraft(null);
    back();
  };
  const clear = () => {
    live.current = false;
    setDraft(null);
    back();
    send(Array.isArray(start.current) ? [] : '');
  };
  useEffect(() => {
    if (!wanted) return;
    box.current?.scrollIntoView({ block: 'center' });
    begin();
  }, [wanted]);

  return html`
    <div class="kv" ref=${box}>
      <dt>${label(field)}${field.required !== 'no' && html`<span class="req" aria-hidden="true">*</span>`}</dt>
      <dd>
        ${draft === null
          ? html`<${Reading} ...${props} pending=${pending} begin=${begin} />`
          : html`<${Editor} ...${props} draft=${draft} setDraft=${setDraft} error=${error} finish=${finish} cancel=${cancel} clear=${clear} />`}
        ${draft === null ? html`<${Marked} mark=${props.mark} />` : html`<${Meanwhile} field=${field} value=${value} seen=${seen.current?.value} mark=${props.mark} />`}
        ${props.warning && draft === null && html`<p class="kv-warn"><${Icon} n="warn" s=${13} />${props.warning}</p>`}
      </dd>
    </div>`;
}

/** @param {any} props */
function Reading({ field, value, editable, pending, begin, clear, reveal, hide }) {
  const name = label(field);
  const now = pending ? expected(field, pending.draft) : clear ?? value;
  const said = clear ?? (valueText(field, value) || t('customer.incomplete'));
  const inside = html`<span class=${'kv-text' + (inTags(field) && !isEmpty(now) ? ' tags' : '')}>${isEmpty(now) && !editable ? html`<span class="kv-none">—</span>` : html`<${Shown} field=${field} value=${now} />`}</span>`;
  const state = 'kv-v' + (pending ? ' st-saving' : '') + (clear === undefined ? '' : ' st-open');
  const link = linkOf(field, now);
  return html`
    <div class="kv-row" aria-busy=${pending ? 'true' : undefined}>
      ${editable
        ? html`<button type="button" class=${state} aria-label=${t('customer.edit_of', { label: name, value: said })}
            onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (e.key === 'F2') begin(); }} onClick=${begin}>${inside}<${Icon} n="edit" s=${13} c="kv-pen" /></button>`
        : html`<span class=${state}>${inside}</span>`}
      ${link && html`<a class="icon-btn sm" href=${link} target=${link.startsWith('http') ? '_blank' : undefined} rel="noreferrer" aria-label=${`${name} ${said}`} title=${said}>
        <${Icon} n=${field.type === 'phone' ? 'phone' : field.type === 'email' ? 'mail' : 'link'} s=${14} /></a>`}
      ${clear !== undefined && html`<${IconBtn} n="doc" s=${14} class="sm" label=${t('reveal.copy', { label: name })}
        onClick=${async () => toast((await copy(clear)) ? t('reveal.copied', { label: name }) : t('customer.copy_failed'))} />
        <${IconBtn} n="eyeOff" s=${14} class="sm" label=${t('reveal.hide', { label: name })} onClick=${hide} />`}
      ${clear === undefined && reveal && isMasked(field, value) && html`<${IconBtn} n="eye" s=${14} class="sm" label=${t('reveal.open', { label: name })} onClick=${reveal} />`}
    </div>`;
}

/** @param {any} props */
function Editor({ field, value, draft, setDraft, error, finish, cancel, clear }) {
  const box = useRef(/** @type {any} */ (null));
  const lastKey = useRef(0);
  const moved = useRef(false);
  const id = useId();
  const name = label(field);
  const masked = isMasked(field, value);
  useLayoutEffect(() => {
    const input = box.current.querySelector('[data-autofocus]');
    if (error && typing(document.activeElement)) return;
    input?.focus();
    if (input instanceof HTMLInputElement && input.type === 'text') input.select();
    if (['select', 'user'].includes(field.type) && !error) openList(input);
  }, []);
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (composing(event)) return;
    lastKey.current = Date.now();
    const saves = field.type === 'long_text' ? isSubmit(event) : event.key === 'Enter' && !(event.target instanceof HTMLButtonElement);
    if (saves) {
      event.preventDefault();
      event.stopPropagation();
      finish(draft, true);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      cancel();
    }
  };
  /** In a list of tokens Enter takes an option only after typing or moving to one; else it saves. @param {any} event */
  const keyFirst = (event) => {
    if (composing(event) || event.target.getAttribute('role') !== 'combobox') return;
    if (event.key.startsWith('Arrow')) moved.current = true;
    if (event.key !== 'Enter') return;
    if (event.target.value === '' && !moved.current) key(event);
    moved.current = false;
  };
  /** @param {any} next */
  const take = (next) => {
    setDraft(next);
    const atOnce = field.type === 'checkbox' || (['select', 'user'].includes(field.type) && KEY_MS < Date.now() - lastKey.current);
    if (atOnce) finish(next, true);
  };
  /** @param {FocusEvent} event */
  const leave = (event) => {
    const to = /** @type {Node|null} */ (event.relatedTarget);
    if (to ? box.current.contains(to) : document.activeElement === event.target && !document.hasFocus()) return;
    finish(draft, false);
  };
  const aria = { 'aria-label': t('customer.editing', { label: name }), 'aria-invalid': error ? 'true' : undefined, 'aria-describedby': error ? id : undefined };
  const buttons = ['long_text', 'region', 'tags', 'multi_select', 'users'].includes(field.type) || (masked && field.required !== 'always');
  return html`
    <div class="kv-edit" ref=${box} onKeyDownCapture=${keyFirst} onKeyDown=${key} onFocusOut=${leave}>
      <${FieldInput} field=${field} value=${draft} onChange=${take} aria=${aria} autofocus class="sm"
        placeholder=${masked ? t('customer.masked_edit', { mask: value }) : undefined} />
      ${error && html`<span class="err" id=${id} role="alert"><${Icon} n="err" s=${13} /><span>${error}</span></span>`}
      ${buttons && html`
        <div class="kv-edit-f">
          <button type="button" class="btn sm primary" onClick=${() => finish(draft, true)}>${t('customer.save')}</button>
          <button type="button" class="btn sm" onClick=${cancel}>${t('customer.cancel')}</button>
          ${masked && html`<button type="button" class="btn ghost sm" onClick=${clear}>${t('customer.clear')}</button>`}
        </div>`}
    </div>`;
}

/** Opens the list of a select, where the browser can. @param {HTMLSelectElement} input */
function openList(input) {
  try {
    /** @type {any} */ (input).showPicker?.();
  } catch {
    // Not after a keyboard shortcut: the list then opens with Space.
  }
}
