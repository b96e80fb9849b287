// Tabs: links between views of a page, and panels within one.
import { html } from '../lib/html.js';

/** Tabs that are links. @param {{label: string, class?: string, items: {href: string, text: any, on: boolean}[]}} props */
export const NavTabs = ({ label, items, class: c = '' }) => html`
  <nav class=${'tabs ' + c} aria-label=${label}>${items.map((item) => html`<a key=${item.href} href=${item.href} aria-current=${item.on ? 'page' : undefined}>${item.text}</a>`)}</nav>`;

/**
 * Tabs over panels of the same page; the panel has `id={panel-<value>}` and `role=tabpanel`.
 * @param {{label: string, class?: string, value: string, onChange: (value: string) => void, items: [value: string, text: any][]}} props
 */
export function Tabs({ label, value, onChange, items, class: c = '' }) {
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const at = items.findIndex(([v]) => v === value);
    const to = /** @type {Record<string, number>} */ ({ ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 })[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = items[(to + items.length) % items.length][0];
    onChange(next);
    document.getElementById('tab-' + next)?.focus();
  };
  return html`
    <div class=${'tabs ' + c} role="tablist" aria-label=${label} onKeyDown=${key}>
      ${items.map(([v, text]) => html`
        <button key=${v} id=${'tab-' + v} type="button" role="tab" aria-selected=${v === value ? 'true' : 'false'} aria-controls=${'panel-' + v}
          tabindex=${v === value ? 0 : -1} onClick=${() => onChange(v)}>${text}</button>`)}
    </div>`;
}
