// A role as it is being changed: its rights as data, how many differ, and what is sent of them.

/**
 * @typedef {{see: string, write: boolean}} Sight
 * @typedef {{default: Sight, fields: Record<string, Sight>}} Sights
 * @typedef {{id: string, name: string}} Named
 * @typedef {{id: string, version: number, preset: string|null, fields: {name: string, note: string}, rights: Record<string, Record<string, string>>,
 *   system: string[], visibility: Record<string, Sights>, people: number, members: Named[]}} Role
 * @typedef {{rights: Record<string, Record<string, string>>, system: string[], visibility: Record<string, Sights>}} Draft
 * @typedef {import('../../lib/fields.js').Field} Field
 */

/** The kind that the others are about. */
export const KIND = 'customers';
const FULL = { see: 'clear', write: true };

/** @param {Role} role @returns {Draft} */
export const draftOf = ({ rights, system, visibility }) => ({ rights, system, visibility });

/** @param {Sight} a @param {Sight} b */
const same = (a, b) => a.see === b.see && a.write === b.write;

/** How a field is seen when the role says nothing of it. @param {Draft} draft @param {Field} field */
const usual = (draft, field) => (field.privacy === 'open' ? FULL : draft.visibility[KIND].default);

/** How the role sees a field. @param {Draft} draft @param {string} kind @param {Field} field @returns {Sight} */
export const sightOf = (draft, kind, field) => draft.visibility[kind]?.fields[field.key] || usual(draft, field);

/** Whether the role says something of its own about a field. @param {Draft} draft @param {string} kind @param {Field} field */
export const isNamed = (draft, kind, field) => field.key in (draft.visibility[kind]?.fields || {});

/** How many fields of a kind the role says something about. @param {Draft} draft @param {string} kind */
export const namedIn = (draft, kind) => Object.keys(draft.visibility[kind]?.fields || {}).length;

/** What holds of records about customers where a role says nothing else: who may change a customer may add to it and take away. */
const FROM = /** @type {Record<string, string>} */ ({ create: 'edit', delete: 'edit' });

/** Whether the role says of the kind what it says of customers. @param {Draft['rights']} rights @param {string} kind */
const follows = (rights, kind) => kind !== KIND && Object.keys(rights[kind]).every((action) => rights[kind][action] === (rights[KIND][FROM[action] || action] || 'none'));

/** What is said of customers holds of the records about them, unless it was said otherwise. @param {Draft} draft @param {string} kind @param {string} action @param {string} scope @returns {Draft} */
export function putScope(draft, kind, action, scope) {
  const rights = { ...draft.rights, [kind]: { ...draft.rights[kind], [action]: scope } };
  const own = rights[KIND];
  /** @param {string} other */
  const like = (other) => Object.fromEntries(Object.keys(rights[other]).map((one) => [one, own[FROM[one] || one]]));
  const along = kind === KIND ? Object.keys(rights).filter((other) => follows(draft.rights, other)) : [];
  return { ...draft, rights: { ...rights, ...Object.fromEntries(along.map((other) => [other, like(other)])) } };
}

/** @param {Draft} draft @param {string} right @param {boolean} on @returns {Draft} */
export const putSystem = (draft, right, on) => ({ ...draft, system: on ? [...draft.system, right] : draft.system.filter((one) => one !== right) });

/** One for all kinds. @param {Draft} draft @param {Sight} sight of private fields that are not named @returns {Draft} */
export const putDefault = (draft, sight) => ({ ...draft, visibility: Object.fromEntries(Object.entries(draft.visibility).map(([kind, one]) => [kind, { ...one, default: sight }])) });

/** @param {Draft} draft @param {string} kind @param {Field} field @param {Sight|null} sight null: as usual @returns {Draft} */
export function putSight(draft, kind, field, sight) {
  const of = draft.visibility[kind] || { default: draft.visibility[KIND].default, fields: {} };
  const { [field.key]: _, ...rest } = of.fields;
  const named = sight && !same(sight, usual(draft, field)) ? { ...rest, [field.key]: sight } : rest;
  return { ...draft, visibility: { ...draft.visibility, [kind]: { ...of, fields: named } } };
}

/** @param {Draft} a @param {Draft} b */
const scopesChanged = (a, b) => Object.keys(a.rights).flatMap((kind) => Object.keys(a.rights[kind]).filter((action) => a.rights[kind][action] !== b.rights[kind]?.[action])).length;

/** @param {Draft} a @param {Draft} b */
const systemChanged = (a, b) => [...new Set([...a.system, ...b.system])].filter((right) => a.system.includes(right) !== b.system.includes(right)).length;

/** @param {Draft} a @param {Draft} b */
function sightsChanged(a, b) {
  const named = Object.keys(b.visibility).map((kind) => {
    const [before, after] = [a.visibility[kind]?.fields || {}, b.visibility[kind].fields];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).length;
  });
  return named.reduce((sum, n) => sum + n, 0) + (same(a.visibility[KIND].default, b.visibility[KIND].default) ? 0 : 1);
}

/** How many places of a draft differ from the role. @param {Role} role @param {Draft} draft */
export const changesOf = (role, draft) => scopesChanged(role, draft) + systemChanged(role, draft) + sightsChanged(role, draft);

/** What is sent: the members that differ, each whole. @param {Role} role @param {Draft} draft */
export const bodyOf = (role, draft) => ({
  ...(scopesChanged(role, draft) ? { rights: draft.rights } : {}),
  ...(systemChanged(role, draft) ? { system: draft.system } : {}),
  ...(sightsChanged(role, draft) ? { visibility: draft.visibility } : {}),
});

const SAMPLES = /** @type {Record<string, [masked: string, clear: string]>} */ ({
  contact_name: ['张*', '张建国'], phone: ['138****5678', '13812345678'], wechat: ['z***8', 'zhang_jg88'], email: ['l***i@company.cn', 'lilei@company.cn'],
  id_number: ['3****************4', '320501199001011234'], address: ['********', '金枫南路 8 号'], other_contacts: ['********', '0512-65120000'],
});

/** What it looks like, masked and clear. @param {Field|null} field @returns {[masked: string, clear: string]} */
export const sampleOf = (field) => (field && SAMPLES[field.key]) || ['***', '…'];
