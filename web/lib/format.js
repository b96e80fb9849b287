// Figures, dates and spans of time as people read them, by language.
import { lang, t } from './i18n.js';

const DAY = 86400000;
const zh = () => lang.value !== 'en';

/** 12480 → 12,480. @param {number} n */
export const int = (n) => (Number.isNaN(Number(n)) ? String(n) : Number(n).toLocaleString(zh() ? 'zh-CN' : 'en-GB'));

/** A money string in yuan in full: ¥1,200.00 → ¥1,200. @param {string|number|null|undefined} yuan */
export function money(yuan) {
  if (yuan === null || yuan === undefined || yuan === '') return '';
  if (Number.isNaN(Number(yuan))) return String(yuan);
  const [whole, part = ''] = String(yuan).split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const grouped = whole.replace('-', '').replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}¥${grouped}${/[1-9]/.test(part) ? '.' + part.padEnd(2, '0') : ''}`;
}

/** A money string in short: ¥48.6 万, ¥1.39 亿; ¥486K, ¥13.9M. @param {string|number|null|undefined} yuan */
export function moneyShort(yuan) {
  if (yuan === null || yuan === undefined || yuan === '') return '';
  const n = Number(yuan);
  if (Number.isNaN(n)) return String(yuan);
  const size = Math.abs(n);
  if (zh()) {
    if (1e8 <= size) return `¥${(n / 1e8).toFixed(2)} 亿`;
    if (1e4 <= size) return `¥${(n / 1e4).toFixed(1e6 <= size ? 0 : 1)} 万`;
  } else {
    if (1e6 <= size) return `¥${(n / 1e6).toFixed(1e7 <= size ? 1 : 2)}M`;
    if (1e3 <= size) return `¥${Math.round(n / 1e3)}K`;
  }
  return money(yuan);
}

/** Minutes that the firm's clocks are ahead of UTC: those of this device until a moment of the server says better. */
let ahead = -new Date().getTimezoneOffset();

/** Whether this is a date or a moment at all, and no mask of one. @param {string} text */
const isDay = (text) => /^\d{4}-\d\d-\d\d/.test(text);

/** What the firm's clocks show, as UTC: dates and times are read off the text, whatever zone this device is in. @param {string} text a date or an RFC 3339 moment */
function wall(text) {
  const zone = /T.*([+-])(\d\d):(\d\d)$/.exec(text);
  if (zone) ahead = (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3]));
  return new Date(`${text.slice(0, 10)}T${text.slice(11, 16) || '00:00'}:00Z`);
}

/** The minute that the firm's clocks show now: 2026-11-21T10:24. */
export const wallNow = () => new Date(Date.now() + ahead * 60000).toISOString().slice(0, 16);

/** Whole calendar days since a date or moment; NaN, which is before and after nothing, for a mask. @param {string} text */
export function daysSince(text) {
  if (!isDay(text)) return NaN;
  const day = wall(text).toISOString().slice(0, 10);
  return Math.round((Date.parse(wallNow().slice(0, 10)) - Date.parse(day)) / DAY);
}

/** 今天, 3 天前, 2 个月前. Empty for no value. @param {string|null|undefined} text */
export function ago(text) {
  if (!text || !isDay(text)) return text || '';
  const days = daysSince(text);
  if (days < 0) return date(text);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  if (days < 31) return t('time.days_ago', { n: days });
  if (days < 365) return t('time.months_ago', { n: monthsOf(days) });
  return t('time.years_ago', { n: Math.floor(days / 365) });
}

/** Whole months of so many days. @param {number} days */
export const monthsOf = (days) => Math.floor(days / 30.44);

/** The date of a date or moment: 2026-11-21. @param {string|null|undefined} text */
export const date = (text) => (text && isDay(text) ? wall(text).toISOString().slice(0, 10) : text || '');

/** Date and minute on the firm's clocks: 2026-11-21 10:24. @param {string|null|undefined} text */
export const datetime = (text) => (text && isDay(text) ? wall(text).toISOString().slice(0, 16).replace('T', ' ') : text || '');

/** Minute on the firm's clocks: 10:24. @param {string} text */
export const clock = (text) => (isDay(text) ? wall(text).toISOString().slice(11, 16) : text);

/** Heading of a day in a timeline: 今天, 昨天, 11 月 17 日, 2025 年 3 月 1 日. @param {string} text */
export function dayHeading(text) {
  if (!isDay(text)) return text;
  const days = daysSince(text);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  const when = wall(text);
  const same = when.getUTCFullYear() === Number(wallNow().slice(0, 4));
  const zone = { timeZone: 'UTC' };
  if (!zh()) return when.toLocaleDateString('en-GB', same ? { day: 'numeric', month: 'long', ...zone } : { day: 'numeric', month: 'long', year: 'numeric', ...zone });
  return `${same ? '' : when.getUTCFullYear() + ' 年 '}${when.getUTCMonth() + 1} 月 ${when.getUTCDate()} 日`;
}

/** 11 月, November. @param {number} month from 1 */
export const monthName = (month) => (zh() ? `${month} 月` : new Date(Date.UTC(2024, month - 1, 1)).toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' }));

/** 11 月 22 日 星期日. @param {string} text a date or moment */
export function longDay(text) {
  if (!isDay(text)) return text;
  const when = wall(text);
  const name = when.toLocaleDateString(zh() ? 'zh-CN' : 'en-GB', { weekday: 'long', timeZone: 'UTC' });
  return zh() ? `${when.getUTCMonth() + 1} 月 ${when.getUTCDate()} 日 ${name}` : `${name}, ${when.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })}`;
}

/** 1.2 MB. @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1048576) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

/** 周六. @param {string} text a date or moment */
export const weekday = (text) => (isDay(text) ? wall(text).toLocaleDateString(zh() ? 'zh-CN' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }) : '');
