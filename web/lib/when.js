// Dates and times as people write them: 今天, 明天 14:30, 下周一, 3 天后, 11-28, 20261128, 2026-11-28.
import { wallNow } from './format.js';

const DAY = 86400000;
const WORDS = /** @type {Record<string, number>} */ ({ 前天: -2, 昨天: -1, 今天: 0, 今日: 0, 明天: 1, 明日: 1, 后天: 2, 大后天: 3, yesterday: -1, today: 0, tomorrow: 1 });
const WEEK = /** @type {Record<string, number>} */ ({ 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 });

/** @param {number} ms */
const iso = (ms) => new Date(ms).toISOString().slice(0, 10);
const today = () => Date.parse(wallNow().slice(0, 10));

/** A day of the calendar, '' for one that does not exist. @param {number} year @param {number} month @param {number} day */
function made(year, month, day) {
  const ms = Date.UTC(year, month - 1, day);
  const text = Number.isNaN(ms) ? '' : iso(ms);
  return text === `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` ? text : '';
}

/** A month and day without a year: the nearest one to today. @param {number} month @param {number} day */
function nearest(month, day) {
  const year = Number(wallNow().slice(0, 4));
  const all = [year - 1, year, year + 1].map((one) => made(one, month, day)).filter(Boolean);
  return all.sort((a, b) => Math.abs(Date.parse(a) - today()) - Math.abs(Date.parse(b) - today()))[0] || '';
}

/** A weekday: the next one that is not past; 下周 for that of next week. @param {number} wanted @param {boolean} after */
function weekday(wanted, after) {
  const now = new Date(today()).getUTCDay() || 7;
  return iso(today() + (after ? 7 - now + wanted : (wanted - now + 7) % 7) * DAY);
}

/** The day that a text names: 2026-11-28; '' when it names none. @param {string} text */
export function readDay(text) {
  const said = text.trim().toLowerCase().replace(/\s+/g, '');
  if (said in WORDS) return iso(today() + WORDS[said] * DAY);
  let found = /^(下)?(?:周|星期|礼拜)([一二三四五六日天])$/.exec(said) || /^(next)?(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?$/.exec(said);
  if (found) return weekday(WEEK[found[2]], Boolean(found[1]));
  found = /^(\d{1,3})天[后後]$/.exec(said) || /^\+(\d{1,3})d?$/.exec(said);
  if (found) return iso(today() + Number(found[1]) * DAY);
  found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(said) || /^(\d{4})(\d\d)(\d\d)$/.exec(said);
  if (found) return made(Number(found[1]), Number(found[2]), Number(found[3]));
  found = /^(\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(said) || /^(\d\d)(\d\d)$/.exec(said);
  return found ? nearest(Number(found[1]), Number(found[2])) : '';
}

/** The minute that a text names: 14:30, 下午 3 点半; '' when it names none. @param {string} text */
export function readTime(text) {
  const found = /^(上午|早上|下午|晚上|中午)?(\d{1,2})(?:[:：](\d\d)|点(半|(\d{1,2})分?)?)$/.exec(text.replace(/\s+/g, ''));
  if (!found) return '';
  const hour = Number(found[2]) + (/下午|晚上/.test(found[1] || '') && Number(found[2]) < 12 ? 12 : 0);
  const minute = found[4] === '半' ? 30 : Number(found[3] || found[5] || 0);
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : '';
}

/**
 * The day and minute that a text names: 2026-11-28T18:00; '' when it names none.
 * @param {string} text @param {string} [time] for a text that names only a day
 */
export function readMoment(text, time = '18:00') {
  const said = text.trim().replace('T', ' ');
  if (readDay(said)) return `${readDay(said)}T${time}`;
  if (readTime(said)) return `${wallNow().slice(0, 10)}T${readTime(said)}`;
  for (let at = 1; at < said.length; at += 1) {
    const [day, minute] = [readDay(said.slice(0, at)), readTime(said.slice(at))];
    if (day && minute) return `${day}T${minute}`;
  }
  return '';
}

/**
 * A line such as “明天 寄样件” or “回电 11-28 14:00”: what is to be done, and when.
 * @param {string} line @param {string} [time] @returns {{title: string, due: string}} due: '' when the line names none
 */
export function readLine(line, time = '18:00') {
  const words = line.trim().split(/\s+/);
  for (const count of [2, 1]) {
    if (words.length <= count) continue;
    const front = readMoment(words.slice(0, count).join(' '), time);
    if (front) return { title: words.slice(count).join(' '), due: front };
    const back = readMoment(words.slice(-count).join(' '), time);
    if (back) return { title: words.slice(0, -count).join(' '), due: back };
  }
  return { title: line.trim(), due: '' };
}
