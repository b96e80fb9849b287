// The strip of levels under the name: which the customer has gone through, when, and how long each took.
import { html } from '../../lib/html.js';
import { choiceText, field, isEmpty, levelTone, optionOf } from '../../lib/fields.js';
import { date, daysSince, int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Icon } from '../../ui/icon.js';

/** @typedef {import('./overview.js').LevelChange} LevelChange */

/** The way of most customers; a level beside it stands at the end, where the customer is. */
const WAY = ['potential', 'interested', 'won'];

/** @param {any} value */
const slug = (value) => String(optionOf('level', value)?.code || value?.value || '');

/**
 * The steps of the strip.
 * @param {any} level the present one @param {LevelChange[]} levels oldest first
 * @returns {{code: string, at: string|null, before: string|null, now: boolean, past: boolean}[]} before: when the step before it was reached
 */
export function stepsOf(level, levels) {
  const current = slug(level);
  const codes = WAY.includes(current) ? WAY : [...WAY.slice(0, 2), ...(levels.some((one) => slug(one.to) === 'won') ? ['won'] : []), current];
  const place = codes.indexOf(current);
  let before = /** @type {string|null} */ (null);
  return codes.map((code, i) => {
    const reached = i <= place ? [...levels].reverse().find((one) => slug(one.to) === code)?.at ?? null : null;
    const step = { code, at: reached, before, now: i === place, past: i < place };
    if (reached) before = reached;
    return step;
  });
}

/** @param {ReturnType<typeof stepsOf>[number]} step @param {Record<string, any>} values */
function said(step, values) {
  if (!step.at) return '—';
  const parts = [date(step.at)];
  const took = step.now ? daysSince(step.at) : step.before ? daysSince(step.before) - daysSince(step.at) : -1;
  if (0 < took) parts.push(t('steps.days', { n: int(took) }));
  if (!step.before && !step.now && values.source) parts.push(choiceText('source', values.source));
  return parts.join(' · ');
}

/** The changes with the level that the customer began with. @param {Record<string, any>} values @param {LevelChange[]} levels @returns {LevelChange[]} */
function fromTheStart(values, levels) {
  const first = levels[0];
  const begun = values.first_contact && values.first_contact < String(values.created_at) ? values.first_contact : values.created_at;
  if ((first && isEmpty(first.from)) || !begun) return levels;
  return [{ at: begun, by: null, from: null, to: first ? first.from : values.level }, ...levels];
}

/** @param {{values: Record<string, any>, levels: LevelChange[]}} props */
export function Steps({ values, levels }) {
  if (isEmpty(values.level) || !field('level')) return null;
  const steps = stepsOf(values.level, fromTheStart(values, levels));
  return html`
    <ol class="steps" aria-label=${t('steps.title')}>${steps.map((step) => html`
      <li key=${step.code} class=${(step.past ? 'past' : '') + (step.now ? 'now ' + levelTone(step.code) : '')} aria-current=${step.now ? 'step' : undefined}>
        <span>${step.past && html`<${Icon} n="check" s=${13} />`}${choiceText('level', step.code)}</span>
        <small>${said(step, values)}</small>
      </li>`)}</ol>`;
}
