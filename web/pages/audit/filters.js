// What narrows the audit log: time, person, kind of event, record; all of it in the address.
import { html, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { people } from '../../lib/fields.js';
import { wallNow } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { setQuery } from '../../lib/router.js';
import { can } from '../../lib/session.js';
import { Seg } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { GROUPS, deedText } from './deeds.js';

/** @typedef {{from: string, to: string, actor: string, deed: string, record: string, label: string}} Asked */

const DAY = 86400000;

/** Filters of the address. @param {URLSearchParams} query @returns {Asked} */
export function askedOf(query) {
  const get = (/** @type {string} */ key) => query.get(key) || '';
  return { from: get('from'), to: get('to'), actor: get('actor'), deed: get('deed'), record: get('record'), label: get('label') };
}

/** @param {Asked} asked */
export const isNarrowed = (asked) => Boolean(asked.from || asked.to || asked.actor || asked.deed || asked.record);

export const clearAll = () => setQuery({ from: null, to: null, actor: null, deed: null, record: null, label: null });

/** The day that was so many days ago on the firm's clocks. @param {number} days */
const dayBefore = (days) => new Date(Date.parse(wallNow().slice(0, 10)) - days * DAY).toISOString().slice(0, 10);

/** Spans that are asked for most, by their first day. @returns {[string, string][]} */
const spans = () => [['', t('audit.span.all')], [dayBefore(0), t('audit.span.today')], [dayBefore(6), t('audit.span.week')], [dayBefore(29), t('audit.span.month')]];

/** @param {{asked: Asked}} props */
export function Filters({ asked }) {
  const span = asked.to ? '-' : asked.from;
  /** @param {string} key */
  const put = (key) => (/** @type {any} */ e) => setQuery({ [key]: e.target.value || null });
  const known = people.value.some((one) => one.id === asked.actor) || ['', 'system', 'operator'].includes(asked.actor);
  return html`
    <div class="aud-f card" role="search" aria-label=${t('audit.filters')}>
      <${Seg} label=${t('audit.span')} value=${span} onChange=${(/** @type {string} */ from) => setQuery({ from: from || null, to: null })} opts=${spans()} />
      <${Field} label=${t('audit.from')} ctl=${(/** @type {any} */ aria) => html`<input class="input" type="date" ...${aria} max=${asked.to || undefined} value=${asked.from} onChange=${put('from')} />`} />
      <${Field} label=${t('audit.to')} ctl=${(/** @type {any} */ aria) => html`<input class="input" type="date" ...${aria} min=${asked.from || undefined} value=${asked.to} onChange=${put('to')} />`} />
      <${Field} label=${t('audit.actor')} ctl=${(/** @type {any} */ aria) => html`
        <select class="select" ...${aria} value=${asked.actor} onChange=${put('actor')}>
          <option value="" selected=${!asked.actor}>${t('audit.anyone')}</option>
          ${people.value.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === asked.actor}>${one.name}</option>`)}
          ${!known && html`<option value=${asked.actor} selected>${t('audit.former')}</option>`}
          ${['system', 'operator'].map((one) => html`<option key=${one} value=${one} selected=${one === asked.actor}>${t('audit.' + one)}</option>`)}
        </select>`} />
      <${Field} label=${t('audit.deed')} ctl=${(/** @type {any} */ aria) => html`
        <select class="select" ...${aria} value=${asked.deed} onChange=${put('deed')}>
          <option value="" selected=${!asked.deed}>${t('audit.any_deed')}</option>
          ${Object.entries(GROUPS).map(([group, deeds]) => html`<optgroup key=${group} label=${t('audit.group.' + group)}>
            <option value=${group} selected=${group === asked.deed}>${t('audit.group.whole', { group: t('audit.group.' + group) })}</option>
            ${deeds.map((deed) => html`<option key=${deed} value=${deed} selected=${deed === asked.deed}>${deedText(deed)}</option>`)}</optgroup>`)}
        </select>`} />
      ${can('view') && html`<${FindRecord} key=${asked.record} label=${asked.label} />`}
    </div>`;
}

/** A customer by its number. @param {{label: string}} props */
function FindRecord({ label }) {
  const [text, setText] = useState(label);
  const [error, setError] = useState('');
  /** @param {Event} event */
  const find = async (event) => {
    event.preventDefault();
    const code = text.trim().toUpperCase();
    if (!code) {
      setQuery({ record: null, label: null });
      return;
    }
    const answer = await call('GET', '/customers', undefined, { query: { q: code, limit: 5, fields: 'code' } }).catch(() => null);
    const found = answer?.items.find((/** @type {any} */ one) => one.fields.code === code);
    if (found) setQuery({ record: found.id, label: code });
    else setError(t('audit.no_record', { code }));
  };
  return html`
    <form onSubmit=${find} noValidate><${Field} label=${t('audit.record')} error=${error} ctl=${(/** @type {any} */ aria) => html`
      <input class="input mono" ...${aria} type="search" enterkeyhint="search" autocomplete="off" spellcheck="false" maxlength="40" placeholder=${t('audit.record.hint')} value=${text}
        onInput=${(/** @type {any} */ e) => { setText(e.target.value); setError(''); if (!e.target.value && label) setQuery({ record: null, label: null }); }} />`} /></form>`;
}

/** The filters in force, each to be taken away. @param {{asked: Asked}} props */
export function Chips({ asked }) {
  if (!isNarrowed(asked)) return null;
  const person = people.value.find((one) => one.id === asked.actor)?.name || (['system', 'operator'].includes(asked.actor) ? t('audit.' + asked.actor) : t('audit.former'));
  const chips = [
    asked.from && ['from', t('audit.from'), asked.from], asked.to && ['to', t('audit.to'), asked.to], asked.actor && ['actor', t('audit.actor'), person],
    asked.deed && ['deed', t('audit.deed'), GROUPS[asked.deed] ? t('audit.group.' + asked.deed) : deedText(asked.deed)],
    asked.record && ['record', t('audit.what'), asked.label || t('audit.one_record')],
  ].filter(Boolean);
  return html`
    <div class="chips">${chips.map((chip) => {
      const [key, name, value] = /** @type {string[]} */ (chip);
      return html`<span class="chip" key=${key}><span><i>${name}</i>${value}</span><button type="button" aria-label=${t('ui.remove_filter', { name: `${name} ${value}` })}
        onClick=${() => setQuery(key === 'record' ? { record: null, label: null } : { [key]: null })}><${Icon} n="x" s=${12} /></button></span>`;
    })}<button type="button" class="btn ghost sm" onClick=${clearAll}>${t('ui.clear_all')}</button></div>`;
}
