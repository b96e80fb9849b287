// What a value of a record looks like in a list, by the kind of value.
import { html } from '../../lib/html.js';
import { choiceText, fieldIn, isEmpty } from '../../lib/fields.js';
import { ago, clock, date, daysSince, money, moneyShort } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { setQuery } from '../../lib/router.js';
import { codeOf } from '../../records/kinds.js';
import { Badge, Hit, Who } from '../../ui/badge.js';

export const DASH = html`<span class="t3">–</span>`;

/** Two lines in one cell. @param {{first: any, second?: any, tone?: string}} props */
export const Two = ({ first, second, tone = '' }) => html`<span class="two"><span class=${'n1x cut ' + tone}>${first}</span>${second && html`<span class="n2 cut">${second}</span>`}</span>`;

/** When something happened: the day as people say it, and the minute. @param {{at: string|null}} props */
export const When = ({ at }) => (at ? html`<${Two} first=${ago(at)} second=${daysSince(at) < 2 ? clock(at) : date(at)} />` : DASH);

/** The customer of a record, with a link. @param {{of: any, q?: string}} props */
export const Customer = ({ of, q }) => (of ? html`<a class="cut n1 n13" href=${'#/customer/' + of.id} tabindex="-1"><${Hit} text=${of.name || of.code || ''} q=${q} /></a>` : DASH);

/** Opens the record in the drawer, with a link for a tab of its own. @param {{kind: string, id: string, title?: string, children?: any}} props */
export function Open({ kind, id, title, children }) {
  /** @param {any} event */
  const click = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    setQuery({ open: id });
  };
  return html`<a class="cut n1" href=${`#/${kind}?open=${id}`} tabindex="-1" title=${title} onClick=${click}>${children}</a>`;
}

/** A person. @param {{of: any}} props */
export const Person = ({ of }) => (of ? html`<${Who} name=${of.name} />` : DASH);

/** An option as plain text. @param {{kind: string, name: string, value: any}} props */
export const Choice = ({ kind, name, value }) => (isEmpty(value) ? DASH : html`<span class="cut">${choiceText(fieldIn(kind, name) || name, value)}</span>`);

/** An option as a badge. @param {{kind: string, name: string, value: any, tones: Record<string, string>}} props */
export const Mark = ({ kind, name, value, tones }) => (isEmpty(value) ? DASH : html`<${Badge} tone=${tones[codeOf(kind, name, value)] || 'slate'}>${choiceText(fieldIn(kind, name) || name, value)}<//>`);

/** An amount in short, in full when pointed at. @param {{of: any, note?: any}} props */
export const Amount = ({ of, note }) => (isEmpty(of) ? DASH : html`<span class="two"><span class="n1x b" title=${money(of)}>${moneyShort(of)}</span>${note && html`<span class="n2">${note}</span>`}</span>`);

/** Words for a moment by which something must be done. @param {string} at @returns {string} */
export const byWhen = (at) => (daysSince(at) === 0 ? t('work.today', { time: clock(at) }) : daysSince(at) === -1 ? t('work.tomorrow', { time: clock(at) }) : `${date(at).slice(5)} ${clock(at)}`);
