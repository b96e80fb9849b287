// What the bell tells: the notices, newest first; opening one marks it as read.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { clock, dayHeading, int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { closeOverlay, unread } from '../../lib/overlay.js';
import { placeOfRecord } from '../../lib/places.js';
import { narrow } from '../../lib/prefs.js';
import { go } from '../../lib/router.js';
import { Seg } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Empty, Failed } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { toastProblem } from '../../ui/toast.js';

/**
 * @typedef {{id: string, kind: string, at: string, read: boolean, text: string, by: {id: string, name: string}|null,
 *   record: {kind: string, id: string}|null, customer: {id: string, name: string}|null}} Notice
 */

const PAGE = 30;

/** Icon and colour by kind. @type {Record<string, [icon: string, tone: string]>} */
const LOOKS = {
  task_assigned: ['todo', 'info'], task_due: ['clock', 'warn'], task_overdue: ['clock', 'danger'], customer_assigned: ['users', 'info'],
  service_assigned: ['headset', 'info'], service_due: ['headset', 'warn'], service_recorded: ['headset', 'info'], payment_overdue: ['warn', 'danger'], deal_won: ['handshake', 'ok'],
};

/** Marks as read; the count of what is left follows. @param {{ids: string[]} | {all: true}} which */
const markRead = (which) => call('POST', '/notifications/reads', which).then((answer) => { unread.value = answer.unread; });

export function Notices() {
  const [which, setWhich] = useState('all');
  const [items, setItems] = useState(/** @type {Notice[]|null} */ (null));
  const [next, setNext] = useState(/** @type {string|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const asked = useRef(0);
  /** @param {string|null} [cursor] what stands already stays */
  const load = async (cursor = null) => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const answer = await call('GET', '/notifications', undefined, { query: { unread: which === 'unread' ? 1 : null, limit: PAGE, cursor } });
      if (mine !== asked.current) return;
      setItems((old) => (cursor && old ? [...old, ...answer.items] : answer.items));
      setNext(answer.next);
      unread.value = answer.unread;
      setProblem(null);
    } catch (refusal) {
      if (mine === asked.current) setProblem(refusal);
    }
  };
  useEffect(() => {
    load();
    const fresh = () => { load(); };
    addEventListener('zhike:notice', fresh);
    return () => removeEventListener('zhike:notice', fresh);
  }, [which]);
  /** @param {Notice} one */
  const open = (one) => {
    if (!one.read) markRead({ ids: [one.id] }).catch(() => {});
    const to = one.record && placeOfRecord(one.record.kind, one.record.id, one.customer);
    closeOverlay();
    if (to) go(to);
  };
  /** @param {Notice} one */
  const read = (one) => {
    setItems((old) => old && old.map((each) => (each.id === one.id ? { ...each, read: true } : each)));
    markRead({ ids: [one.id] }).catch(toastProblem);
  };
  const readAll = () => markRead({ all: true }).then(() => load(), toastProblem);
  return html`
    <${Dialog} open onClose=${closeOverlay} class=${narrow.value ? 'sheet notices' : 'dialog notices'} label=${t('notices.title')}>
      <${DialogHead} title=${t('notices.title')} onClose=${closeOverlay} />
      <div class="notices-bar">
        <${Seg} label=${t('notices.which')} value=${which} onChange=${setWhich} opts=${[['all', t('notices.all')], ['unread', t('notices.unread', { n: int(unread.value) })]]} />
        <button type="button" class="btn ghost sm push" disabled=${unread.value === 0} onClick=${readAll}><${Icon} n="check" s=${14} />${t('notices.read_all')}</button>
      </div>
      <div class="notices-b" aria-busy=${items || problem ? undefined : 'true'} tabindex="-1">
        ${problem && html`<${Failed} problem=${problem} retry=${() => load()} />`}
        ${!problem && items && items.length === 0 && html`<${Empty} icon="bell" title=${t(which === 'unread' ? 'notices.none_unread' : 'notices.none')} text=${t('notices.none.text')} />`}
        ${!problem && items && byDay(items).map(([day, list]) => html`
          <section key=${day} aria-label=${day}><h3>${day}</h3>
            <ul>${list.map((one) => html`<${Line} key=${one.id} one=${one} open=${open} read=${read} />`)}</ul></section>`)}
        ${next && html`<button type="button" class="btn ghost block" onClick=${() => load(next)}>${t('notices.more')}</button>`}
      </div>
      <div class="dialog-f"><a class="link f13 push-r" href="#/me/notices" onClick=${closeOverlay}>${t('notices.settings')}</a><button type="button" class="btn" onClick=${closeOverlay}>${t('ui.close')}</button></div>
    <//>`;
}

/** @param {Notice[]} items @returns {[string, Notice[]][]} */
function byDay(items) {
  const days = /** @type {Map<string, Notice[]>} */ (new Map());
  for (const one of items) {
    const day = dayHeading(one.at);
    days.set(day, [...(days.get(day) || []), one]);
  }
  return [...days];
}

/** @param {{one: Notice, open: (one: Notice) => void, read: (one: Notice) => void}} props */
function Line({ one, open, read }) {
  const [icon, tone] = LOOKS[one.kind] || ['bell', 'slate'];
  return html`
    <li class=${'notice' + (one.read ? '' : ' st-new')}>
      <button type="button" class="notice-o" onClick=${() => open(one)}>
        <span class=${'mk ' + tone}><${Icon} n=${icon} s=${15} /></span>
        <span class="grow"><span class="notice-t">${one.text}${!one.read && html`<span class="vh">${t('notices.is_new')}</span>`}</span>
          <span class="f12 t3">${[one.customer?.name, clock(one.at)].filter(Boolean).join(' · ')}</span></span>
      </button>
      ${!one.read && html`<button type="button" class="icon-btn sm" aria-label=${t('notices.read_one', { text: one.text })} title=${t('notices.read')} onClick=${() => read(one)}><${Icon} n="check" s=${14} /></button>`}
    </li>`;
}
