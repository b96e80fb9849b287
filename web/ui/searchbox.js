// The search above a list: filters as one types, Esc clears, ↓ goes into the rows.
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { composing } from '../lib/keys.js';
import { setQuery } from '../lib/router.js';
import { IconBtn } from './button.js';
import { Icon } from './icon.js';

/** Pause after the last key, ms. */
const WAIT = 90;

/** @param {{q: string, label: string, placeholder: string, into?: string}} props into: selector of where ↓ leads */
export function SearchBox({ q, label, placeholder, into = '.grid-r[tabindex="0"], .grid-r' }) {
  const [text, setText] = useState(q);
  const timer = useRef(0);
  const sent = useRef(q);
  useEffect(() => { if (q !== sent.current) { sent.current = q; setText(q); } }, [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  /** @param {string} value @param {number} [wait] ms */
  const search = (value, wait = WAIT) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => { sent.current = value.trim(); setQuery({ q: value.trim() || null }, true); }, wait);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (composing(event)) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      search('', 0);
    }
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      /** @type {HTMLElement|null} */ (document.querySelector(into))?.focus();
    }
  };
  return html`
    <div class="searchbox">
      <${Icon} n="search" />
      <input class="input" id="q" type="search" value=${text} autocomplete="off" spellcheck="false" placeholder=${placeholder} aria-label=${label}
        onInput=${(/** @type {any} */ e) => search(e.target.value)} onKeyDown=${key} />
      ${text
        ? html`<span class="tail"><${IconBtn} n="x" s=${14} class="sm" label=${t('ui.clear_search')} onClick=${() => { search('', 0); document.getElementById('q')?.focus(); }} /></span>`
        : html`<span class="tail only-d"><kbd>/</kbd></span>`}
    </div>`;
}
