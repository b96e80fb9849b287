// The page of one customer: who it is, everything known about it, and all that has happened.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { copy } from '../../lib/clipboard.js';
import { field as fieldOf, fields, isMasked, label } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { useKeys } from '../../lib/keys.js';
import { listUrl, neighbour } from '../../lib/liststate.js';
import { customersChanged, visited } from '../../lib/overlay.js';
import { narrow } from '../../lib/prefs.js';
import { focusTitle, go } from '../../lib/router.js';
import { holds, meAs, reaches } from '../../lib/session.js';
import { Lazy, withParts } from '../../lib/late.js';
import { Conflict } from '../../records/conflict.js';
import { Timeline, inBin, useHistory } from '../../records/history.js';
import { useMarks } from '../../records/live.js';
import { Clashing, useRecord } from '../../records/record.js';
import { RevealDialog, useRevealed } from '../../records/reveal.js';
import { Empty, Failed, Note, Skeleton } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { Tabs } from '../../ui/tabs.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { Details, Figures, Missing, MoreDetails } from './details.js';
import { Head } from './head.js';

/** @param {string} page @param {() => Promise<any>} module */
const late = (page, module) => ({ load: () => withParts(module(), ['access'], ['access']), page });
/** What is opened from the menu of the page. @type {Record<string, import('../../lib/late.js').Late>} */
const DIALOGS = {
  assign: late('AssignDialog', () => import('./hand.js')),
  return: late('ReturnDialog', () => import('./hand.js')),
  viewers: late('ViewersDialog', () => import('./viewers.js')),
};

/** What this person may do with this customer. @param {Record<string, any>} values */
const rightsTo = (values) => ({
  remove: reaches('delete', values), assign: reaches('assign', values),
  viewers: holds('users') || holds('roles'),
  claim: holds('pool') && 'owner' in values && !values.owner,
  giveBack: holds('pool') && Boolean(values.owner) && values.owner.id === meAs(),
});

/** @param {{id: string}} props */
export function CustomerPage({ id }) {
  const path = '/customers/' + id;
  const record = useRecord(path);
  const { row, problem } = record;
  const marks = useMarks(id, record.reload);
  const history = useHistory(path, row ? row.version : null);
  const { shown, show, hide } = useRevealed(id);
  const [revealing, setRevealing] = useState(/** @type {any} */ (null));
  const [clash, setClash] = useState(/** @type {any} */ (null));
  const [wanted, setWanted] = useState({ key: '', tick: 0 });
  const [dialog, setDialog] = useState('');
  const [tab, setTab] = useState('details');
  const [all, setAll] = useState(false);
  const binned = Boolean(row?.deleted_at) || inBin(history.entries);
  const editable = Boolean(row) && !binned && reaches('edit', row?.fields || {});

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
  useKeys({ j: () => step(1), k: () => step(-1), s: () => (editable ? edit('level') : false) }, [id, row]);

  /** @param {import('../../lib/fields.js').Field} field @param {any} draft @param {any} [seen] the value when editing began */
  const save = async (field, draft, seen = row?.fields[field.key]) => {
    const before = row?.fields[field.key];
    try {
      await record.change({ [field.key]: draft }, [field], { [field.key]: seen });
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
      history.reload();
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
  const copyLink = async () => toast((await copy(location.href)) ? t('customer.link_copied') : t('customer.copy_failed'));

  if (problem && problem.status === 404) return html`<${Gone} />`;
  if (problem) return html`<div class="page"><${Failed} problem=${problem} retry=${record.reload} /></div>`;
  if (!row) return html`<${Skeleton} />`;
  const desk = { row, marks, editable, save, wanted, revealed: shown, reveal: setRevealing, hide };
  const may = rightsTo(row.fields);
  const onPhone = narrow.value;
  return html`
    <div class="cpage">
      <${Head} row=${row} editable=${editable} binned=${binned} step=${step} edit=${edit} remove=${remove} copyLink=${copyLink} may=${may} claim=${claim} open=${setDialog} />
      ${binned && html`<div class="c-banner"><${Note} tone="warn" icon="trash"><span class="row wrap"><span class="grow">${t('customer.in_bin')}</span>
        ${may.remove && html`<button type="button" class="btn sm" onClick=${restore}><${Icon} n="undo" s=${14} />${t('customer.restore')}</button>`}</span><//></div>`}
      ${onPhone && html`<${Tabs} class="c-tabs" label=${t('customer.tabs')} value=${tab} onChange=${setTab}
        items=${[['details', t('customer.tab.details')], ['history', t('customer.tab.history')]]} />`}
      ${onPhone
        ? html`<div class="c-body" role="tabpanel" id=${'panel-' + tab} aria-labelledby=${'tab-' + tab}>
            ${tab === 'history'
              ? html`<${Timeline} path=${path} history=${history} now=${row.fields} />`
              : html`<div class="c-left"><${Figures} values=${row.fields} /><${Details} desk=${desk} all=${all} /><${Missing} desk=${desk} edit=${edit} /><${MoreDetails} desk=${desk} all=${all} setAll=${setAll} /></div>`}
          </div>`
        : html`<div class="c-body">
            <div class="c-left"><${Details} desk=${desk} all=${all} /></div>
            <div class="c-mid"><${Timeline} path=${path} history=${history} now=${row.fields} /></div>
            <div class="c-right"><${Figures} values=${row.fields} /><${Missing} desk=${desk} edit=${edit} /><${MoreDetails} desk=${desk} all=${all} setAll=${setAll} /></div>
          </div>`}
      ${revealing && html`<${RevealDialog} path=${path} field=${revealing} close=${() => setRevealing(null)}
        show=${(/** @type {string} */ key, /** @type {string} */ value) => { show(key, value); history.reload(); }} />`}
      ${DIALOGS[dialog] && html`<${Lazy} key=${dialog} of=${DIALOGS[dialog]} failed=${() => setDialog('')} path=${path} row=${row} count=${1} what=${{ ids: [id] }} close=${() => setDialog('')} done=${adopt} />`}
      ${clash && html`<${Conflict} key=${clash.clashing.current.version} path=${path} clashes=${clash.clashing.clashes} settle=${settle}
        drop=${() => { record.adopt(clash.clashing.current); setClash(null); }} />`}
    </div>`;
}

const Gone = () => html`
  <div class="page"><h1 class="vh" data-page-title tabindex="-1">${t('customer.crumb')}</h1><${Empty} icon="search" title=${t('customer.missing.title')} text=${t('customer.missing.text')}>
    <a class="btn" href=${listUrl()}>${t('customer.missing.back')}</a>
  <//></div>`;
