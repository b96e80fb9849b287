// Which fields a role sees and how, with a sample of what it looks like, and which it may write.
import { html, useState } from '../../lib/html.js';
import { kinds, label } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { narrow } from '../../lib/prefs.js';
import { IconBtn, Seg } from '../../ui/button.js';
import { Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { KIND, isNamed, namedIn, putDefault, putSight, sampleOf, sightOf } from './role_draft.js';

/** @typedef {import('./role_draft.js').Draft} Draft @typedef {import('./role_draft.js').Sight} Sight @typedef {import('../../lib/fields.js').Field} Field */

const ICONS = /** @type {Record<string, string>} */ ({ contact_name: 'user', phone: 'phone', email: 'mail', address: 'map', id_number: 'doc' });

/** What it looks like to somebody with the role. @param {{field: Field|null, see: string}} props */
function Sample({ field, see }) {
  const [masked, clear] = sampleOf(field);
  if (see === 'hidden') return html`<span class="fv-x t3">—</span>`;
  if (field?.privacy === 'open') return html`<span class="fv-x t3">${t(see === 'clear' ? 'roles.sample.open' : 'roles.sample.masked')}</span>`;
  if (!field || see === 'masked') return html`<span class="fv-x mono t3">${field ? masked : t('see.' + see + '.text')}</span>`;
  return html`<span class="fv-x mono t3">${masked}<${Icon} n="eye" s=${13} />${clear}${see === 'own' && t('roles.sample.own')}</span>`;
}

/**
 * @param {{id: string, name: any, icon: string, field: Field|null, sight: Sight, sees: string[], locked: boolean, writes: boolean,
 *   put: (sight: Sight) => void, forget?: () => void}} props
 *   writes: whether people fill it in at all; forget: given where the role need not name the field
 */
function Row({ id, name, icon, field, sight, sees, locked, writes, put, forget }) {
  const see = (/** @type {string} */ value) => put({ ...sight, see: value });
  const opts = sees.map((one) => /** @type {[string, string]} */ ([one, t('see.' + one)]));
  return html`
    <li>
      <${Icon} n=${icon} s=${15} c="t3" /><span class="fv-n">${name}</span>
      <${Sample} field=${field} see=${sight.see} />
      ${narrow.value || locked
        ? html`<${Select} class="sm fv-s" aria-label=${t('roles.see.of', { name })} disabled=${locked} value=${sight.see} opts=${opts} onChange=${(/** @type {any} */ e) => see(e.target.value)} />`
        : html`<${Seg} label=${t('roles.see.of', { name })} value=${sight.see} onChange=${see} opts=${opts} />`}
      <label class="fv-w" for=${id}>${writes
        ? html`<input type="checkbox" class="check" id=${id} aria-label=${t('roles.write.of', { name })} disabled=${locked || sight.see === 'hidden'} checked=${sight.write && sight.see !== 'hidden'}
            onChange=${(/** @type {any} */ e) => put({ ...sight, write: e.target.checked })} />${t('roles.write')}`
        : html`<span class="t3">${t('roles.write.never')}</span>`}</label>
      <span class="fv-d">${forget && !locked && html`<${IconBtn} n="x" s=${14} class="sm" label=${t('roles.forget', { name })} onClick=${forget} />`}</span>
    </li>`;
}

/**
 * The fields of one kind that the role says something about, and the choice of a further one.
 * @param {{kind: string, draft: Draft, sees: string[], locked: boolean, set: (draft: Draft) => void, children?: any}} props children: further rows
 */
function Fields({ kind, draft, sees, locked, set, children }) {
  const shown = (kinds.value[kind] || []).filter((one) => !one.hidden);
  const rows = shown.filter((one) => one.privacy !== 'open' || isNamed(draft, kind, one));
  const others = shown.filter((one) => !rows.includes(one) && (!one.derived || kind !== KIND));
  const id = 'fv-add-' + kind;
  return html`
    ${(rows.length !== 0 || children) && html`<ul class="fvs">
      ${rows.map((field) => html`
        <${Row} key=${field.key} id=${`write-${kind}-${field.key}`} name=${label(field)} icon=${ICONS[field.key] || (field.privacy === 'open' ? 'doc' : 'lock')} field=${field} sight=${sightOf(draft, kind, field)}
          sees=${field.privacy === 'open' ? sees.filter((one) => one !== 'own') : sees} locked=${locked} writes=${field.editable || Boolean(field.opening)} put=${(/** @type {Sight} */ sight) => set(putSight(draft, kind, field, sight))}
          forget=${field.privacy === 'open' ? () => set(putSight(draft, kind, field, null)) : undefined} />`)}
      ${children}
    </ul>`}
    ${!locked && html`<div class="fv-add"><label class="f12 t2" for=${id}>${t('roles.limit')}</label>
      <${Select} id=${id} class="sm" value="" opts=${[['', t('ui.choose')], ...others.map((one) => [one.key, label(one)])]}
        onChange=${(/** @type {any} */ e) => {
          const field = others.find((one) => one.key === e.target.value);
          e.target.value = '';
          if (field) set(putSight(draft, kind, field, { see: 'clear', write: false }));
        }} /></div>`}`;
}

/** Of a kind about customers, folded until it is looked at. @param {{kind: string, draft: Draft, sees: string[], locked: boolean, set: (draft: Draft) => void}} props */
function Folded(props) {
  const { kind, draft } = props;
  const [open, setOpen] = useState(false);
  const n = namedIn(draft, kind);
  return html`
    <div class="fv-k"><button type="button" class="ev-more" aria-expanded=${open ? 'true' : 'false'} onClick=${() => setOpen(!open)}><${Icon} n=${open ? 'chevD' : 'chevR'} s=${14} /> ${t('object.' + kind)}${n !== 0 && html` <span class="t3">${t('roles.fields.n', { n })}</span>`}</button></div>
    ${open && html`<${Fields} ...${props} />`}`;
}

/** @param {{draft: Draft, sees: string[], locked: boolean, set: (draft: Draft) => void}} props sees: from nothing to everything */
export function Visibility(props) {
  const { draft, sees, locked, set } = props;
  return html`
    <section class="card" aria-labelledby="fields-title">
      <div class="card-h"><div><h2 id="fields-title">${t('roles.fields')}</h2><p class="f12 t3">${t('roles.fields.text')}</p></div></div>
      <${Fields} ...${props} kind=${KIND}>
        <${Row} key="" id="write-default" name=${t('roles.others')} icon="lock" field=${null} sight=${draft.visibility[KIND].default} sees=${sees} locked=${locked} writes
          put=${(/** @type {Sight} */ sight) => set(putDefault(draft, sight))} />
      <//>
      ${Object.keys(draft.visibility).filter((kind) => kind !== KIND && kinds.value[kind]).map((kind) => html`<${Folded} key=${kind} ...${props} kind=${kind} />`)}
    </section>`;
}
