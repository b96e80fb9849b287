// The columns of the list: what each shows, which ones are on, and the choice of them.
import { html, signal } from '../../lib/html.js';
import { has, t } from '../../lib/i18n.js';
import { ago, date, daysSince, money, moneyShort } from '../../lib/format.js';
import { choiceText, field, isEmpty, label, partsOf, shownFields, valueText } from '../../lib/fields.js';
import { recall, remember } from '../../lib/prefs.js';
import { session } from '../../lib/session.js';
import { Hit, Tag, Tile, Who } from '../../ui/badge.js';
import { Icon } from '../../ui/icon.js';
import { Popover } from '../../ui/menu.js';
import { Level } from '../../records/value.js';

/** Columns of a list that nobody has changed. */
export const USUAL = ['level', 'contact_name', 'phone', 'owner', 'tags', 'last_contact', 'total_amount'];

/** Shown in other columns, or always there. */
const NEVER = ['name', 'code', 'industry'];

const slot = () => 'columns:' + session.value?.user.id;
/** The choice that was read, and whose it is. */
const chosen = signal({ slot: '', keys: /** @type {string[]} */ ([]) });

/** Columns that are on, beside the name, in the order of the list. */
export function columnsOn() {
  const mine = slot();
  if (chosen.value.slot !== mine) {
    const saved = recall(mine);
    chosen.value = { slot: mine, keys: saved ? saved.split(',').filter(Boolean) : USUAL };
  }
  return chosen.value.keys.filter((key) => field(key));
}

/** @param {string[]} keys */
function choose(keys) {
  chosen.value = { slot: slot(), keys };
  remember(slot(), keys.join(','));
}

/** What to ask of the server for these columns. @param {string[]} keys */
export const fieldsFor = (keys) => [...new Set(['name', 'code', 'industry', 'level', 'phone', 'last_contact', 'total_amount', ...(keys.includes('contact_name') ? ['contact_title'] : []), ...(keys.includes('total_amount') ? ['deal_count'] : []), ...keys])].filter((key) => field(key));

/** Short heading of a column. @param {string} key */
const heading = (key) => (has('col.' + key) ? t('col.' + key) : label(/** @type {any} */ (field(key))));

/** Longest time without contact that is no warning, in days. */
const LONG_AGO = 90;

/** @param {{first: any, second?: any, warn?: boolean}} props */
const Two = ({ first, second, warn }) => html`<span class="two"><span class=${'n1x cut' + (warn ? ' tx-warn' : '')}>${first}</span>${second && html`<span class="n2 cut">${second}</span>`}</span>`;

const DASH = html`<span class="t3">–</span>`;

/** @param {any} row @param {string} q */
const nameCell = (row, q) => html`
  <${Tile} name=${row.fields.name || '?'} />
  <span class="two">
    <a class="cut n1" href=${'#/customer/' + row.id} tabindex="-1"><${Hit} text=${row.fields.name} q=${q} /></a>
    <span class="cut n2"><${Hit} text=${row.fields.code || ''} q=${q} />${row.fields.industry && html` · ${choiceText('industry', row.fields.industry)}`}</span>
  </span>`;

/** @param {any} row */
const lastContact = (row) => {
  const at = row.fields.last_contact;
  return isEmpty(at) ? DASH : html`<${Two} first=${ago(at)} second=${ago(at) === at ? '' : date(at)} warn=${LONG_AGO < daysSince(at)} />`;
};

/** @param {any} row */
const amount = (row) => {
  const { total_amount: total, deal_count: deals } = row.fields;
  if (isEmpty(total) || Number(total) === 0) return DASH;
  return html`<span class="two"><span class="n1x" title=${money(total)}>${moneyShort(total)}</span>${deals ? html`<span class="n2">${t('col.deals', { n: deals })}</span>` : ''}</span>`;
};

/** @param {any} row */
const region = (row) => valueText(/** @type {any} */ (field('region')), row.fields.region);

/** @param {any} row */
const tags = (row) => {
  const all = partsOf(row.fields.tags);
  const names = all.map((/** @type {any} */ one) => choiceText('tags', one));
  return html`${names.slice(0, 1).map((/** @type {string} */ name) => html`<${Tag} key=${name}><span class="cut">${name}</span><//>`)}${all.length > 1 && html`<span class="count" title=${names.join(t('ui.list_comma'))}>+${all.length - 1}</span>`}`;
};

/** @type {Record<string, {width: string, num?: boolean, cell: (row: any) => any}>} */
const SPECIAL = {
  level: { width: 'minmax(98px, .4fr)', cell: (row) => html`<${Level} value=${row.fields.level} />` },
  contact_name: { width: 'minmax(92px, .5fr)', cell: (row) => (isEmpty(row.fields.contact_name) ? DASH : html`<${Two} first=${row.fields.contact_name} second=${row.fields.contact_title} />`) },
  phone: { width: '128px', cell: (row) => row.fields.phone || DASH },
  owner: { width: 'minmax(92px, .4fr)', cell: (row) => (row.fields.owner ? html`<${Who} name=${row.fields.owner.name} />` : DASH) },
  tags: { width: 'minmax(116px, .5fr)', cell: tags },
  region: { width: 'minmax(168px, .6fr)', cell: (row) => (row.fields.region ? html`<span class="cut" title=${region(row)}>${region(row)}</span>` : DASH) },
  last_contact: { width: '104px', cell: lastContact },
  total_amount: { width: '110px', num: true, cell: amount },
};

/** @param {string} key @returns {import('../../ui/grid.js').Column} */
function column(key) {
  const one = /** @type {import('../../lib/fields.js').Field} */ (field(key));
  const num = ['money', 'integer', 'decimal'].includes(one.type);
  const plain = { width: 'minmax(116px, .5fr)', num, cell: (/** @type {any} */ row) => (isEmpty(row.fields[key]) ? DASH : html`<span class="cut" title=${valueText(one, row.fields[key])}>${valueText(one, row.fields[key])}</span>`) };
  const sorts = one.sortable && !['tags', 'multi_select', 'users'].includes(one.type);
  return { key, title: heading(key), sort: sorts ? key : undefined, ...(SPECIAL[key] || plain) };
}

/** All columns of the list. @param {string} q @param {boolean} cards @param {import('../../ui/grid.js').Column[]} extra */
export function columns(q, cards, extra) {
  const name = { key: 'name', title: t('col.name'), width: 'minmax(232px, 1.6fr)', sort: field('name')?.sortable ? 'name' : undefined, cell: (/** @type {any} */ row) => nameCell(row, q) };
  if (!cards) return [name, ...extra, ...columnsOn().map(column)];
  return [
    name,
    { key: 'level', title: '', width: '', cell: (/** @type {any} */ row) => html`<${Level} value=${row.fields.level} />` },
    { key: 'meta', title: '', width: '', cell: (/** @type {any} */ row) => html`<span>${row.fields.phone || DASH}</span><span class=${row.fields.last_contact && LONG_AGO < daysSince(row.fields.last_contact) ? 'tx-warn' : 't3'}>${ago(row.fields.last_contact)}</span>` },
    extra.length ? { ...extra[extra.length - 1], key: 'amount' } : { key: 'amount', title: '', width: '', cell: (/** @type {any} */ row) => (Number(row.fields.total_amount) === 0 ? '' : moneyShort(row.fields.total_amount)) },
  ];
}

/** Which columns are shown. */
export function ColumnChooser() {
  const on = columnsOn();
  const all = shownFields().filter((one) => !NEVER.includes(one.key));
  /** @param {string} key */
  const toggle = (key) => choose(on.includes(key) ? on.filter((k) => k !== key) : all.map((one) => one.key).filter((k) => on.includes(k) || k === key).sort((a, b) => rank(a) - rank(b)));
  const rank = (/** @type {string} */ key) => (USUAL.includes(key) ? USUAL.indexOf(key) : USUAL.length + all.findIndex((one) => one.key === key));
  return html`
    <${Popover} label=${t('customers.columns')} class="icon-btn" align="end" trigger=${html`<${Icon} n="columns" />`}>
      ${() => html`
        <div class="colpick">
          <p class="colpick-h">${t('customers.columns.always')}</p>
          ${all.map((one) => html`<label key=${one.key}><input type="checkbox" class="check" checked=${on.includes(one.key)} onChange=${() => toggle(one.key)} />${label(one)}</label>`)}
          <button type="button" class="btn sm" onClick=${() => choose(USUAL)}>${t('customers.columns.reset')}</button>
        </div>`}
    <//>`;
}
