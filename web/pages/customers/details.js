// The cards of a customer page: details by group, key figures, and what is missing.
import { html, useState } from '../../lib/html.js';
import { t, has } from '../../lib/i18n.js';
import { ago, date, daysSince, int, moneyShort, monthsOf, wallNow } from '../../lib/format.js';
import { isMasked, label } from '../../lib/fields.js';
import { isMine, reaches } from '../../lib/session.js';
import { Icon } from '../../ui/icon.js';
import { Inline } from '../../records/inline.js';
import { Contacts } from './contacts.js';
import { completeness, sections } from './sections.js';

/**
 * What the cards need of the page.
 * @typedef {object} Desk
 * @property {import('../../records/record.js').Row} row
 * @property {boolean} editable
 * @property {ReturnType<typeof import('./rights.js').rightsTo>} may
 * @property {(field: import('../../lib/fields.js').Field, draft: any, seen: {version: number, value: any}) => Promise<void>} save seen: the version and the value when editing began
 * @property {import('../../records/live.js').Marks} marks what others have just changed
 * @property {{key: string, tick: number}} wanted the field that the page asks to edit
 * @property {Record<string, string>} revealed
 * @property {(field: import('../../lib/fields.js').Field) => void} reveal
 * @property {(key: string) => void} hide
 * @property {() => void} transition
 * @property {(kind: string) => void} [add]
 * @property {(kind: string, row: Row) => void} [open]
 * @property {(contact: Row) => void} [revealContact]
 * @property {() => void} [refresh]
 * @typedef {import('../../records/kinds.js').Row} Row
 */

/** Whether a masked value may be asked for. @param {import('../../lib/fields.js').Field} field @param {Record<string, any>} values */
const mayReveal = (field, values) => reaches('reveal', values) && (field.visibility === 'clear' || (field.visibility === 'own' && isMine(values)));

/** @param {{desk: Desk, fields: import('../../lib/fields.js').Field[]}} props */
const Fields = ({ desk, fields }) => html`
  <dl class="kvs">${fields.map((field) => {
    const value = desk.row.fields[field.key];
    const warning = desk.row.warnings?.find((one) => one.field === field.key);
    return html`<${Inline} key=${desk.row.id + field.key} field=${field} value=${value} version=${desk.row.version} editable=${desk.editable && field.editable}
      save=${(/** @type {any} */ draft, /** @type {any} */ seen) => desk.save(field, draft, seen)} mark=${desk.marks[field.key]} wanted=${desk.wanted.key === field.key ? desk.wanted.tick : 0}
      warning=${warning?.message} clear=${desk.revealed[field.key]} hide=${() => desk.hide(field.key)} instead=${field.key === 'level' ? desk.transition : undefined}
      reveal=${mayReveal(field, desk.row.fields) && isMasked(field, value) ? () => desk.reveal(field) : undefined} />`;
  })}</dl>`;

/** @param {string} group */
const groupName = (group) => (has('customer.group.' + group) ? t('customer.group.' + group) : group);

/** The main card: basics, contact, business. @param {{desk: Desk, all: boolean, contacts: Row[]}} props */
export function Details({ desk, all, contacts }) {
  const { main } = sections(desk.row.fields, all);
  const { percent } = completeness(desk.row.fields);
  const said = t('customer.complete', { percent });
  return html`
    <section class="card details" aria-label=${t('customer.details')}>
      <div class="card-h"><h2>${t('customer.details')}</h2>
        <span class="push complete" role="img" aria-label=${said} title=${said}>
          <svg width="18" height="18" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="8" class="ring-bg" /><circle cx="10" cy="10" r="8" class="ring" pathLength="100" stroke-dasharray=${percent + ' 100'} />
          </svg>${percent}%
        </span>
      </div>
      ${main.map(([group, fields], i) => html`
        ${group === 'contact' ? html`<${Contacts} desk=${desk} contacts=${contacts} />` : i !== 0 && html`<div class="sub-h"><h3>${groupName(group)}</h3></div>`}
        <${Fields} key=${group} desk=${desk} fields=${fields} />`)}
      ${!main.some(([group]) => group === 'contact') && html`<${Contacts} desk=${desk} contacts=${contacts} />`}
    </section>`;
}

/** The side card: dates, figures, needs, custom fields, housekeeping. @param {{desk: Desk, all: boolean, setAll: (all: boolean) => void}} props */
export function MoreDetails({ desk, all, setAll }) {
  const { side, folded } = sections(desk.row.fields, all);
  return html`
    <section class="card details" aria-label=${t('customer.more_details')}>
      ${side.map(([group, fields], i) => html`
        <div class=${'sub-h' + (i === 0 ? ' first' : '')}><h2 class="f12 t2">${groupName(group)}</h2></div>
        <${Fields} key=${group} desk=${desk} fields=${fields} />`)}
      ${(folded !== 0 || all) && html`<div class="foot-link"><button type="button" class="ev-more" aria-expanded=${all ? 'true' : 'false'} onClick=${() => setAll(!all)}>
        ${all ? t('customer.fewer_fields') : t('customer.all_fields', { count: folded })}</button></div>`}
    </section>`;
}

/** Key figures. @param {{values: Record<string, any>}} props */
export function Figures({ values }) {
  const none = t('customer.figure.none');
  const count = values.deal_count ? int(values.deal_count) : '';
  const deals = count && t(values.last_deal ? 'customer.figure.last_deal' : 'customer.figure.deals', { count, day: values.last_deal && shortDay(values.last_deal) });
  const talked = values.last_contact ? daysSince(values.last_contact) : 0;
  const rows = [
    ['total_amount', t('customer.figure.total'), values.total_amount ? moneyShort(values.total_amount) : none, deals],
    ['satisfaction', t('customer.figure.satisfaction'), values.satisfaction ? score(values.satisfaction) : none, Number(values.service_count) ? t('customer.figure.services', { count: int(values.service_count) }) : ''],
    ['last_contact', t('customer.figure.last'), values.last_contact ? ago(values.last_contact) : none, ago(values.last_contact) === values.last_contact ? '' : values.last_contact ? (1 < talked ? t('customer.figure.since_days', { n: int(talked), day: date(values.last_contact) }) : date(values.last_contact)) : ''],
    ['first_contact', t('customer.figure.length'), values.first_contact ? length(values.first_contact) : none, 0 <= daysSince(values.first_contact || '') ? t('customer.figure.from', { day: date(values.first_contact) }) : ''],
  ].filter(([key]) => key in values);
  if (rows.length === 0) return null;
  return html`<section class="card" aria-label=${t('customer.figures')}><dl class="stats">${rows.map(([key, name, value, note]) => html`
    <div key=${key}><dt>${name}</dt><dd><b>${value}</b><span>${note}</span></dd></div>`)}</dl></section>`;
}

/** @param {string} value one that may be masked */
const score = (value) => (Number.isNaN(Number(value)) ? value : Number(value).toFixed(1));

/** A day of this year without the year. @param {string} day */
const shortDay = (day) => (date(day).slice(0, 4) === wallNow().slice(0, 4) ? date(day).slice(5) : date(day));

/** How long since a date, in words. @param {string} day */
function length(day) {
  const days = Math.max(0, daysSince(day));
  if (Number.isNaN(days)) return day;
  const months = monthsOf(days);
  if (days < 31) return t('customer.length.days', { count: days });
  return months < 12 ? t('customer.length.months', { count: months }) : t('customer.length.years', { years: Math.floor(months / 12), months: months % 12 });
}

/** What is missing, each a way to fill it in. @param {{desk: Desk, edit: (key: string) => void}} props */
export function Missing({ desk, edit }) {
  const [shut, setShut] = useState(false);
  const { missing } = completeness(desk.row.fields);
  if (missing.length === 0 || shut || !desk.editable) return null;
  return html`
    <section class="card" aria-label=${t('customer.incomplete.title')}>
      <div class="card-h"><h2>${t('customer.incomplete.title')}</h2><span class="count">${missing.length}</span>
        <span class="push"><button type="button" class="icon-btn sm" aria-label=${t('ui.close')} title=${t('ui.close')} onClick=${() => setShut(true)}><${Icon} n="x" s=${14} /></button></span></div>
      <div class="missing">${missing.map((field) => html`<button type="button" key=${field.key} onClick=${() => edit(field.key)}>${label(field)}</button>`)}</div>
    </section>`;
}
