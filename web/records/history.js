// The history of a record: what changed, by whom, by day, old value to new; and the door to the record as it was.
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { call } from '../lib/api.js';
import { clock, dayHeading, date } from '../lib/format.js';
import { t } from '../lib/i18n.js';
import { field as fieldOf, isEmpty, label, labelOf } from '../lib/fields.js';
import { IconBtn, Seg } from '../ui/button.js';
import { Failed } from '../ui/empty.js';
import { Icon } from '../ui/icon.js';
import { AsItWas, PickMoment } from './as_it_was.js';
import { Shown, inTags } from './shown.js';

/**
 * @typedef {{field: string, before: any, after: any}} Change
 * @typedef {{seq: number, at: string, actor: {id: string, name: string}|null, action: 'create'|'edit'|'delete'|'restore'|'reveal'|'claim'|'return', batch: string|null, note?: string, changes: Change[]}} Entry
 */

const ICON = { create: 'plus', edit: 'edit', delete: 'trash', restore: 'undo', reveal: 'eye' };
/** More changes than these are folded. */
const SHOWN_CHANGES = 3;
const PAGE = 50;

/**
 * @param {string} path of the record @param {unknown} version loads again when it changes
 * @returns {{entries: Entry[]|null, next: any, problem: any, more: () => Promise<void>, reload: () => Promise<void>}}
 */
function useHistory(path, version) {
  const [entries, setEntries] = useState(/** @type {Entry[]|null} */ (null));
  const [next, setNext] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const turn = useRef(0);
  const load = async (/** @type {any} */ before) => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const answer = await call('GET', path + '/history', undefined, { query: { limit: PAGE, before } });
      if (mine !== turn.current) return;
      setEntries((old) => (before && old ? [...old, ...answer.items] : answer.items));
      setNext(answer.next);
      setProblem(null);
    } catch (refusal) {
      if (mine === turn.current) setProblem(refusal);
    }
  };
  useEffect(() => { setEntries(null); }, [path]);
  useEffect(() => { if (version !== null) load(null); }, [path, version]);
  return { entries, next, problem, more: () => load(next), reload: () => load(null) };
}

/**
 * Every change of a record, and the door to the record as it was.
 * @param {{path: string, version: unknown, now: Record<string, any>}} props version: loads again when it changes; now: the fields at present
 */
export function History({ path, version, now }) {
  const history = useHistory(path, version);
  const [kind, setKind] = useState('all');
  const [moment, setMoment] = useState(/** @type {string|null} */ (null));
  const [picking, setPicking] = useState(false);
  const { entries, problem } = history;
  const fits = (entries || []).filter((entry) => kind === 'all' || (kind === 'reveal') === (entry.action === 'reveal'));
  const look = (/** @type {string} */ at) => {
    setMoment(at);
    setPicking(false);
  };
  return html`
    <div class="tl-h tl-sub">
      <button type="button" class="btn ghost sm" aria-expanded=${picking ? 'true' : 'false'} onClick=${() => setPicking(!picking)}>
        <${Icon} n="clock" s=${14} />${t('history.pick')}
      </button>
      <${Seg} label=${t('history.filter.changes')} value=${kind} onChange=${setKind}
        opts=${[['all', t('history.all')], ['change', t('history.changes')], ['reveal', t('history.reveals')]]} />
    </div>
    ${picking && html`<${PickMoment} pick=${look} />`}
    ${moment && html`<${AsItWas} path=${path} at=${moment} now=${now} close=${() => setMoment(null)} />`}
    ${problem && html`<${Failed} problem=${problem} retry=${history.reload} />`}
    ${!problem && entries && fits.length === 0 && html`<p class="t3 f13 tl-d">${t(kind === 'all' ? 'history.none' : 'history.none_of_kind')}</p>`}
    ${!entries && !problem && html`<div class="late" aria-busy="true">${[0, 1, 2].map((i) => html`<div class="skel sk-b" key=${i}></div>`)}</div>`}
    <${Days} entries=${fits} look=${look} />
    ${history.next && html`<button type="button" class="btn ghost sm" onClick=${history.more}>${t('history.more')}</button>`}`;
}

/** @param {{entries: Entry[], look: (at: string) => void}} props */
function Days({ entries, look }) {
  if (entries.length === 0) return null;
  let day = '';
  return html`<ol>${entries.map((entry) => {
    const own = date(entry.at);
    const head = own === day ? null : html`<li class="tl-d" key=${own}>${dayHeading(entry.at)}</li>`;
    day = own;
    return html`${head}<${One} key=${entry.seq} entry=${entry} look=${look} />`;
  })}</ol>`;
}

/** @param {{entry: Entry, look: (at: string) => void}} props */
function One({ entry, look }) {
  const who = entry.actor?.name || t('history.system');
  const changes = entry.action === 'reveal' ? [] : entry.changes.filter((change) => fieldOf(change.field));
  const single = entry.action === 'edit' && changes.length === 1;
  return html`
    <li class=${'ev ' + entry.action}>
      <span class="ev-ic"><${Icon} n=${ICON[entry.action] || 'history'} s=${14} /></span>
      <div class=${'ev-b' + (changes.length < 2 ? '' : ' card')}>
        <div class="ev-h">
          <span class="ev-line"><b>${who}</b>${single ? html`<${ChangeLine} change=${changes[0]} named />` : html`<span class="t2">${saying(entry, changes.length)}</span>`}
            ${entry.note && entry.action !== 'reveal' && html`<span class="tag">${entry.note}</span>`}</span>
          <span class="ev-at">
            <${IconBtn} n="clock" s=${13} class="sm" label=${`${t('history.as_of')} ${clock(entry.at)}`} onClick=${() => look(entry.at)} />
            <time datetime=${entry.at}>${clock(entry.at)}</time>
          </span>
        </div>
        ${!single && changes.length !== 0 && html`<${ChangeList} changes=${changes} fold=${entry.action === 'create'} />`}
      </div>
    </li>`;
}

/** @param {Entry} entry @param {number} count */
function saying(entry, count) {
  switch (entry.action) {
    case 'create': return t('history.created');
    case 'delete': return t('history.deleted');
    case 'restore': return t('history.restored');
    case 'claim': return t('history.claimed');
    case 'return': return t('history.given_back');
    case 'reveal': {
      const said = t('history.revealed', { label: entry.changes.map((change) => labelOf(change.field)).join(t('ui.list_comma')) });
      return entry.note ? `${said} · ${t('history.purpose', { purpose: entry.note })}` : said;
    }
    default: return t('history.edited', { count });
  }
}

/** @param {{changes: Change[], fold: boolean}} props */
function ChangeList({ changes, fold }) {
  const [open, setOpen] = useState(false);
  const most = fold ? 0 : SHOWN_CHANGES;
  const folded = most < changes.length && !(changes.length === most + 1);
  const shown = folded && !open ? changes.slice(0, most) : changes;
  return html`
    ${shown.length !== 0 && html`<ul class="ev-list">${shown.map((change) => html`
      <li key=${change.field}><span>${labelOf(change.field)}</span><${ChangeLine} change=${change} /></li>`)}</ul>`}
    ${folded && html`<button type="button" class="ev-more" aria-expanded=${open ? 'true' : 'false'} onClick=${() => setOpen(!open)}>
      ${open ? t('history.hide_fields') : t('history.show_fields', { count: changes.length })}</button>`}`;
}

/** Old value to new. @param {{change: Change, named?: boolean}} props named: begins with the label of the field */
function ChangeLine({ change, named }) {
  const field = fieldOf(change.field);
  if (!field) return null;
  const none = isEmpty(change.before);
  const gone = isEmpty(change.after);
  const verb = gone ? 'history.cleared' : none ? 'history.set' : 'history.became';
  const old = html`<span class=${inTags(field) || field.key === 'level' ? 'ev-line' : 'was'}><${Shown} field=${field} value=${change.before} plain /></span>`;
  const fresh = html`<span class="ev-line"><${Shown} field=${field} value=${change.after} plain /></span>`;
  return html`<span class="ev-line">
    ${named && html`<span>${label(field)}</span>`}
    ${gone ? html`<span class="t3">${t(verb)}</span>${old}` : html`${!none && old}${(!none || named) && html`<span class="t3">${t(verb)}</span>`}${fresh}`}
  </span>`;
}
