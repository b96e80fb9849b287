// My day: what is due, who waits for an answer, and how the month stands.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { people, sortsBy } from '../../lib/fields.js';
import { int, longDay, wallNow } from '../../lib/format.js';
import { askFresh, useFresh } from '../../lib/fresh.js';
import { lang, t } from '../../lib/i18n.js';
import { Lazy, withParts } from '../../lib/late.js';
import { changes, openNew, overdue } from '../../lib/overlay.js';
import { narrow, recall, remember } from '../../lib/prefs.js';
import { route, setQuery } from '../../lib/router.js';
import { can, meAs, session } from '../../lib/session.js';
import { Failed, Skeleton } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { MonthCard, PipelineCard } from './figures.js';
import { Due } from './due.js';

/**
 * @typedef {import('../../records/kinds.js').Row} Row
 * @typedef {{total: number, items: Row[]}} Part
 * @typedef {object} Day
 * @property {Part} overdue
 * @property {Part} today
 * @property {Part} week
 * @property {Part} services
 * @property {{total: number, more: boolean, items: {deal: any, customer: any, amount: string, on: string}[]}} payments
 * @property {{from: string, to: string, won_amount: string|null, won_count: number|null, target: string|null, new_customers: number|null, followups: number|null, services: number|null}} month - null: not for these eyes
 * @property {{stage: any, count: number, amount: string|null}[]} pipeline
 */

const bell = { load: () => import('../shell/bell.js'), page: 'Bell' };
const switcher = { load: () => import('./whose.js'), page: 'Whose' };
const firstUse = { load: () => withParts(import('../customers/first_use.js'), ['customers'], ['customers']), page: 'FirstUse' };
/** What stands further down. @param {string} page */
const waiting = (page) => ({ load: () => import('./waiting.js'), page });
const [services, payments, seen] = ['ServicesCard', 'PaymentsCard', 'RecentCard'].map(waiting);

/** Kinds whose changes show on this page. */
const SHOWN = ['tasks', 'services', 'deals', 'payments', 'followups', 'customers'];

/** What is due changes by itself as the hours pass, ms. */
const EVERY = 300000;

/** What happens in the whole house is looked at no more often, ms. */
const PAUSE_OF_ALL = 3000;

/** One's own overdue to-dos, while the day of others is looked at. */
function countMine() {
  if (sortsBy('tasks', 'assignee') && sortsBy('tasks', 'due')) askFresh('/tasks', { filter: `state = "overdue" and assignee in ("${meAs()}")`, limit: 1 }).then((answer) => { overdue.value = answer.total; }, () => {});
}

/** The day of somebody, kept up to date. @param {string|null} user '' for oneself, null until it is known @returns {{day: Day|null, problem: any, reload: () => void}} */
function useDay(user) {
  const [day, setDay] = useState(/** @type {Day|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const turn = useRef(0);
  const later = useRef(0);
  const reload = async () => {
    if (user === null) return;
    turn.current += 1;
    const mine = turn.current;
    try {
      const answer = await askFresh('/day', { user });
      if (mine !== turn.current) return;
      setDay(answer);
      setProblem(null);
      if (!user) overdue.value = answer.overdue.total;
    } catch (refusal) {
      if (mine === turn.current) setProblem(refusal);
    }
  };
  /** After a change: at once, or with all others of these seconds. */
  const soon = () => {
    if (user !== 'all') reload();
    else later.current ||= window.setTimeout(() => { later.current = 0; reload(); }, PAUSE_OF_ALL);
  };
  useEffect(() => {
    setDay(null);
    reload();
    if (user && can('view', 'tasks')) countMine();
    const timer = setInterval(reload, EVERY);
    return () => { turn.current += 1; clearInterval(timer); clearTimeout(later.current); later.current = 0; };
  }, [user, lang.value, session.value?.preview]);
  const known = useRef(changes.value);
  useEffect(() => {
    if (known.current !== changes.value) soon();
    known.current = changes.value;
  }, [changes.value]);
  useFresh(SHOWN, soon);
  return { day, problem, reload };
}

/** Part of the day, by the hour on the firm's clocks. */
function greeting() {
  const hour = Number(wallNow().slice(11, 13));
  return t(hour < 5 ? 'home.night' : hour < 12 ? 'home.morning' : hour < 18 ? 'home.afternoon' : 'home.evening', { name: session.value?.user.name });
}

/** @param {Day} day */
const isBare = (day) => [day.overdue, day.today, day.week, day.services, day.payments].every((part) => part.total === 0)
  && !day.month.new_customers && !day.month.won_count && day.pipeline.every((one) => one.count === 0);

/** Whether there is no customer at all: then the page says how to begin. @param {Day|null} day */
function useFirstUse(day) {
  const [none, setNone] = useState(false);
  const bare = Boolean(day && isBare(day));
  useEffect(() => {
    if (bare) askFresh('/customers', { limit: 1, fields: 'name' }).then((answer) => setNone(answer.total === 0), () => {});
    else setNone(false);
  }, [bare, changes.value]);
  return none;
}

/** Whether this person may look at the day of others. */
const mayLook = () => ['team', 'below', 'all'].includes(session.value?.rights?.customers?.view || 'none');

/** Whose day it is: as the address says, as this person chose on this device, or as is found out: '' for oneself, `all`, or null until then. */
function useWhose() {
  const me = String(meAs());
  const place = 'home-who:' + me;
  const before = recall(place) || '';
  const holds = ['me', 'all'].includes(before) || people.value.some((one) => one.id === before);
  const [found, setFound] = useState(/** @type {Record<string, string>} */ ({}));
  const put = (/** @type {string} */ next) => setFound({ [me]: next });
  const who = route.value.query.get('user') || (!mayLook() ? 'me' : holds ? before : found[me]);
  return {
    user: who === 'me' || who === me ? '' : who || null,
    found: put,
    /** @param {string} next */
    choose(next) {
      remember(place, next);
      put(next);
      setQuery({ user: null });
    },
  };
}

export function HomePage() {
  const { user, ...whose } = useWhose();
  const { day, problem, reload } = useDay(user);
  const first = useFirstUse(user && user !== 'all' ? null : day);
  if (first) return html`<${Lazy} of=${firstUse} />`;
  return html`
    <div class="page home">
      <${Head} day=${day} user=${user} whose=${whose} />
      ${problem && !day && html`<${Failed} problem=${problem} retry=${reload} />`}
      ${!day && !problem && html`<${Skeleton} blocks=${3} />`}
      ${day && html`
        <div class="home-b">
          <div class="home-main">
            <${Due} day=${day} mine=${!user} user=${user} />
            ${can('view', 'services') && html`<${Lazy} of=${services} part=${day.services} />`}
            ${can('view', 'payments') && 0 < day.payments.total && html`<${Lazy} of=${payments} part=${day.payments} />`}
          </div>
          <div class="home-side">
            ${can('view', 'deals') && html`<${MonthCard} month=${day.month} /><${PipelineCard} pipeline=${day.pipeline} user=${user === 'all' ? '' : user} />`}
            <${Lazy} of=${seen} />
          </div>
        </div>`}
    </div>`;
}

/** @param {{day: Day|null, user: string|null, whose: {found: (who: string) => void, choose: (who: string) => void}}} props whose: what the switcher takes */
function Head({ day, user, whose }) {
  const colleague = people.value.find((one) => one.id === user)?.name || '';
  return html`
    <header class="page-h">
      <div class="grow">
        <h1 data-page-title tabindex="-1">${colleague ? t('home.of', { name: colleague }) : greeting()}</h1>
        <p class="f12 t3">${longDay(wallNow())}${day && html` · ${t('home.summary', { today: int(day.today.total), overdue: int(day.overdue.total) })}`}</p>
      </div>
      <div class="row">
        ${mayLook() && html`<${Lazy} of=${switcher} user=${user} failed=${() => whose.found('me')} ...${whose} />`}
        ${narrow.value && html`<${Lazy} of=${bell} />`}
        ${can('create') && html`<button type="button" class="btn primary only-d" onClick=${() => openNew()}><${Icon} n="plus" />${t('nav.create')}</button>`}
      </div>
    </header>`;
}
