// A record as it was at some moment, beside what it is now.
import { html, useEffect, useState } from '../lib/html.js';
import { call } from '../lib/api.js';
import { datetime, wallNow } from '../lib/format.js';
import { t } from '../lib/i18n.js';
import { isEmpty, label, shownFields, valueText } from '../lib/fields.js';
import { IconBtn } from '../ui/button.js';
import { Note } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { Shown, inTags } from './shown.js';

/** Picks a date and a minute. @param {{pick: (at: string) => void}} props pick: a minute on the firm's clocks */
export function PickMoment({ pick }) {
  const [day, setDay] = useState(wallNow().slice(0, 10));
  const [time, setTime] = useState(wallNow().slice(11));
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (day && time) pick(`${day}T${time}:59`);
  };
  return html`
    <form class="card tl-pick" onSubmit=${submit}>
      <${Field} label=${t('history.pick.date')} ctl=${(/** @type {any} */ aria) => html`
        <input class="input" type="date" required max=${wallNow().slice(0, 10)} ...${aria} value=${day} onInput=${(/** @type {any} */ e) => setDay(e.target.value)} />`} />
      <${Field} label=${t('history.pick.time')} ctl=${(/** @type {any} */ aria) => html`
        <input class="input" type="time" required ...${aria} value=${time} onInput=${(/** @type {any} */ e) => setTime(e.target.value)} />`} />
      <button class="btn">${t('history.pick.show')}</button>
    </form>`;
}

/** @param {{path: string, at: string, now: Record<string, any>, close: () => void}} props */
export function AsItWas({ path, at, now, close }) {
  const [then, setThen] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  useEffect(() => {
    let wanted = true;
    setThen(null);
    setProblem(null);
    call('GET', path + '/history', undefined, { query: { at } })
      .then((answer) => { if (wanted) setThen(answer); }, (refusal) => { if (wanted) setProblem(refusal); });
    return () => { wanted = false; };
  }, [path, at]);
  if (problem) {
    const early = problem.status === 404;
    return html`<${Note} tone=${early ? 'info' : 'danger'} role="alert"><b>${early ? t('history.then.none') : problem.message}</b>${early && html` ${t('history.then.none.text')}`}<//>`;
  }
  if (!then) return html`<div class="skel sk-b late" aria-busy="true"></div>`;
  const list = shownFields().filter((field) => !field.derived && field.group !== 'system' && (differs(then, now, field.key) || !isEmpty(then.fields[field.key])));
  const changed = list.some((field) => differs(then, now, field.key));
  return html`
    <section class="card then" aria-label=${t('history.then', { at: datetime(at) })}>
      <div class="then-h">
        <h2>${t('history.then', { at: datetime(at) })}</h2>
        <span class="t2 f12">${t('history.then.version', { version: then.version })} · ${t(changed ? 'history.then.differs' : 'history.then.same')}</span>
        <span class="push"><${IconBtn} n="x" class="sm" label=${t('history.then.close')} onClick=${close} /></span>
      </div>
      <dl class="then-b">${list.map((field) => html`
        <div key=${field.key} class=${'kv' + (differs(then, now, field.key) ? ' st-differs' : '')}>
          <dt>${label(field)}</dt>
          <dd>
            <span class=${inTags(field) ? 'ev-line' : ''}><${Shown} field=${field} value=${then.fields[field.key]} plain /></span>
            ${differs(then, now, field.key) && html`<span class="now">${t('history.then.now', { value: valueText(field, now[field.key]) || t('history.empty_value') })}</span>`}
          </dd>
        </div>`)}</dl>
    </section>`;
}

/** @param {any} then @param {Record<string, any>} now @param {string} key */
const differs = (then, now, key) => (isEmpty(then.fields[key]) ? !isEmpty(now[key]) : JSON.stringify(then.fields[key]) !== JSON.stringify(now[key]));
