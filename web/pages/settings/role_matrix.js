// What a role may do: a table of objects and actions with how far each reaches, and the rights over the system.
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { narrow } from '../../lib/prefs.js';
import { Icon } from '../../ui/icon.js';

/** @typedef {import('./role_draft.js').Draft} Draft */

const ICONS = /** @type {Record<string, string>} */ ({ customers: 'users' });

/** Shown at once; the others are about these, and mostly as these. */
const FIRST = 'customers';

/** How far something reaches, as a choice. @param {{label: string, value: string, scopes: string[], locked: boolean, put: (scope: string) => void}} props */
const Cell = ({ label, value, scopes, locked, put }) => html`
  <span class=${'scsel ' + value}><i class=${'scope ' + value}></i>
    <select aria-label=${label} disabled=${locked} value=${value} onChange=${(/** @type {any} */ e) => put(e.target.value)}>
      ${scopes.map((scope) => html`<option key=${scope} value=${scope} selected=${scope === value}>${t('scope.' + scope)}</option>`)}
    </select></span>`;

/**
 * @param {{draft: Draft, actions: string[], scopes: string[], locked: boolean, put: (kind: string, action: string, scope: string) => void}} props
 *   locked: the role cannot be changed
 */
export function Matrix({ draft, actions, scopes, locked, put }) {
  const kinds = Object.keys(draft.rights);
  const others = kinds.filter((kind) => kind !== FIRST);
  const [unfolded, setUnfolded] = useState(false);
  /** Whether there is such a thing to be done with records of the kind. @param {string} kind @param {string} action */
  const has = (kind, action) => action in draft.rights[kind];
  /** @param {string} kind @param {string} action */
  const cell = (kind, action) => html`<${Cell} label=${t('object.' + kind) + ' · ' + t('action.' + action)} value=${draft.rights[kind][action]} scopes=${scopes} locked=${locked}
    put=${(/** @type {string} */ scope) => put(kind, action, scope)} />`;
  /** @param {string} kind */
  const row = (kind) => html`<tr key=${kind}><th scope="row"><span class="row"><${Icon} n=${ICONS[kind] || 'doc'} s=${15} c="t3" />${t('object.' + kind)}</span></th>
    ${actions.map((action) => html`<td key=${action}>${has(kind, action) && cell(kind, action)}</td>`)}</tr>`;
  return html`
    <section class="card" aria-labelledby="matrix-title">
      <div class="card-h"><h2 id="matrix-title">${t('roles.matrix')}</h2>
        <span class="push scopes only-d" aria-hidden="true">${scopes.map((scope) => html`<span key=${scope}><i class=${'scope ' + scope}></i>${t('scope.' + scope)}</span>`)}</span></div>
      ${narrow.value
        ? html`<div class="mx-m">${kinds.map((kind, i) => html`
            <details key=${kind} open=${i === 0}><summary><${Icon} n=${ICONS[kind] || 'doc'} s=${15} /><span class="grow">${t('object.' + kind)}</span>
              <span class="row tight" aria-hidden="true">${actions.filter((action) => has(kind, action)).map((action) => html`<i key=${action} class=${'scope ' + draft.rights[kind][action]}></i>`)}</span><${Icon} n="chevD" s=${14} /></summary>
              ${actions.filter((action) => has(kind, action)).map((action) => html`<div class="mx-r" key=${action}><span class="grow">${t('action.' + action)}</span>${cell(kind, action)}</div>`)}</details>`)}</div>`
        : html`<div class="tblbox" tabindex="0" role="group" aria-labelledby="matrix-title"><table class="mx">
            <thead><tr><th scope="col">${t('roles.object')}</th>${actions.map((action) => html`<th scope="col" key=${action}>${t('action.' + action)}</th>`)}</tr></thead>
            <tbody>${row(FIRST)}</tbody>
            <tbody><tr><th scope="rowgroup" colspan=${actions.length + 1}>
              <button type="button" class="ev-more" aria-expanded=${unfolded ? 'true' : 'false'} onClick=${() => setUnfolded(!unfolded)}><${Icon} n=${unfolded ? 'chevD' : 'chevR'} s=${14} /> ${t('roles.children', { n: others.length })}</button></th></tr>
              ${unfolded && others.map(row)}</tbody>
          </table></div>`}
    </section>`;
}

/** @param {{draft: Draft, all: string[], locked: boolean, put: (right: string, on: boolean) => void}} props */
export const SystemRights = ({ draft, all, locked, put }) => html`
  <section class="card" aria-labelledby="system-title">
    <div class="card-h"><div><h2 id="system-title">${t('roles.system')}</h2></div></div>
    <ul class="fvs sys">${all.map((right) => html`
      <li key=${right}><label class="grow" for=${'right-' + right}><b>${t('settings.right.' + right)}</b><span class="f12 t3">${t('right.' + right + '.text')}</span></label>
        <input type="checkbox" class="switch" role="switch" id=${'right-' + right} disabled=${locked} checked=${draft.system.includes(right)} onChange=${(/** @type {any} */ e) => put(right, e.target.checked)} /></li>`)}</ul>
  </section>`;
