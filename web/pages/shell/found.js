// What the palette found, as lines: what each record is called, where the words stand in it, and where it opens.
import { t } from '../../lib/i18n.js';
import { fieldIn, label } from '../../lib/fields.js';
import { date, datetime, int, moneyShort } from '../../lib/format.js';
import { go } from '../../lib/router.js';
import { placeOfRecord } from '../../lib/places.js';

/** @typedef {{kind: string, id: string, fields: Record<string, any>, customer?: {id: string, name: string}|null, match?: {field: string, text: string}}} Item match: where the server found the words */
/** @typedef {{kind: string, total: number, items: Item[]}} Section */

/** @type {Record<string, string>} */
const ICONS = { contacts: 'user', followups: 'phone', tasks: 'todo', services: 'headset', deals: 'handshake', orders: 'sheet', participations: 'tag', attachments: 'doc', payments: 'yen', consents: 'shield' };

/** What a record is called, the texts in which the words may stand, and what tells it from others; said: the text in which the server found the words. @type {Record<string, (v: Record<string, any>, said?: string) => {title: string, texts: any[], end: any[]}>} */
const READ = {
  customers: (v) => ({ title: v.name, texts: [v.code, v.short_name, v.contact_name, v.phone, v.email], end: [v.code, v.owner?.name] }),
  contacts: (v) => ({ title: [v.name, v.title].filter(Boolean).join(' '), texts: [v.department, v.phone, v.email, v.wechat, v.remark], end: [] }),
  followups: (v, said) => ({ title: said || v.method?.label, texts: [], end: [date(v.at)] }),
  tasks: (v) => ({ title: v.title, texts: [v.note], end: [v.assignee?.name, datetime(v.due)] }),
  services: (v, said) => ({ title: v.description || said || v.number, texts: [v.number, v.result], end: [v.number, v.status?.label] }),
  deals: (v) => ({ title: v.title, texts: [v.contract_no, v.product, v.remark, v.lost_note], end: [v.stage?.label, moneyShort(v.amount ?? v.expected_amount)] }),
  orders: (v) => ({ title: [v.number, v.product].filter(Boolean).join(' '), texts: [v.source], end: [moneyShort(v.amount), date(v.at)] }),
  participations: (v) => ({ title: v.campaign, texts: [v.note], end: [v.result?.label, date(v.at)] }),
  attachments: (v) => ({ title: v.name, texts: [v.media], end: [date(v.at)] }),
  payments: (v) => ({ title: [v.kind?.label, moneyShort(v.amount)].filter(Boolean).join(' '), texts: [v.note], end: [date(v.on)] }),
  consents: (v) => ({ title: v.purpose?.label, texts: [v.evidence], end: [v.state?.label, date(v.at)] }),
};

/** How much of a long text stands before the words that were searched, letters. */
const BEFORE = 12;
const LENGTH = 60;

/** The part of a text around the words. @param {string} text @param {string} q */
export function around(text, q) {
  const flat = text.replace(/\s+/g, ' ');
  const at = flat.toLowerCase().indexOf(q.toLowerCase());
  if (at <= BEFORE) return flat.slice(0, LENGTH);
  return '…' + flat.slice(at - BEFORE, at - BEFORE + LENGTH);
}

/** Where the words stand when the title does not have them. @param {string} title @param {any[]} texts @param {string} q @param {Item} item */
function elsewhere(title, texts, q, { kind, match }) {
  const has = (/** @type {any} */ text) => typeof text === 'string' && text.toLowerCase().includes(q.toLowerCase());
  if (!q || has(title)) return '';
  const found = texts.find(has);
  if (found) return around(found, q);
  const field = match && !title.includes(match.text) ? fieldIn(kind, match.field) : null;
  return match && field ? `${label(field)} ${around(match.text, q)}` : '';
}

/** The lines of a section. @param {Section} section @param {string} q @returns {import('./palette.js').Entry[]} */
export function linesOf(section, q) {
  const group = t('palette.section', { kind: t('kinds.' + section.kind), n: int(section.total) });
  return section.items.map((item) => {
    const { title, texts, end } = (READ[section.kind] || READ.tasks)(item.fields, item.match?.text);
    const customer = item.customer ?? item.fields.customer ?? null;
    const to = placeOfRecord(section.kind, item.id, customer);
    const name = section.kind === 'customers' ? item.fields.name : undefined;
    return {
      id: section.kind + item.id, group, icon: ICONS[section.kind], name, text: around(title || t('ui.none'), q), hit: q, sub: elsewhere(title || '', texts, q, item),
      end: [...(customer && !name ? [customer.name] : []), ...end].filter(Boolean).join(' · '), run: () => { if (to) go(to); },
    };
  });
}

/** Where all that was found of a kind can be seen. @param {string} kind @param {string} q */
export const listOf = (kind, q) => ({ customers: '/customers', services: '/services', deals: '/deals' })[kind] + '?' + new URLSearchParams({ q });
