// One record on a page: loaded, changed field by field with its version, and what stands in the way of a change.
import { useEffect, useRef, useState } from '../lib/html.js';
import { call } from '../lib/api.js';
import { fromDraft, isMasked, toDraft } from '../lib/fields.js';

/**
 * @typedef {import('../lib/fields.js').Field} Field
 * @typedef {import('../lib/api.js').Problem} Problem
 * @typedef {{id: string, version: number, deleted_at?: string|null, fields: Record<string, any>, warnings?: {field: string, reason: string, message: string}[]}} Row
 * @typedef {{version: number, fields: Record<string, any>}} Seen the version and the values over which a draft was made
 * @typedef {{field: string, mine: any, theirs: any}} Clash values in the form in which the API sends them; `mine` is an input's value
 */

/** Somebody else changed the same field: the page asks which value to keep. */
export class Clashing extends Error {
  /** @param {Clash[]} clashes @param {Row} current */
  constructor(clashes, current) {
    super('clash');
    this.clashes = clashes;
    this.current = current;
  }
}

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * @param {string} path such as `/customers/7` @param {() => Promise<Row>} [load] how the record is fetched, where not by its path
 * @returns {{row: Row|null, problem: Problem|null, reload: () => Promise<void>, adopt: (row: Row) => void,
 *   change: (drafts: Record<string, any>, fields: Field[], seen?: Seen) => Promise<Row>, revert: (field: Field, value: any) => Promise<Row>}}
 *   change: sends the drafts of these fields over the version on the page; throws a Problem (422 with faults) or Clashing.
 *   seen: over what the drafts were made, where the page may have moved on since
 */
export function useRecord(path, load) {
  const [row, setRow] = useState(/** @type {Row|null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem|null} */ (null));
  const latest = useRef(/** @type {Row|null} */ (null));
  const queue = useRef(/** @type {Promise<unknown>} */ (Promise.resolve()));
  const where = useRef(path);
  where.current = path;

  /** @param {Row} next */
  const adopt = (next) => {
    latest.current = next;
    setRow(next);
  };
  const reload = async () => {
    try {
      const answer = await (load ? load() : call('GET', path));
      if (where.current !== path || answer.version < (latest.current?.version ?? 0)) return;
      adopt(answer);
      setProblem(null);
    } catch (refusal) {
      if (where.current === path) setProblem(/** @type {Problem} */ (refusal));
    }
  };
  useEffect(() => {
    latest.current = null;
    setRow(null);
    setProblem(null);
    reload();
  }, [path]);

  /** Changes run one after the other, so that each is based on the version that the one before it left.
   * @param {() => Promise<Row>} work */
  const inTurn = (work) => {
    const turn = queue.current.then(work, work);
    queue.current = turn.catch(() => {});
    return turn;
  };
  /** @param {Record<string, any>} drafts @param {Field[]} fields @param {Seen} [seen] */
  const change = (drafts, fields, seen) => inTurn(async () => {
    const now = /** @type {Row} */ (latest.current);
    const moved = fields.filter((field) => seen && !same(now.fields[field.key], seen.fields[field.key]));
    if (moved.length) throw new Clashing(moved.map((field) => ({ field: field.key, mine: drafts[field.key], theirs: now.fields[field.key] })), now);
    // Two masks may look alike: whether a masked value is another one than was seen, the server alone knows.
    const unsure = seen && fields.some((field) => isMasked(field, seen.fields[field.key]));
    const answer = await patchRecord(path, drafts, fields, unsure ? { ...now, ...seen } : now);
    if (where.current === path) adopt(answer);
    return answer;
  });
  /** @param {Field} field @param {any} value as the API sent it */
  const revert = (field, value) => change({ [field.key]: toDraft(field, value) }, [field]);
  return { row, problem, reload, adopt, change, revert };
}

/**
 * Sends a change. When somebody has changed other fields meanwhile it is sent again over their version;
 * when they changed the same field it is not, since one of the two values would be lost.
 * @param {string} path @param {Record<string, any>} drafts @param {Field[]} fields @param {Row} base @returns {Promise<Row>}
 */
export async function patchRecord(path, drafts, fields, base) {
  const body = /** @type {Record<string, any>} */ ({});
  for (const field of fields) body[field.key] = fromDraft(field, drafts[field.key]);
  try {
    return await call('PATCH', path, body, { ifMatch: base.version });
  } catch (refusal) {
    const stale = /** @type {any} */ (refusal);
    if (stale.status !== 412 || !stale.body?.current || stale.body.current.version === base.version) throw refusal;
    const current = /** @type {Row} */ (stale.body.current);
    // The server knows of masked values too whether they were changed: two masks may look alike.
    const told = new Set((stale.body.fields ?? []).map((/** @type {{field: string}} */ one) => one.field));
    const clashes = fields
      .filter((field) => told.has(field.key) || !same(current.fields[field.key], base.fields[field.key]))
      .map((field) => ({ field: field.key, mine: drafts[field.key], theirs: current.fields[field.key] }));
    if (clashes.length === 0) return patchRecord(path, drafts, fields, current);
    throw new Clashing(clashes, current);
  }
}
