// What a record of any kind is called in a line of its own, and what is said of it beneath.
import { choiceText, fieldIn } from '../../lib/fields.js';
import { date, datetime, money, size } from '../../lib/format.js';

/** @param {string} kind @param {string} key @param {any} value */
const choice = (kind, key, value) => choiceText(fieldIn(kind, key) || key, value);

/** @type {Record<string, (v: Record<string, any>) => [title: any, beneath: any[]]>} */
const SAID = {
  customers: (v) => [v.name, [v.code]],
  contacts: (v) => [v.name, [v.department, v.title, v.phone]],
  followups: (v) => [v.content, [choice('followups', 'method', v.method), datetime(v.at)]],
  tasks: (v) => [v.title, [v.assignee?.name, datetime(v.due)]],
  services: (v) => [v.description || v.number, [v.number, choice('services', 'type', v.type)]],
  deals: (v) => [v.title, [choice('deals', 'stage', v.stage), money(v.amount ?? v.expected_amount), v.contract_no]],
  orders: (v) => [v.number, [v.product, money(v.amount), v.source]],
  participations: (v) => [v.campaign, [choice('participations', 'channel', v.channel), date(v.at)]],
  consents: (v) => [choice('consents', 'purpose', v.purpose), [choice('consents', 'state', v.state), date(v.at)]],
  payments: (v) => [money(v.amount), [choice('payments', 'kind', v.kind), date(v.on)]],
  attachments: (v) => [v.name, [v.size ? size(Number(v.size)) : '', date(v.at)]],
};

/** Fields that these words need. @type {Record<string, string[]>} */
export const ASKED = {
  contacts: ['name', 'department', 'title', 'phone'], followups: ['content', 'method', 'at'], tasks: ['title', 'assignee', 'due'], services: ['description', 'number', 'type', 'handler'],
  deals: ['title', 'stage', 'amount', 'expected_amount', 'contract_no', 'owner'], orders: ['number', 'product', 'amount', 'source'], participations: ['campaign', 'channel', 'at'],
  consents: ['purpose', 'state', 'at'], payments: ['amount', 'kind', 'on'], attachments: ['name', 'size', 'at'],
};

/** Longest title, letters. */
const LENGTH = 60;

/** @param {string} kind @param {Record<string, any>} values @returns {string} */
export const titleOf = (kind, values) => String(SAID[kind](values)[0] || '—').replace(/\s+/g, ' ').slice(0, LENGTH);

/** @param {string} kind @param {Record<string, any>} values @returns {string} */
export const beneathOf = (kind, values) => SAID[kind](values)[1].filter(Boolean).join(' · ');
