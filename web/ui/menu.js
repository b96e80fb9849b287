// A menu button and a popover: arrows, Home and End, Esc; focus returns to the trigger.
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { Icon } from './icon.js';

/** Closes when something outside is pressed or focused. @param {boolean} open @param {{current: any}} box @param {() => void} close */
function useOutside(open, box, close) {
  useEffect(() => {
    if (!open) return undefined;
    /** @param {Event} event */
    const away = (event) => { if (box.current && !box.current.contains(event.target)) close(); };
    document.addEventListener('mousedown', away);
    return () => document.removeEventListener('mousedown', away);
  }, [open]);
}

/**
 * @typedef {'-' | {icon?: string, text: string, kbd?: string, danger?: boolean, run?: () => void, href?: string}} Item
 * @param {{label?: string, items: Item[], children?: any, class?: string, align?: string}} props align: end, up, upl
 */
export function Menu({ label, items, children, class: c = 'btn', align = 'end' }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {any} */ (null));
  useOutside(open, box, () => setOpen(false));
  useEffect(() => { if (open) box.current.querySelector('[role=menuitem]')?.focus(); }, [open]);
  const shut = () => { setOpen(false); box.current.querySelector('button').focus(); };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (!open) return;
    const all = [...box.current.querySelectorAll('[role=menuitem]')];
    const at = all.indexOf(document.activeElement);
    const to = /** @type {Record<string, number>} */ ({ ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 })[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      shut();
    }
    if (event.key === 'Tab') setOpen(false);
  };
  return html`
    <span class="menu-box" ref=${box} onKeyDown=${key}>
      <button type="button" class=${c} aria-haspopup="menu" aria-expanded=${open ? 'true' : 'false'} aria-label=${label} title=${label}
        onClick=${() => setOpen(!open)}>${children}</button>
      ${open && html`<div class=${'menu ' + align} role="menu">${items.map((item, i) => (item === '-'
        ? html`<hr key=${i} />`
        : html`<${Entry} key=${i} item=${item} close=${() => { shut(); }} />`))}</div>`}
    </span>`;
}

/** @param {{item: Exclude<Item, '-'>, close: () => void}} props */
function Entry({ item, close }) {
  const inside = html`${item.icon && html`<${Icon} n=${item.icon} />`}<span class="grow">${item.text}</span>${item.kbd && html`<kbd>${item.kbd}</kbd>`}`;
  if (item.href) return html`<a role="menuitem" tabindex="-1" href=${item.href} onClick=${close}>${inside}</a>`;
  return html`<button type="button" role="menuitem" tabindex="-1" class=${item.danger ? 'danger' : ''} onClick=${() => { close(); item.run?.(); }}>${inside}</button>`;
}

/**
 * A panel under a button, for forms that are not menus. `children` is given `close`.
 * @param {{label: string, trigger: any, class?: string, panel?: string, align?: string, children: (close: () => void) => any}} props
 */
export function Popover({ label, trigger, class: c = 'btn', panel = '', align = 'start', children }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {any} */ (null));
  useOutside(open, box, () => setOpen(false));
  const close = () => { setOpen(false); box.current?.querySelector('button').focus(); };
  useEffect(() => { if (open) box.current.querySelector('[data-autofocus]')?.focus(); }, [open]);
  return html`
    <span class="menu-box" ref=${box}
      onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (open && e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); close(); } }}>
      <button type="button" class=${c} aria-haspopup="dialog" aria-expanded=${open ? 'true' : 'false'} aria-label=${label} title=${label}
        onClick=${() => setOpen(!open)}>${trigger}</button>
      ${open && html`<div class=${`pop ${align} ${panel}`} role="dialog" aria-label=${label}>${children(close)}</div>`}
    </span>`;
}
