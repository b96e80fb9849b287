// One entry of the audit log: who, about what, old value to new.
import { html } from '../../lib/html.js';
import { can } from '../../lib/session.js';
import { field as fieldOf, isEmpty, labelOf } from '../../lib/fields.js';
import { has, t } from '../../lib/i18n.js';
import { Shown } from '../../records/shown.js';

/**
 * @typedef {{field: string, label: string, before: any, after: any}} Change
 * @typedef {object} Entry
 * @property {number} seq
 * @property {string} at
 * @property {{id?: string, name?: string, system?: boolean, operator?: boolean}} actor
 * @property {string} deed
 * @property {{kind: string, id: string, label: string}|null} record
 * @property {Change[]} changes
 * @property {string} note
 * @property {string} address
 * @property {string} request
 */

/** @param {Entry} entry */
export function actorText(entry) {
  if (entry.actor.system) return t('audit.system');
  return entry.actor.operator ? t('audit.operator') : entry.actor.name || entry.actor.id || '—';
}

/** What to filter by for the same person. @param {Entry} entry */
export const actorKey = (entry) => (entry.actor.system ? 'system' : entry.actor.operator ? 'operator' : entry.actor.id || '');

/** @param {Entry} entry */
export const recordText = (entry) => (entry.record ? `${t('audit.kind.' + entry.record.kind)} ${entry.record.label || t('audit.gone')}` : '');

/** The record, as a link where it can be gone to. @param {{entry: Entry}} props */
export function RecordName({ entry }) {
  const { record } = entry;
  if (!record) return html`<span class="t3">—</span>`;
  const text = record.label || t('audit.gone');
  const kind = html`<span class="t3">${t('audit.kind.' + record.kind)} </span>`;
  if (record.kind !== 'customers' || !record.label || !can('view')) return html`${kind}${text}`;
  return html`${kind}<a class="link mono" href=${'#/customer/' + record.id}>${text}</a>`;
}

/** A value of any kind of record. @param {{change: Change, kind: string, value: any}} props */
function Told({ change, kind, value }) {
  const field = kind === 'customers' ? fieldOf(change.field) : undefined;
  if (isEmpty(value)) return html`<span class="t3">${t('audit.empty')}</span>`;
  if (field) return html`<${Shown} field=${field} value=${value} plain />`;
  return plain(value);
}

/** @param {any} value @returns {string} */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain).join(t('ui.list_comma'));
  if (typeof value === 'boolean') return t(value ? 'ui.yes' : 'ui.no');
  return value && typeof value === 'object' ? String(value.label ?? value.name ?? value.value ?? '') : String(value);
}

/** Old value to new; the label alone where the values are not for this viewer. @param {{change: Change, kind: string, entry: Entry}} props */
export function ChangeLine({ change, kind, entry }) {
  const [gone, none] = [isEmpty(change.after), isEmpty(change.before)];
  const silent = (gone && none) || entry.deed === 'reveal' || (entry.deed !== 'create' && JSON.stringify(change.before) === JSON.stringify(change.after));
  if (silent) return html`<span class="ev-line"><span>${change.label}</span></span>`;
  return html`<span class="ev-line"><span class="t3">${change.label}</span>
    ${!none && html`<span class="was"><${Told} change=${change} kind=${kind} value=${change.before} /></span>`}
    <span class="t3" aria-label=${t('audit.became')} role="img">→</span><span class="ev-line"><${Told} change=${change} kind=${kind} value=${change.after} /></span></span>`;
}

/** What a note says: texts that people wrote as they are, the words of the server in the language of the page. @param {Entry} entry @returns {string} */
export function noteText(entry) {
  const { deed, note } = entry;
  const known = `audit.note.${deed}.${note}`;
  if (has(known)) return t(known);
  const [first, second] = note.split(' ');
  if (deed === 'lookup' && second) return t(second === 'hit' ? 'audit.note.hit' : 'audit.note.miss', { label: labelOf(first) });
  if (deed === 'export' && has('audit.note.of.' + first)) return t('audit.note.of.' + first, { format: (second || '').toUpperCase() });
  return deed === 'undo' && /^\d+$/.test(note) ? t('audit.note.batch', { n: note }) : note;
}

/** The first changes and how many more there are; then why. @param {{entry: Entry, most?: number}} props */
export function What({ entry, most = 2 }) {
  const shown = entry.changes.slice(0, most);
  const more = entry.changes.length - shown.length;
  return html`
    ${shown.map((change) => html`<${ChangeLine} key=${change.field} change=${change} kind=${entry.record?.kind || ''} entry=${entry} />`)}
    ${0 < more && html`<span class="t3 f12">${t('audit.more_changes', { n: more })}</span>`}
    ${entry.note && html`<span class="aud-note">${noteText(entry)}</span>`}`;
}
