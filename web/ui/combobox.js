// Choosing several of many by typing: chosen values as tokens, the rest in a list, new ones where the field is open.
import { html, useId, useRef, useState } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { composing } from '../lib/keys.js';
import { Icon } from './icon.js';

/**
 * @typedef {{value: string, label: string, note?: string}} Pickable
 * @param {{values: string[], options: Pickable[], onChange: (values: string[]) => void, create?: boolean, placeholder?: string,
 *   autofocus?: boolean, aria?: object, onKeyDown?: (event: KeyboardEvent) => void, inputRef?: any, label?: string}} props
 *   create: a text that is no option becomes a value of its own
 */
export function TokenBox({ values, options, onChange, create, placeholder, autofocus, aria = {}, label, onKeyDown, inputRef }) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useId();
  const own = useRef(/** @type {any} */ (null));
  const input = inputRef || own;
  const nameOf = (/** @type {string} */ v) => options.find((o) => o.value === v)?.label || v;
  const typed = text.trim().toLowerCase();
  const rest = options.filter((o) => !values.includes(o.value) && (!typed || o.label.toLowerCase().includes(typed) || (o.note || '').toLowerCase().includes(typed)));
  const fresh = create && typed && !options.some((o) => o.label.toLowerCase() === typed) ? [{ value: text.trim(), label: t('ui.create_option', { name: text.trim() }) }] : [];
  /** @type {Pickable[]} */
  const shown = [...rest.slice(0, 60), ...fresh];

  /** @param {Pickable|undefined} option */
  const take = (option) => {
    if (!option) return;
    onChange([...values, option.value]);
    setText('');
    setAt(0);
    input.current?.focus();
  };
  /** @param {string} value */
  const drop = (value) => { onChange(values.filter((v) => v !== value)); input.current?.focus(); };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (composing(event)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (shown.length) setAt((at + (open ? step : 0) + shown.length) % shown.length);
    } else if (event.key === 'Enter' && open && shown[at] && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      take(shown[at]);
      setOpen(false);
      return;
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      return;
    } else if (event.key === 'Backspace' && !text && values.length) {
      drop(values[values.length - 1]);
    }
    onKeyDown?.(event);
  };
  return html`
    <div class="tokenbox" onFocusOut=${(/** @type {any} */ e) => { if (!e.currentTarget.contains(e.relatedTarget)) { setOpen(false); setText(''); } }}>
      <div class="tokens" onMouseDown=${(/** @type {any} */ e) => { if (e.target === e.currentTarget) { e.preventDefault(); input.current?.focus(); setOpen(true); } }}>
        ${values.map((v) => html`<span class="token" key=${v}>${nameOf(v)}<button type="button" tabindex="-1" aria-label=${t('ui.remove', { name: nameOf(v) })} onClick=${() => drop(v)}><${Icon} n="x" s=${12} /></button></span>`)}
        <input ref=${input} role="combobox" aria-autocomplete="list" aria-label=${label} aria-expanded=${open && shown.length ? 'true' : 'false'} aria-controls=${list}
          aria-activedescendant=${open && shown[at] ? list + at : undefined} autocomplete="off" value=${text}
          placeholder=${values.length ? '' : placeholder} data-autofocus=${autofocus || undefined} ...${aria}
          onInput=${(/** @type {any} */ e) => { setText(e.target.value); setOpen(true); setAt(0); }} onClick=${() => setOpen(true)} onKeyDown=${key} />
      </div>
      <div class="tokenlist" role="listbox" id=${list} aria-label=${label || t('ui.options')} hidden=${!open || shown.length === 0}>
        ${open && shown.map((option, i) => html`
          <div key=${option.value} id=${list + i} role="option" aria-selected=${i === at ? 'true' : 'false'} onMouseMove=${() => { if (i !== at) setAt(i); }}
            onMouseDown=${(/** @type {Event} */ e) => { e.preventDefault(); take(option); }}><span class="grow cut">${option.label}</span>${option.note && html`<span class="t3">${option.note}</span>`}</div>`)}
      </div>
    </div>`;
}
