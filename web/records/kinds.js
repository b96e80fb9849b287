// The kinds of records about a customer: how each looks, which fields its form asks for, and when.
import './icons.js';
import { fieldIn, kinds, optionOf } from '../lib/fields.js';
import { t } from '../lib/i18n.js';

/** @typedef {import('../lib/fields.js').Field} Field */
/** @typedef {{id: string, version: number, fields: Record<string, any>}} Row */

/** Icon of a kind, and the colour of its mark. @type {Record<string, [icon: string, tone: string]>} */
const LOOKS = {
  contacts: ['user', 'info'], followups: ['phone', 'info'], tasks: ['todo', 'slate'], services: ['headset', 'violet'], deals: ['handshake', 'ok'],
  orders: ['cart', 'ok'], participations: ['flag', 'warn'], consents: ['shield', 'slate'], payments: ['yen', 'ok'], attachments: ['clip', 'slate'],
  changes: ['refresh', 'slate'],
};

/** Icon of a way to talk, by the code of the option. @type {Record<string, string>} */
export const METHOD_ICONS = { call: 'phone', visit: 'visit', mail: 'mail', meeting: 'video', wechat: 'message', other: 'more', note: 'edit' };

/** @param {string} kind */
export const toneOf = (kind) => LOOKS[kind]?.[1] || 'slate';

/** @param {string} kind @param {Record<string, any>} [values] */
export function iconOf(kind, values) {
  if (kind === 'followups' && values) return METHOD_ICONS[codeOf(kind, 'method', values.method)] || 'phone';
  return LOOKS[kind]?.[0] || 'doc';
}

/** One record of a kind, as a word: 跟进记录. @param {string} kind */
export const kindName = (kind) => t('kind.' + kind);

/** The code of an option, such as `won` for a stage; '' when there is none. @param {string} kind @param {string} key @param {any} value */
export function codeOf(kind, key, value) {
  if (value === null || value === undefined) return '';
  const option = optionOf(fieldIn(kind, key) || key, value);
  return String(option?.code || option?.value || (value.value ?? value));
}

/** The value of the option with a code: what a draft holds. @param {string} kind @param {string} key @param {string} code */
export const valueOf = (kind, key, code) => String(optionOf(fieldIn(kind, key) || key, code)?.value ?? code);

/** What the form of a kind asks for, in this order; fields that the company has added come after. @type {Record<string, string[]>} */
const FORMS = {
  contacts: ['name', 'title', 'department', 'role_in_deal', 'phone', 'wechat', 'email', 'remark'],
  followups: ['method', 'at', 'content'],
  tasks: ['title', 'due', 'assignee', 'priority', 'remind', 'note'],
  services: ['type', 'priority', 'at', 'due', 'description', 'handler', 'status', 'responded_at', 'result', 'satisfaction'],
  deals: ['title', 'stage', 'amount', 'won_on', 'contract_no', 'lost_reason', 'lost_note', 'expected_amount', 'expected_on', 'owner', 'product', 'source', 'remark'],
  orders: ['number', 'source', 'product', 'quantity', 'amount', 'state', 'at', 'deal'],
  participations: ['campaign', 'channel', 'result', 'at', 'note'],
  consents: ['purpose', 'basis', 'state', 'at', 'withdrawn_at', 'evidence'],
  payments: ['deal', 'kind', 'amount', 'on', 'method', 'note'],
  attachments: ['name'],
};
/** Kept by the page or the server, whatever the kind. */
const COMMON = ['customer', 'author', 'at', 'external_id', 'external_source', 'done', 'finished_at'];

/** The fields of the form of a kind. @param {string} kind @returns {Field[]} */
export function formFields(kind) {
  const all = (kinds.value[kind] || []).filter((one) => !one.hidden && one.writable !== false && (one.editable || one.opening));
  const asked = FORMS[kind] || [];
  const first = asked.map((key) => all.find((one) => one.key === key)).filter(Boolean);
  return /** @type {Field[]} */ ([...first, ...all.filter((one) => !asked.includes(one.key) && !COMMON.includes(one.key))]);
}

/**
 * Whether a field has a place in the form as it is filled in, and whether it must be filled in.
 * @param {string} kind @param {Field} field @param {Record<string, any>} draft @returns {'no'|'may'|'must'}
 */
export function asks(kind, field, draft) {
  const must = field.required === 'no' ? 'may' : 'must';
  if (kind === 'deals') {
    const stage = codeOf(kind, 'stage', draft.stage);
    if (['amount', 'won_on', 'contract_no'].includes(field.key)) return stage === 'won' ? 'must' : 'no';
    if (field.key === 'lost_reason') return stage === 'lost' ? 'must' : 'no';
    if (field.key === 'lost_note') return stage === 'lost' ? must : 'no';
    if (['expected_amount', 'expected_on'].includes(field.key) && ['won', 'lost'].includes(stage)) return 'no';
  }
  if (kind === 'consents' && field.key === 'withdrawn_at') return codeOf(kind, 'state', draft.state) === 'withdrawn' ? must : 'no';
  return must;
}
