// The page of one customer: who it is, everything known about it, all that has happened, and what is to be done next.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { copy } from '../../lib/clipboard.js';
import { field as fieldOf, fieldIn, fields, isMasked, label } from '../../lib/fields.js';
import { wallNow } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { useKeys } from '../../lib/keys.js';
import { listUrl, neighbour } from '../../lib/liststate.js';
import { customersChanged, visited } from '../../lib/overlay.js';
import { narrow } from '../../lib/prefs.js';
import { focusTitle, go } from '../../lib/router.js';
import { Lazy, withParts } from '../../lib/late.js';
import { meAs } from '../../lib/session.js';
import { Conflict } from '../../records/conflict.js';
import { valueOf } from '../../records/kinds.js';
import { useMarks } from '../../records/live.js';
import { Clashing } from '../../records/record.js';
import { RevealDialog, useRevealed } from '../../records/reveal.js';
import { Empty, Failed, Note, Skeleton } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { Tabs } from '../../ui/tabs.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { Composer } from './compose.js';
import { Deals } from './deals.js';
import { Details, Figures, Missing, MoreDetails } from './details.js';
import { Files } from './files.js';
import { Head } from './head.js';
import { useOverview } from './overview.js';
import { rightsTo } from './rights.js';
import { Timeline } from './timeline.js';
import { Todos } from './todos.js';

/** @param {string} page @param {() => Promise<any>} module */
const late = (page, module) => ({ load: () => withParts(module(), ['access'], ['access']), page });
/** What is opened from the menu of the page. @type {Record<string, import('../../lib/late.js').Late>} */
const DIALOGS = {
  assign: late('AssignDialog', () => import('./hand.js')),
  return: late('ReturnDialog', () => import('./hand.js')),
  viewers: late('ViewersDialog', () => import('./viewers.js')),
  transition: late('TransitionDialog', () => import('./transition.js')),
};
const RECORD = { load: () => import('../../records/form.js'), page: 'RecordDialog' };

/** @param {{id: string}} props */
export function CustomerPage({ id }) {
  const path = '/customers/' + id;
  const { record, parts, refresh } = useOverview(id);
  const { row, problem } = record;
  const marks = useMarks(id, refresh);
  const { shown, show, hide } = useRevealed(id);
  const [revealing, setRevealing] = useState(/** @type {any} */ (null));
  const [looks, setLooks] = useState(0);
  const [clash, setClash] = useState(/** @type {any} */ (null));
  const [wanted, setWanted] = useState({ key: '', tick: 0 });
  const [writing, setWriting] = useState({ tab: '', tick: 0 });
  const [filing, setFiling] = useState(/** @type {{tick: number, of?: {kind: string, id: string}}} */ ({ tick: 0 }));
  const [dialog, setDialog] = useState('');
  const [form, setForm] = useState(/** @type {any} */ (null));
  const [tab, setTab] = useState('activity');
  const [all, setAll] = useState(false);
  const binned = Boolean(row?.deleted_at);
  const may = rightsTo(row?.fields || {});
  const editable = Boolean(row) && !binned && may.edit;

  useEffect(() => {
    if (!row) return;
    visited({ id, name: row.fields.name || '', code: row.fields.code || '' });
    if (document.activeElement === document.body) focusTitle();
    document.title = t('app.title', { page: row.fields.name || row.fields.code || '' });
  }, [row?.id, row?.fields.name]);
  const step = async (/** @type {1|-1} */ by) => {
    const to = await neighbour(id, by).catch(() => null);
    if (to) go('/customer/' + to);
  };
  const write = (/** @type {string} */ to) => {
    if (binned) return false;
    setTab('activity');
    setWriting((old) => ({ tab: to, tick: old.tick + 1 }));
    return true;
  };
  useKeys({
    '[': () => step(-1), ']': () => step(1), f: () => write('followups'), n: () => write('notes'),
    s: () => (editable ? setDialog('transition') : false),
  }, [id, editable, binned]);

  /** @param {import('../../lib/fields.js').Field} field @param {any} draft @param {{version: number, value: any}} seen */
  const save = async (field, draft, seen) => {
    const before = seen.value;
    try {
      await record.change({ [field.key]: draft }, [field], { version: seen.version, fields: { ...row?.fields, [field.key]: seen.value } });
    } catch (refusal) {
      if (!(refusal instanceof Clashing)) throw refusal;
      setClash({ clashing: refusal, drafts: { [field.key]: draft } });
      return;
    }
    hide(field.key);
    customersChanged();
    const name = label(field);
    const undo = async () => {
      try {
        await record.revert(field, before);
        customersChanged();
        toast(t('customer.undone', { label: name }));
      } catch (refusal) {
        if (refusal instanceof Clashing) setClash({ clashing: refusal, drafts: { [field.key]: refusal.clashes[0].mine } });
        else toastProblem(refusal);
      }
    };
    toast(t('customer.saved', { label: name }), isMasked(field, before) ? {} : { undo });
  };
  /** @param {string} key */
  const edit = (key) => {
    if (key === 'level') {
      setDialog('transition');
      return;
    }
    setTab('details');
    if (!fields.value.some((one) => one.key === key)) return;
    requestAnimationFrame(() => setWanted((old) => ({ key, tick: old.tick + 1 })));
  };
  const settle = async (/** @type {string[]} */ mine) => {
    const { clashing, drafts } = clash;
    record.adopt(clashing.current);
    const kept = Object.fromEntries(mine.map((key) => [key, drafts[key]]));
    try {
      if (mine.length !== 0) await record.change(kept, mine.map((key) => /** @type {any} */ (fieldOf(key))));
    } catch (refusal) {
      if (!(refusal instanceof Clashing)) throw refusal;
      setClash({ clashing: refusal, drafts: kept });
      return;
    }
    setClash(null);
    customersChanged();
    toast(t(mine.length === 0 ? 'conflict.taken_theirs' : 'conflict.settled'));
  };
  const restore = async () => {
    try {
      record.adopt(await call('POST', path + '/restorations', {}));
      customersChanged();
      refresh();
      toast(t('customer.restored', { name: row?.fields.name }));
    } catch (refusal) {
      toastProblem(refusal);
    }
  };
  const remove = async () => {
    if (!row) return;
    try {
      await call('DELETE', path, undefined, { ifMatch: row.version });
    } catch (refusal) {
      toastProblem(refusal);
      record.reload();
      return;
    }
    customersChanged();
    go(listUrl().slice(1));
    toast(t('customer.deleted', { name: row.fields.name }), { undo: () => { restore().then(() => go('/customer/' + id)); } });
  };
  const claim = async () => {
    const hand = await withParts(import('./hand.js'), ['access']).catch(() => null);
    if (hand && row) adopt(await hand.claim(row));
  };
  /** @param {any} next the customer as it now is; nothing when it must be asked for */
  const adopt = (next) => {
    setDialog('');
    if (next?.fields) record.adopt(next);
    else record.reload();
  };
  /** The form of a record of a kind: a new one without the row. @param {string} kind @param {any} [one] @param {Record<string, any>} [start] */
  const openForm = (kind, one, start = {}) => setForm({ kind, row: one, start: { customer: id, ...beginnings(kind), ...start } });
  /** @param {{kind: string, id: string}} [of] the record that the file is of; the customer without it */
  const attach = (of) => {
    setTab('todo');
    setFiling((old) => ({ tick: old.tick + 1, of }));
  };
  const copyLink = async () => toast((await copy(location.href)) ? t('customer.link_copied') : t('customer.copy_failed'));

  if (problem && problem.status === 404) return html`<${Gone} />`;
  if (problem) return html`<div class="page"><${Failed} problem=${problem} retry=${record.reload} /></div>`;
  if (!row) return html`<${Skeleton} />`;
  const desk = {
    row, marks, may, editable, save, wanted, revealed: shown, reveal: setRevealing, hide, refresh, transition: () => setDialog('transition'),
    ...(binned ? {} : { add: (/** @type {string} */ kind) => openForm(kind), open: (/** @type {string} */ kind, /** @type {any} */ one) => openForm(kind, one) }),
    ...(may.reveal && { revealContact: (/** @type {any} */ contact) => setRevealing({ contact }) }),
  };
  const links = { deal: (parts?.deals || []).map((deal) => ({ id: deal.id, name: [deal.fields.title, deal.fields.contract_no].filter(Boolean).join(' · ') })) };
  const names = Object.fromEntries((parts?.deals || []).map((deal) => ['deals:' + deal.id, deal.fields.title]));
  const onPhone = narrow.value;
  const left = html`<${Details} desk=${desk} all=${all} contacts=${parts?.contacts || []} />`;
  const more = html`<${Missing} desk=${desk} edit=${edit} /><${MoreDetails} desk=${desk} all=${all} setAll=${setAll} />`;
  // What is about a customer goes to the bin with it, and comes back with it.
  const middle = binned ? html`<section class="card card-b t2">${t('customer.in_bin.rest')}</section>` : html`
    <${Composer} key=${'w' + id} customer=${id} may=${may.add} wanted=${writing} />
    <${Timeline} customer=${id} first=${parts?.timeline} tasks=${parts?.tasks || NONE} may=${may} binned=${binned} attach=${attach} links=${links} history=${{ path, version: `${row.version}.${looks}`, now: row.fields }} />`;
  const right = binned ? html`<${Figures} values=${row.fields} />` : html`
    <${Todos} customer=${id} tasks=${parts?.tasks || NONE} may=${may} binned=${binned} open=${(/** @type {any} */ task) => openForm('tasks', task)} />
    <${Figures} values=${row.fields} />
    <${Deals} customer=${id} deals=${parts?.deals || NONE} may=${may} binned=${binned} open=${openForm} attach=${attach} />
    <${Files} customer=${id} may=${may} binned=${binned} wanted=${filing} names=${names} open=${openForm} />`;
  return html`
    <div class="cpage">
      <${Head} row=${row} levels=${parts?.levels || NONE} editable=${editable} binned=${binned} step=${step} edit=${edit} remove=${remove} copyLink=${copyLink} may=${may} claim=${claim} open=${setDialog}
        add=${openForm} attach=${() => attach()} follow=${() => write('followups')} />
      ${binned && html`<div class="c-banner"><${Note} tone="warn" icon="trash"><span class="row wrap"><span class="grow">${t('customer.in_bin')}</span>
        ${may.remove && html`<button type="button" class="btn sm" onClick=${restore}><${Icon} n="undo" s=${14} />${t('customer.restore')}</button>`}</span><//></div>`}
      ${onPhone && html`<${Tabs} class="c-tabs" label=${t('customer.tabs')} value=${tab} onChange=${setTab}
        items=${[['activity', t('customer.tab.activity')], ['details', t('customer.tab.details')], ['todo', html`${t('customer.tab.todo')}${parts?.tasks.length ? html`<span class="dotnum hot">${parts.tasks.length}</span>` : null}`]]} />`}
      ${onPhone
        ? html`<div class="c-body" role="tabpanel" id=${'panel-' + tab} aria-labelledby=${'tab-' + tab}>
            ${tab === 'activity' && html`<div class="c-mid">${middle}</div>`}
            ${tab === 'details' && html`<div class="c-left">${left}${more}</div>`}
            ${tab === 'todo' && html`<div class="c-right">${right}</div>`}
          </div>`
        : html`<div class="c-body">
            <div class="c-left">${left}</div>
            <div class="c-mid">${middle}</div>
            <div class="c-right">${right}${more}</div>
          </div>`}
      ${revealing && html`<${RevealDialog} path=${revealing.contact ? '/contacts/' + revealing.contact.id : path} field=${revealing.contact ? fieldIn('contacts', 'phone') : revealing} close=${() => setRevealing(null)}
        show=${(/** @type {string} */ key, /** @type {string} */ value) => { show(revealing.contact ? 'contacts' + revealing.contact.id : key, value); setLooks(looks + 1); }} />`}
      ${form && html`<${Lazy} key=${form.kind + form.row?.id} of=${RECORD} failed=${() => setForm(null)} ...${form} links=${links} sub=${row.fields.name} done=${() => setForm(null)} cancel=${() => setForm(null)} />`}
      ${DIALOGS[dialog] && html`<${Lazy} key=${dialog} of=${DIALOGS[dialog]} failed=${() => setDialog('')} path=${path} row=${row} count=${1} what=${{ ids: [id] }} close=${() => setDialog('')} done=${adopt} />`}
      ${clash && html`<${Conflict} key=${clash.clashing.current.version} path=${path} clashes=${clash.clashing.clashes} settle=${settle}
        drop=${() => { record.adopt(clash.clashing.current); setClash(null); }} />`}
    </div>`;
}

/** What the form of a new record begins with. @param {string} kind @returns {Record<string, any>} */
function beginnings(kind) {
  const now = wallNow();
  switch (kind) {
    case 'deals': return { stage: valueOf('deals', 'stage', 'contact'), owner: meAs() };
    case 'orders': return { at: now, state: valueOf('orders', 'state', 'paid') };
    case 'participations': return { at: now };
    case 'consents': return { at: now, state: valueOf('consents', 'state', 'given'), basis: valueOf('consents', 'basis', 'consent') };
    case 'payments': return { kind: valueOf('payments', 'kind', 'received'), on: now.slice(0, 10) };
    default: return {};
  }
}

/** The same empty list all the time, so that nothing is drawn again for it. @type {any[]} */
const NONE = [];

const Gone = () => html`
  <div class="page"><h1 class="vh" data-page-title tabindex="-1">${t('customer.crumb')}</h1><${Empty} icon="search" title=${t('customer.missing.title')} text=${t('customer.missing.text')}>
    <a class="btn" href=${listUrl()}>${t('customer.missing.back')}</a>
  <//></div>`;
