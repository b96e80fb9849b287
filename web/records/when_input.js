// A date, or a date and minute, typed in any spelling or picked from the browser's calendar; what was understood is said below.
import { html, useLayoutEffect, useRef, useState } from '../lib/html.js';
import { ago, daysSince, weekday } from '../lib/format.js';
import { t } from '../lib/i18n.js';
import { readDay, readMoment } from '../lib/when.js';
import { IconBtn } from '../ui/button.js';
import './icons.js';

/** @param {string} value */
const known = (value) => /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/.test(value);

/** What a draft means to a reader: 周六, 6 天后. @param {string} value */
function echo(value) {
  const days = daysSince(value);
  const far = days < 0 ? t(days === -1 ? 'when.tomorrow' : 'when.in_days', { n: -days }) : ago(value);
  return `${weekday(value)} · ${far}`;
}

/**
 * @param {{value: string, onChange: (draft: string) => void, moment?: boolean, time?: string, aria?: any, autofocus?: boolean, onBlur?: () => void, class?: string, quiet?: boolean}} props
 *   value: the draft: `2026-11-28`, `2026-11-28T18:00`, or what could not be read; time: for a moment of which only the day is typed; quiet: without the echo
 */
export function WhenInput({ value, onChange, moment, time, aria = {}, autofocus, onBlur, class: c = '', quiet }) {
  const shown = value.replace('T', ' ');
  const [text, setText] = useState(shown);
  const own = useRef(value);
  const native = useRef(/** @type {any} */ (null));
  // Before the next key: later it would undo what has been typed since.
  useLayoutEffect(() => {
    if (own.current !== value) setText(shown);
    own.current = value;
  }, [value]);
  const read = (/** @type {string} */ typed) => (moment ? readMoment(typed, time) : readDay(typed)) || typed.trim();
  const take = (/** @type {string} */ typed) => {
    setText(typed);
    own.current = read(typed);
    onChange(own.current);
  };
  const pick = () => {
    try {
      native.current.showPicker();
    } catch {
      native.current.focus();
    }
  };
  return html`
    <span class="whenbox">
      <span class="whenbox-i">
        <input class=${'input ' + c} type="text" autocomplete="off" spellcheck=${false} value=${text} placeholder=${t(moment ? 'when.hint.moment' : 'when.hint.day')} data-autofocus=${autofocus || undefined} ...${aria}
          onInput=${(/** @type {any} */ e) => take(e.target.value)} onBlur=${() => { if (known(value)) setText(shown); onBlur?.(); }} />
        <input ref=${native} class="whenbox-n" type=${moment ? 'datetime-local' : 'date'} tabindex="-1" aria-hidden="true" max=${moment ? '9999-12-31T23:59' : '9999-12-31'}
          value=${known(value) ? value : ''} onInput=${(/** @type {any} */ e) => take(e.target.value)} />
        <${IconBtn} n="calendar" s=${14} class="sm" tabindex="-1" label=${t('when.pick')} onClick=${pick} />
      </span>
      ${!quiet && known(value) && html`<span class="hint" aria-live="polite">${echo(value)}</span>`}
    </span>`;
}
