// Figures, dates and spans of time as people read them, by language.
import { lang, t } from './i18n.js';

const DAY = 86400000;
const zh = () => lang.value !== 'en';

/** 12480 → 12,480. @param {number} n */
export const int = (n) => Number(n).toLocaleString(zh() ? 'zh-CN' : 'en-GB');

/** A money string in yuan in full: ¥1,200.00 → ¥1,200. @param {string|number|null|undefined} yuan */
export function money(yuan) {
  if (yuan === null || yuan === undefined || yuan === '') return '';
  const [whole, part = ''] = String(yuan).split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const grouped = whole.replace('-', '').replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}¥${grouped}${/[1-9]/.test(part) ? '.' + part.padEnd(2, '0') : ''}`;
}

/** A money string in short: ¥48.6 万, ¥1.39 亿; ¥486K, ¥13.9M. @param {string|number|null|undefined} yuan */
export function moneyShort(yuan) {
  if (yuan === null || yuan === undefined || yuan === '') return '';
  const n = Number(yuan);
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

/** Local calendar day of a moment, `2026-11-21`. @param {Date} date */
export function isoDay(date) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** @param {string} text a date or an RFC 3339 moment */
const toDate = (text) => new Date(text.length === 10 ? text + 'T00:00:00' : text);

/** Whole calendar days since a date or moment. @param {string} text */
export function daysSince(text) {
  const day = toDate(isoDay(toDate(text)));
  return Math.round((toDate(isoDay(new Date())).getTime() - day.getTime()) / DAY);
}

/** 今天, 3 天前, 2 个月前. Empty for no value. @param {string|null|undefined} text */
export function ago(text) {
  if (!text) return '';
  const days = daysSince(text);
  if (days < 0) return date(text);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  if (days < 30) return t('time.days_ago', { n: days });
  if (days < 365) return t('time.months_ago', { n: Math.floor(days / 30) });
  return t('time.years_ago', { n: Math.floor(days / 365) });
}

/** The date of a date or moment: 2026-11-21. @param {string|null|undefined} text */
export const date = (text) => (text ? (text.length === 10 ? text : isoDay(toDate(text))) : '');

/** Local date and minute: 2026-11-21 10:24. @param {string|null|undefined} text */
export const datetime = (text) => (text ? `${isoDay(toDate(text))} ${clock(text)}` : '');

/** Local minute: 10:24. @param {string} text */
export const clock = (text) => toDate(text).toTimeString().slice(0, 5);

/** Heading of a day in a timeline: 今天, 昨天, 11 月 17 日, 2025 年 3 月 1 日. @param {string} text */
export function dayHeading(text) {
  const days = daysSince(text);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  const when = toDate(text);
  const same = when.getFullYear() === new Date().getFullYear();
  if (!zh()) return when.toLocaleDateString('en-GB', same ? { day: 'numeric', month: 'long' } : { day: 'numeric', month: 'long', year: 'numeric' });
  return `${same ? '' : when.getFullYear() + ' 年 '}${when.getMonth() + 1} 月 ${when.getDate()} 日`;
}

/** 1.2 MB. @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1048576) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}
