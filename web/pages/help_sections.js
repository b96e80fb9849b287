// What the help page says, as data: sections of paragraphs, steps and tables, each text by its key.

/**
 * @typedef {{p: string} | {steps: string[]} | {note: string, kind?: string} | {ask: string, answer: string}
 *   | {table: [string, string], rows: Row[]}} Block
 * @typedef {{code?: string, codeKey?: string, keys?: string[], text?: string, meaning?: string, field?: string, link?: string}} Row
 */

/** @param {string} name @param {string} link a filter or search to try in the list */
const sample = (name, link) => ({ codeKey: `help.search.${name}.q`, text: `help.search.${name}`, link });

/** @param {string} code @param {string} name */
const condition = (code, name) => ({ code, text: 'help.filter.' + name });

/** @param {string} name @param {string} field key of the catalogue, or of a text when it holds a dot */
const heading = (name, field) => ({ text: 'help.import.h.' + name, field });

/** @param {string[]} keys @param {string} name */
const shortcut = (keys, name) => ({ keys, text: 'help.keys.' + name });

/** @type {{id: string, blocks: Block[]}[]} */
export const SECTIONS = [
  { id: 'start', blocks: [{ p: 'help.start.lead' }, { steps: [1, 2, 3, 4, 5].map((n) => 'help.start.' + n) }] },
  {
    id: 'search',
    blocks: [
      { p: 'help.search.lead' },
      {
        table: ['help.typed', 'help.finds'],
        rows: ['part', 'initials', 'pinyin', 'tail', 'phone', 'code', 'two'].map((name) => sample(name, 'q')),
      },
      { p: 'help.search.facts' },
      { p: 'help.search.facets' },
    ],
  },
  {
    id: 'filter',
    blocks: [
      { p: 'help.filter.lead' },
      {
        table: ['help.example', 'help.meaning'],
        rows: [
          condition('level = "意向客户"   industry != "MFG"', 'equal'),
          condition('level in ("意向客户", "成交客户")', 'in'),
          condition('tags has "VIP"', 'has'),
          condition('remark contains "分期"   name starts "苏州"', 'text'),
          condition('total_amount >= 10000', 'number'),
          condition('first_contact in 2026Q1', 'period'),
          condition('last_contact older 90d', 'older'),
          condition('first_contact between 2026-01-01 and 2026-06-30', 'between'),
          condition('remark is empty', 'empty'),
          condition('region = "江苏省"   region = "320500"', 'region'),
          condition('owner = me', 'me'),
          condition('phone ends "5678"', 'tail'),
          condition('level = "意向客户" and not (tags has "VIP" or remark is empty)', 'logic'),
        ],
      },
    ],
  },
  {
    id: 'import',
    blocks: [
      { p: 'help.import.lead' },
      { steps: [1, 2, 3, 4, 5, 6].map((n) => 'help.import.' + n) },
      { p: 'help.import.waiting' },
      {
        table: ['help.heading', 'help.becomes'],
        rows: [
          heading('name', 'name'), heading('industry', 'industry'), heading('phone', 'phone'), heading('email', 'email'),
          heading('wechat', 'wechat'), heading('contact', 'contact_name'), heading('title', 'contact_title'),
          heading('source', 'source'), heading('level', 'level'), heading('owner', 'owner'),
          heading('region', 'help.import.region'), heading('address', 'address'), heading('tags', 'tags'),
          heading('first', 'first_contact'), heading('last', 'last_contact'), heading('id', 'external_id'),
          heading('remark', 'remark'),
        ],
      },
    ],
  },
  {
    id: 'roles',
    blocks: [
      { p: 'help.roles.lead' },
      { steps: [1, 2, 3, 4].map((n) => 'help.roles.' + n) },
      {
        table: ['help.roles.scope', 'help.roles.reaches'],
        rows: ['own', 'team', 'below', 'all'].map((name) => ({ text: 'help.roles.s.' + name, field: 'help.roles.' + name })),
      },
      { p: 'help.roles.fields' }, { p: 'help.roles.viewers' }, { p: 'help.roles.pool' }, { p: 'help.roles.leave' },
    ],
  },
  { id: 'day', blocks: ['home', 'tasks', 'board', 'close', 'services', 'search', 'bell', 'calendar'].map((name) => ({ p: 'help.day.' + name })) },
  { id: 'customer', blocks: ['write', 'next', 'when', 'level', 'deals', 'files', 'entries', 'contacts'].map((name) => ({ p: 'help.customer.' + name })) },
  { id: 'editing', blocks: ['inline', 'undo', 'conflict', 'history', 'bin'].map((name) => ({ p: 'help.editing.' + name })) },
  { id: 'privacy', blocks: ['lead', 'reveal', 'edit', 'search'].map((name) => ({ p: 'help.privacy.' + name })) },
  {
    id: 'factor',
    blocks: [
      { p: 'help.factor.lead' }, { steps: [1, 2, 3].map((n) => 'help.factor.' + n) },
      { p: 'help.factor.lost' }, { p: 'help.factor.wrong' },
    ],
  },
  { id: 'sessions', blocks: ['lead', 'again', 'token', 'wait'].map((name) => ({ p: 'help.sessions.' + name })) },
  { id: 'audit', blocks: ['lead', 'find', 'verify', 'export'].map((name) => ({ p: 'help.audit.' + name })) },
  {
    id: 'keys',
    blocks: [
      { p: 'help.keys.lead' },
      {
        table: ['help.shortcut', 'help.does'],
        rows: [
          shortcut(['Ctrl', 'K'], 'palette'), shortcut(['/'], 'search'), shortcut(['J', 'K'], 'move'),
          shortcut(['Enter'], 'open'), shortcut(['N'], 'new'), shortcut(['['], 'before'), shortcut([']'], 'after'), shortcut(['F'], 'follow'), shortcut(['N'], 'note'), shortcut(['S'], 'level'), shortcut(['J', 'K'], 'entries'), shortcut(['D'], 'date'), shortcut(['Space'], 'carry'), shortcut(['F2'], 'edit'),
          shortcut(['Ctrl', 'Enter'], 'save'), shortcut(['Ctrl', 'Z'], 'undo'), shortcut(['Esc'], 'escape'),
          shortcut(['?'], 'all'),
        ],
      },
    ],
  },
  {
    id: 'keep',
    blocks: [
      { p: 'help.keep.lead' }, { p: 'help.keep.key' }, { p: 'help.keep.kit' },
      { note: 'help.keep.lost', kind: 'danger' }, { p: 'help.keep.has' }, { note: 'help.keep.not', kind: 'warn' },
    ],
  },
  {
    id: 'faq',
    blocks: ['phone', 'code', 'qt', 'leave', 'api'].map((name) => ({ ask: 'help.faq.' + name, answer: `help.faq.${name}.a` })),
  },
];
