// The deals of each stage: asked for together, moved at once when one is dropped, and put right by what the server says.
import { useEffect, useRef, useState } from '../../lib/html.js';
import { fieldIn, sortsBy } from '../../lib/fields.js';
import { askFresh } from '../../lib/fresh.js';
import { codeOf } from '../../records/kinds.js';

/** @typedef {import('../../records/kinds.js').Row} Row */
/** @typedef {{items: Row[], total: number}} Stage */

/** Most cards of one stage; the list has the others. */
const MOST = 200;
/** Of what is over, the board shows what ended lately. @type {Record<string, string>} */
const LATELY = { won: 'won_on newer 30d', lost: 'updated_at newer 30d' };

/** @param {string} code @returns {string} '' where the person sees too little for it */
const lately = (code) => (LATELY[code] && sortsBy('deals', LATELY[code].split(' ')[0]) ? LATELY[code] : '');

/** @param {string} code */
const orderOf = (code) => (code === 'won' ? sortsBy('deals', 'won_on') && '-won_on' : sortsBy('deals', 'expected_on') && 'expected_on') || '';

/** Codes of the stages in their order. */
export const stageCodes = () => (fieldIn('deals', 'stage')?.options || []).filter((one) => !one.retired).map((one) => one.code || String(one.value));

/** The stage of a deal, as its code. @param {Row} row */
export const stageOf = (row) => codeOf('deals', 'stage', row.fields.stage);

/** What a deal counts for in the sum of its stage. @param {Row} row */
export const worthOf = (row) => Number(row.fields.amount ?? row.fields.expected_amount) || 0;

/**
 * @param {{q: string, filter: string, fields: string[], tick: string}} asked
 * @returns {{stages: Record<string, Stage>|null, problem: any, reload: () => void, place: (row: Row, to: string) => void}}
 *   place: shows a deal in a stage at once
 */
export function useStages({ q, filter, fields, tick }) {
  const [stages, setStages] = useState(/** @type {Record<string, Stage>|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const turn = useRef(0);
  const reload = async () => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const codes = stageCodes();
      const answers = await Promise.all(codes.map((code) => askFresh('/deals', {
        q, filter: [`stage = "${code}"`, lately(code), filter].filter(Boolean).join(' and '), fields: fields.join(','), limit: MOST, sort: orderOf(code),
      })));
      if (mine !== turn.current) return;
      setStages(Object.fromEntries(codes.map((code, i) => [code, answers[i]])));
      setProblem(null);
    } catch (refusal) {
      if (mine === turn.current) setProblem(refusal);
    }
  };
  useEffect(() => { reload(); }, [q, filter, tick]);
  useEffect(() => () => { turn.current += 1; }, []);
  /** @param {Row} row @param {string} to */
  const place = (row, to) => setStages((old) => old && Object.fromEntries(Object.entries(old).map(([code, { items, total }]) => {
    const rest = items.filter((one) => one.id !== row.id);
    const left = total - (items.length - rest.length);
    return [code, code === to ? { items: [row, ...rest], total: left + 1 } : { items: rest, total: left }];
  })));
  return { stages, problem, reload, place };
}
