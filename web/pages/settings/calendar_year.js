// A year as twelve small months: each day can be made a day off or a day of work; one tab stop, arrows walk.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { longDay, monthName, wallNow, weekday } from '../../lib/format.js';

const DAY = 86400000;
const DAYS = [1, 2, 3, 4, 5, 6, 7];

/** @typedef {{off: string[], work: string[]}} Year */

/** @param {number} ms */
const iso = (ms) => new Date(ms).toISOString().slice(0, 10);
/** Monday is 1, Sunday 7. @param {string} day */
const dayOfWeek = (day) => new Date(day).getUTCDay() || 7;

/**
 * What a day is: `work` and `off` are said for this day alone, the others follow from the days of the week.
 * @param {string} day @param {Year} year @param {number[]} days that are worked
 * @returns {'work'|'off'|'usual'|'rest'}
 */
export function stateOf(day, year, days) {
  if (year.off.includes(day)) return 'off';
  if (year.work.includes(day)) return 'work';
  return days.includes(dayOfWeek(day)) ? 'usual' : 'rest';
}

/** The year after a day was turned: a working day becomes a day off, a day of rest one of work, and back. @param {string} day @param {Year} year @param {number[]} days @returns {Year} */
export function turned(day, year, days) {
  const off = year.off.filter((one) => one !== day);
  const work = year.work.filter((one) => one !== day);
  const works = days.includes(dayOfWeek(day));
  switch (stateOf(day, year, days)) {
    case 'usual': off.push(day); break;
    case 'rest': work.push(day); break;
    // A day that is marked as what it would be anyway says nothing: it is marked as the opposite.
    case 'off': if (!works) work.push(day); break;
    case 'work': if (works) off.push(day); break;
  }
  return { off: off.sort(), work: work.sort() };
}

/** @param {{year: number, value: Year, days: number[], onChange: (value: Year) => void, disabled?: boolean}} props */
export function YearGrid({ year, value, days, onChange }) {
  const today = wallNow().slice(0, 10);
  const [at, setAt] = useState(today.startsWith(String(year)) ? today : `${year}-01-01`);
  const box = useRef(/** @type {any} */ (null));
  const moved = useRef(false);
  useEffect(() => { setAt(today.startsWith(String(year)) ? today : `${year}-01-01`); }, [year]);
  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    box.current.querySelector(`[data-day="${at}"]`)?.focus();
  }, [at]);
  /** @param {any} event */
  const key = (event) => {
    const day = event.target.dataset?.day;
    const step = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7 })[event.key];
    if (!day || !step) return;
    const next = iso(Date.parse(day) + step * DAY);
    event.preventDefault();
    if (!next.startsWith(String(year))) return;
    moved.current = true;
    setAt(next);
  };
  return html`
    <div class="cal-year" ref=${box} onKeyDown=${key}>
      ${Array.from({ length: 12 }, (_, i) => html`<${Month} key=${i} year=${year} month=${i + 1} value=${value} days=${days} at=${at} today=${today}
        turn=${(/** @type {string} */ day) => { setAt(day); onChange(turned(day, value, days)); }} />`)}
    </div>`;
}

/** @param {{year: number, month: number, value: Year, days: number[], at: string, today: string, turn: (day: string) => void}} props */
function Month({ year, month, value, days, at, today, turn }) {
  const first = Date.UTC(year, month - 1, 1);
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const name = monthName(month);
  return html`
    <section class="cal-m" aria-label=${`${year} ${name}`}>
      <h3>${name}</h3>
      <div class="cal-g" role="group" aria-label=${name}>
        ${DAYS.map((n) => html`<span class="cal-w" key=${n} aria-hidden="true">${weekday(iso(Date.UTC(2024, 0, n))).replace('周', '').slice(0, 2)}</span>`)}
        ${Array.from({ length: count }, (_, i) => {
          const day = iso(first + i * DAY);
          const state = stateOf(day, value, days);
          return html`<button type="button" key=${day} data-day=${day} class=${`cal-d st-${state}${day === today ? ' st-today' : ''}`} style=${i === 0 ? { gridColumnStart: dayOfWeek(day) } : undefined}
            tabindex=${day === at ? 0 : -1} aria-label=${t('cal.day', { day: longDay(day), state: t('cal.state.' + state) })} title=${t('cal.state.' + state)} onClick=${() => turn(day)}>${i + 1}</button>`;
        })}
      </div>
    </section>`;
}
