// The audit log: every change, sign-in, look and refusal, newest first; narrowed by what the address says.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { download } from '../../lib/download.js';
import { datetime } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { narrow } from '../../lib/prefs.js';
import { route } from '../../lib/router.js';
import { holds } from '../../lib/session.js';
import { Badge } from '../../ui/badge.js';
import { Busy } from '../../ui/button.js';
import { Empty, Failed, Skeleton } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { deedText, deedsOf, toneOf } from './deeds.js';
import { Details } from './details.js';
import { Chips, Filters, askedOf, clearAll, isNarrowed } from './filters.js';
import { RecordName, What, actorText } from './line.js';
import { StateCard } from './state.js';

/** @typedef {import('./line.js').Entry} Entry */
/** @typedef {{items: Entry[], next: string|null, problem: any, busy: boolean}} Page */

const PAGE = 50;
/** Pages asked for in a row where a filter that hardly anything fits leaves them empty; then one is asked whether to go on. */
const EMPTY_PAGES = 10;

/** What the calls ask for. @param {import('./filters.js').Asked} asked */
const queryOf = (asked) => ({ from: asked.from, to: asked.to, actor: asked.actor, deed: asked.deed && deedsOf(asked.deed), record: asked.record });

/** @param {import('./filters.js').Asked} asked */
function useEntries(asked) {
  const [page, setPage] = useState(/** @type {Page|null} */ (null));
  const turn = useRef(0);
  const key = JSON.stringify(queryOf(asked));
  /** @param {Entry[]} before @param {string|null} cursor */
  const load = async (before, cursor) => {
    turn.current += 1;
    const mine = turn.current;
    let items = before;
    let next = cursor;
    try {
      for (let asks = 0; asks < EMPTY_PAGES && (asks === 0 || (next && items.length < before.length + 10)); asks += 1) {
        const answer = await call('GET', '/audit', undefined, { query: { ...queryOf(asked), cursor: next, limit: PAGE } });
        if (mine !== turn.current) return;
        items = [...items, ...answer.items];
        next = answer.next;
      }
      setPage({ items, next, problem: null, busy: false });
    } catch (problem) {
      if (mine === turn.current) setPage({ items, next, problem, busy: false });
    }
  };
  useEffect(() => {
    setPage(null);
    load([], null);
  }, [key]);
  const more = () => {
    if (!page) return;
    setPage({ ...page, busy: true });
    load(page.items, page.next);
  };
  return { page, more, reload: () => load([], null) };
}

export function AuditPage() {
  if (holds('audit')) return html`<${Log} />`;
  return html`<div class="page"><header class="page-h"><h1 data-page-title tabindex="-1">${t('nav.audit')}</h1></header>
    <${Empty} icon="lock" title=${t('error.denied')} text=${t('audit.no_right')} /></div>`;
}

function Log() {
  const asked = askedOf(route.value.query);
  const { page, more, reload } = useEntries(asked);
  const [open, setOpen] = useState(/** @type {Entry|null} */ (null));
  const [writing, setWriting] = useState(false);
  const write = async () => {
    setWriting(true);
    try {
      await download('/audit/file', { ...queryOf(asked), format: 'csv' }, t('audit.file') + '.csv');
      toast(t('audit.exported'));
    } catch (refusal) {
      toastProblem(refusal);
    }
    setWriting(false);
  };
  return html`
    <div class="page">
      <header class="page-h"><h1 class="grow" data-page-title tabindex="-1">${t('nav.audit')}</h1>
        <${Busy} type="button" class="btn" busy=${writing} onClick=${write}><${Icon} n="download" />${t('audit.export')}<//></header>
      <div class="aud">
        <${StateCard} />
        <${Filters} asked=${asked} /><${Chips} asked=${asked} />
        ${!page && html`<${Skeleton} blocks=${3} />`}
        ${page?.problem && html`<${Failed} problem=${page.problem} retry=${reload} />`}
        ${page && !page.problem && page.items.length === 0 && !page.next && html`<${Empty} icon="search" title=${t('audit.none')}>${isNarrowed(asked) && html`<button type="button" class="btn" onClick=${clearAll}>${t('ui.clear_all')}</button>`}<//>`}
        ${page && page.items.length !== 0 && (narrow.value ? html`<${Cards} items=${page.items} open=${setOpen} />` : html`<${Table} items=${page.items} open=${setOpen} />`)}
        ${page?.next && html`<div class="aud-more"><${Busy} type="button" class="btn" busy=${page.busy} onClick=${more}>${t(page.items.length ? 'audit.more' : 'audit.look_on')}<//></div>`}
      </div>
      ${open && html`<${Details} entry=${open} close=${() => setOpen(null)} />`}
    </div>`;
}

/** @param {{items: Entry[], open: (entry: Entry) => void}} props */
function Table({ items, open }) {
  /** A press anywhere on the row, but for its links. @param {any} event @param {Entry} entry */
  const press = (event, entry) => { if (!event.target.closest('a, button') && !String(getSelection())) open(entry); };
  return html`
    <div class="card tblbox" tabindex="0" role="group" aria-label=${t('nav.audit')}><table class="tbl aud-t">
      <thead><tr>${['at', 'actor', 'deed', 'what', 'changes', 'address'].map((key) => html`<th scope="col" key=${key}>${t('audit.' + key)}</th>`)}</tr></thead>
      <tbody>${items.map((entry) => html`
        <tr key=${entry.seq} onClick=${(/** @type {Event} */ e) => press(e, entry)}>
          <td class="nowrap"><button type="button" class="link mono" aria-haspopup="dialog" onClick=${() => open(entry)}><time datetime=${entry.at}>${datetime(entry.at)}</time></button></td>
          <td class="nowrap">${actorText(entry)}</td>
          <td class="nowrap"><${Badge} tone=${toneOf(entry.deed)}>${deedText(entry.deed)}<//></td>
          <td class="nowrap"><${RecordName} entry=${entry} /></td>
          <td><${What} entry=${entry} /></td>
          <td class="mono t3">${entry.address}</td>
        </tr>`)}</tbody>
    </table></div>`;
}

/** @param {{items: Entry[], open: (entry: Entry) => void}} props */
const Cards = ({ items, open }) => html`
  <ul class="card aud-l" aria-label=${t('nav.audit')}>${items.map((entry) => html`
    <li key=${entry.seq}>
      <div class="row"><button type="button" class="link mono" aria-haspopup="dialog" onClick=${() => open(entry)}><time datetime=${entry.at}>${datetime(entry.at)}</time></button>
        <span class="push"><${Badge} tone=${toneOf(entry.deed)}>${deedText(entry.deed)}<//></span></div>
      <div class="f13"><b>${actorText(entry)}</b>${entry.record && html`　<${RecordName} entry=${entry} />`}</div>
      <div class="f13"><${What} entry=${entry} /></div>
    </li>`)}</ul>`;
