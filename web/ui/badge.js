// Badges, tags, avatars and marked text.
import { html } from '../lib/html.js';

/** A state with its dot and word. @param {{tone?: string, children?: any}} props tone: info warn ok danger violet slate */
export const Badge = ({ tone = 'slate', children }) => html`<span class=${'badge ' + tone}><span class="dot"></span>${children}</span>`;

/** @param {{children?: any}} props */
export const Tag = ({ children }) => html`<span class="tag">${children}</span>`;

/** Soft tint of a person, the same for the same name. @param {string} name */
const tint = (name) => [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) || 0), 0) % 6;

/** Somebody, but not for these eyes who. */
const MASK = '***';

/** First letter of a person. @param {{name?: string}} props name: left out for a masked person */
export const Avatar = ({ name = MASK }) => html`<span class=${'avatar a' + tint(name)} aria-hidden="true">${[...name][0] || '?'}</span>`;

/** Tile of a customer: the first letter that tells it apart, place names left out. @param {{name: string, xl?: boolean}} props */
export const Tile = ({ name, xl }) => html`<span class=${'avatar sq' + (xl ? ' xl' : '')} aria-hidden="true">${tileLetter(name)}</span>`;

const PLACES = /^([一-鿿]{2,3}?[市县]|(北京|上海|天津|重庆|苏州|杭州|深圳|广州|东莞|宁波|青岛|成都|武汉|佛山|无锡|厦门|合肥|南京|西安|长沙|郑州|济南|福州|大连|常州|温州)市?)/;

/** @param {string} name */
function tileLetter(name) {
  const rest = name.replace(PLACES, '');
  return [...(rest || name)][0] || '?';
}

/** A person with avatar. @param {{name?: string}} props name: left out for a masked person */
export const Who = ({ name = MASK }) => html`<span class="who"><${Avatar} name=${name} /><span class="cut">${name}</span></span>`;

/** A text with the part that was searched marked. @param {{text: string, q?: string}} props */
export function Hit({ text, q }) {
  if (!q || !text) return text;
  const at = text.toLowerCase().indexOf(q.toLowerCase());
  if (at < 0) return text;
  return html`${text.slice(0, at)}<mark>${text.slice(at, at + q.length)}</mark>${text.slice(at + q.length)}`;
}
