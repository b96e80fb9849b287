// Finding the customer that a record is about, by name, number or pinyin initials.
import { html, useEffect, useId, useRef, useState } from '../lib/html.js';
import { call } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { composing } from '../lib/keys.js';

/** @typedef {{id: string, name: string, code: string}} Found */

/**
 * @param {{value: Found|null, onChange: (found: Found|null) => void, aria?: any, autofocus?: boolean}} props
 */
export function CustomerPicker({ value, onChange, aria = {}, autofocus }) {
  const [text, setText] = useState(value?.name || '');
  const [found, setFound] = useState(/** @type {Found[]} */ ([]));
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const turn = useRef(0);
  const list = useId();
  useEffect(() => { setText(value?.name || ''); }, [value?.id]);
  useEffect(() => {
    if (!open) return undefined;
    turn.current += 1;
    const mine = turn.current;
    const timer = setTimeout(() => {
      call('GET', '/customers', undefined, { query: { q: text.trim(), limit: 8, fields: 'name,code' } }).then((answer) => {
        if (mine !== turn.current) return;
        setFound(answer.items.map((/** @type {any} */ one) => ({ id: one.id, name: one.fields.name, code: one.fields.code })));
        setAt(0);
      }, () => {});
    }, 100);
    return () => clearTimeout(timer);
  }, [text, open]);
  /** @param {Found|undefined} one */
  const take = (one) => {
    if (!one) return;
    setOpen(false);
    setText(one.name);
    onChange(one);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (composing(event)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      if (open && found.length) setAt((at + step + found.length) % found.length);
      setOpen(true);
    } else if (event.key === 'Enter' && open && found[at] && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(found[at]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  const leave = () => {
    setOpen(false);
    if (!text.trim()) onChange(null);
    else setText(value?.name || '');
  };
  return html`
    <div class="tokenbox">
      <input class="input" role="combobox" autocomplete="off" aria-autocomplete="list" aria-expanded=${open && found.length ? 'true' : 'false'} aria-controls=${list}
        aria-activedescendant=${open && found[at] ? list + at : undefined} placeholder=${t('rec.customer.find')} value=${text} data-autofocus=${autofocus || undefined} ...${aria}
        onInput=${(/** @type {any} */ e) => { setText(e.target.value); setOpen(true); }} onClick=${() => setOpen(true)} onKeyDown=${key} onBlur=${leave} />
      <div class="tokenlist" role="listbox" id=${list} aria-label=${t('rec.customer.find')} hidden=${!open || found.length === 0}>
        ${open && found.map((one, i) => html`
          <div key=${one.id} id=${list + i} role="option" aria-selected=${i === at ? 'true' : 'false'} onMouseMove=${() => { if (i !== at) setAt(i); }}
            onMouseDown=${(/** @type {Event} */ e) => { e.preventDefault(); take(one); }}><span class="grow cut">${one.name}</span><span class="t3 f12">${one.code}</span></div>`)}
      </div>
    </div>`;
}
