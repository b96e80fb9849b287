// The help page: contents at the side, sections from data, everything searchable in the page itself.
import { html, useEffect, useState } from '../lib/html.js';
import { has, t } from '../lib/i18n.js';
import { labelOf } from '../lib/fields.js';
import { route } from '../lib/router.js';
import { session } from '../lib/session.js';
import { Empty, Note } from '../ui/empty.js';
import { Icon } from '../ui/icon.js';
import { SECTIONS } from './help_sections.js';

/** @typedef {import('./help_sections.js').Block} Block @typedef {import('./help_sections.js').Row} Row */

/** Whether a section says a word somewhere. @param {{id: string, blocks: Block[]}} section @param {string} word */
function says(section, word) {
  const keys = (/** @type {any} */ part) => (typeof part === 'string' ? [part] : Array.isArray(part) ? part.flatMap(keys) : part && typeof part === 'object' ? Object.values(part).flatMap(keys) : []);
  return [t('help.' + section.id), ...keys(section.blocks).map((/** @type {string} */ key) => (has(key) ? t(key) : key))].some((text) => text.toLowerCase().includes(word));
}

export function Help() {
  const [text, setText] = useState('');
  const [at, setAt] = useState('');
  const word = text.trim().toLowerCase();
  const shown = SECTIONS.filter((section) => !word || says(section, word));
  /** @param {Event|null} event @param {string} id */
  const jump = (event, id) => {
    event?.preventDefault();
    setAt(id);
    const heading = document.getElementById('help-' + id);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  };
  useEffect(() => {
    const section = route.value.query.get('section');
    if (section) jump(null, section);
  }, []);
  return html`
    <div class="page">
      <header class="page-h"><h1 class="grow" data-page-title tabindex="-1">${t('help.title')}</h1>
        <div class="searchbox help-find"><${Icon} n="search" s=${15} /><input class="input" type="search" aria-label=${t('help.find')} placeholder=${t('help.find')} value=${text} onInput=${(/** @type {any} */ e) => setText(e.target.value)} /></div>
      </header>
      <div class="help">
        <nav class="help-nav" aria-label=${t('help.contents')}>
          ${shown.map(({ id }) => html`<a key=${id} href=${'#/help'} aria-current=${at === id ? 'true' : undefined} onClick=${(/** @type {Event} */ e) => jump(e, id)}>${t('help.' + id)}</a>`)}
        </nav>
        <div class="help-b">
          ${shown.length === 0 && html`<${Empty} icon="search" title=${t('help.none')} />`}
          ${shown.map(({ id, blocks }) => html`
            <section class="card help-s" key=${id} aria-labelledby=${'help-' + id}>
              <h2 id=${'help-' + id} tabindex="-1">${t('help.' + id)}</h2>
              ${blocks.map((block, i) => html`<${Part} key=${i} block=${block} />`)}
            </section>`)}
          <p class="f12 t3">${t('help.version', { version: session.value?.version || '' })}</p>
        </div>
      </div>
    </div>`;
}

/** @param {{block: any}} props */
function Part({ block }) {
  if (block.p) return html`<p>${t(block.p)}</p>`;
  if (block.note) return html`<${Note} tone=${block.kind}>${t(block.note)}<//>`;
  if (block.ask) return html`<h3>${t(block.ask)}</h3><p>${t(block.answer)}</p>`;
  if (block.steps) return html`<ol>${block.steps.map((/** @type {string} */ key) => html`<li key=${key}><span>${t(key)}</span></li>`)}</ol>`;
  const [left, right] = block.table;
  return html`
    <div class="tblbox" tabindex="0" role="group" aria-label=${t(left) + ' · ' + t(right)}><table class="tbl">
      <thead><tr><th scope="col">${t(left)}</th><th scope="col">${t(right)}</th></tr></thead>
      <tbody>${block.rows.map((/** @type {Row} */ row, /** @type {number} */ i) => html`<tr key=${i}><td>${first(row)}</td><td>${second(row)}</td></tr>`)}</tbody>
    </table></div>`;
}

/** @param {Row} row */
function first(row) {
  if (row.keys) return row.keys.map((key) => html`<kbd key=${key}>${key}</kbd>`);
  const code = row.codeKey ? t(row.codeKey) : row.code;
  if (!code) return t(row.text || '');
  const parts = code.split(/ {3,}/);
  return parts.map((part, i) => html`${i !== 0 && html`<br />`}${row.link
    ? html`<a class="link" href=${`#/customers?${row.link}=${encodeURIComponent(part)}`} title=${t('help.try')}><code>${part}</code></a>`
    : html`<code>${part}</code>`}`);
}

/** @param {Row} row */
function second(row) {
  if (row.field) return row.field.includes('.') ? t(row.field) : labelOf(row.field);
  return t(row.text || '');
}
