// What came of an import: the sums that must agree, why rows were rejected, what was cleaned, and undo.
import { html, useState } from '../../lib/html.js';
import { address, call } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { has, t } from '../../lib/i18n.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { toast } from '../../ui/toast.js';
import { labelIn } from './mapping.js';

/** @typedef {import('./show.js').Sums} Sums */

/** Unknown owners listed before one asks for all. */
const OWNERS_SHOWN = 8;
/** Kinds that have a page of their own. @type {Record<string, string>} */
const PLACES = { tasks: '#/tasks', services: '#/services', deals: '#/deals' };
const PARTS = /** @type {const} */ (['created', 'updated', 'merged', 'skipped', 'waiting', 'rejected']);

/** Rows accounted for; as many as the file has, or something is wrong. @param {Sums} sums */
const total = (sums) => PARTS.reduce((all, part) => all + (sums[part] || 0), 0);

/** @param {{job: import('./show.js').Import, changed: () => void}} props */
export function Report({ job, changed }) {
  const [asking, setAsking] = useState(false);
  const [answer, setAnswer] = useState(/** @type {{reversed?: number, kept?: any[], undone?: boolean}|null} */ (null));
  const sums = job.report;
  const state = answer && answer.undone !== false ? 'undone' : job.state;
  const kept = answer?.kept || [];
  /** @param {any} done */
  const undone = (done) => {
    setAsking(false);
    setAnswer(done);
    toast(t('import.undo.done', { count: int(done.reversed || 0) }));
    changed();
  };
  const undoable = state === 'done' && sums?.batch && (sums.created || sums.updated || sums.merged || sums.waiting);
  return html`
    <section class="verify">
      <${Verdict} job=${job} state=${state} />
      <div class="verify-act">
        ${sums?.rejected ? html`<a class="btn" href=${address(`/imports/${job.id}/rejected`)} download><${Icon} n="download" />${t('import.rejected', { count: int(sums.rejected) })}</a>` : null}
        ${undoable ? html`<button type="button" class="btn danger" onClick=${() => setAsking(true)}><${Icon} n="undo" />${t('import.undo')}</button>` : null}
        ${state === 'done' ? html`<a class="btn primary" href=${PLACES[job.kind] || '#/customers'}>${t(PLACES[job.kind] ? 'import.view.list' : 'import.view')}</a>` : html`<a class="btn primary" href="#/import">${t('import.another')}</a>`}
      </div>
    </section>
    ${answer?.undone === false && html`<${Note} tone="warn" role="alert">${t('import.undo.partial')}<//>`}
    ${kept.length !== 0 && html`<${Note} tone="warn"><b>${t('import.kept', { count: int(kept.length) })}</b>
      <ul>${kept.slice(0, 20).map((one) => html`<li key=${one.id}><a class="link" href=${'#/customer/' + one.id}>${one.name}</a>${one.reason && html`<span class="t3">　${one.reason}</span>`}</li>`)}</ul><//>`}
    ${sums?.unverified && state === 'done' ? html`<${Note}>${t('import.unverified', { count: int(sums.unverified) })} <a class="link" href="#/customers?w=unverified.yes">${t('import.unverified.show')}</a><//>` : null}
    ${sums && html`<${Figures} sums=${sums} />`}
    ${sums && html`<${Lists} kind=${job.kind} sums=${sums} />`}
    ${asking && sums && html`<${Undo} sums=${sums} close=${() => setAsking(false)} undone=${undone} />`}`;
}

/** @param {{job: import('./show.js').Import, state: string}} props */
function Verdict({ job, state }) {
  const sums = job.report;
  if (state === 'failed') {
    return html`
      <div class="art st-bad"><${Icon} n="err" s=${28} /></div>
      <h2>${t('import.failed')}</h2>
      <p class="t2" role="alert">${job.problem?.message || job.problem?.detail || ''}</p>
      <p class="t3 f13">${t('import.failed.text')}</p>
      ${job.problem?.request && html`<p class="f12 t3 mono">${t('import.request', { request: job.problem.request })}</p>`}`;
  }
  if (state === 'undone') {
    return html`<div class="art st-warn"><${Icon} n="undo" s=${28} /></div><h2>${t('import.undone')}</h2><p class="t2">${t('import.undone.text')}</p>`;
  }
  const fine = !sums || total(sums) === sums.rows;
  const parts = sums ? PARTS.filter((part) => sums[part]).map((part) => t('import.part.' + part, { count: int(sums[part]) })) : [];
  return html`
    <div class=${'art' + (fine ? '' : ' st-warn')}><${Icon} n=${fine ? 'circleCheck' : 'warn'} s=${28} /></div>
    <h2>${t(fine ? 'import.done' : 'import.done.differs')}</h2>
    ${sums && html`<p class="t2">${sums.rows === 0 ? t('import.sum.none') : t(fine ? 'import.sum' : 'import.sum.differs', { rows: int(sums.rows), sum: int(total(sums)), parts: parts.join(' + ') })}</p>`}`;
}

/** @param {{sums: Sums}} props */
const Figures = ({ sums }) => html`
  <section class="card"><dl class="sums">${/** @type {const} */ (['rows', ...PARTS]).map((part) => html`
    <div key=${part} class=${sums[part] ? '' : 'is-zero'}><dt>${t('import.figure.' + part)}</dt><dd class=${part === 'rejected' && sums[part] ? 'tx-danger' : ''}>${int(sums[part] || 0)}</dd></div>`)}</dl></section>`;

/** @param {{kind: string, sums: Sums}} props */
function Lists({ kind, sums }) {
  const { reasons = [], cleaned = [], unknown_owners: owners = [], unknown_columns: columns = [] } = sums;
  return html`
    <div class="imp-two">
      ${reasons.length !== 0 && html`
        <section class="card" aria-labelledby="import-reasons">
          <div class="card-h"><h2 id="import-reasons">${t('import.reasons')}</h2></div>
          <div class="tblbox" tabindex="0" role="group" aria-labelledby="import-reasons"><table class="tbl">
            <thead><tr><th scope="col">${t('import.reason')}</th><th scope="col">${t('import.reason.field')}</th><th scope="col" class="num">${t('import.reason.rows')}</th></tr></thead>
            <tbody>${reasons.map((one, i) => html`<tr key=${i}><td>${sayAll(one)}</td><td class="t2 nowrap">${one.field ? labelIn(kind, one.field) : ''}</td><td class="num">${int(one.count)}</td></tr>`)}</tbody>
          </table></div>
        </section>`}
      <section class="card"><div class="card-h"><h2>${t('import.cleaned')}</h2></div>
          ${cleaned.length === 0 ? html`<p class="card-b t3 f13">${t('import.cleaned.none')}</p>` : html`<ul class="plainlist">${cleaned.map((one) => html`
            <li key=${one.kind}><span>${one.message || textOf('cleaned.', one.kind, one)}</span><span>${t('import.cleaned.cells', { count: int(one.count) })}</span></li>`)}</ul>`}
      </section>
      ${owners.length !== 0 && html`<${Owners} kind=${kind} owners=${owners} />`}
      ${columns.length !== 0 && html`<section class="card"><div class="card-h"><h2>${t('import.unknown_columns')}</h2></div>
          <ul class="plainlist">${columns.map((name) => html`<li key=${name}><span>${name}</span></li>`)}</ul></section>`}
    </div>`;
}

/** Owners who are no users, the most frequent first. @param {{kind: string, owners: {name: string, count: number}[]}} props */
function Owners({ kind, owners }) {
  const [all, setAll] = useState(false);
  const sorted = [...owners].sort((a, b) => b.count - a.count);
  return html`
    <section class="card"><div class="card-h"><h2>${t('import.unknown_owners')}</h2><span class="count">${int(owners.length)}</span></div>
      <p class="card-b f13 t2">${t(kind === 'customers' ? 'import.unknown_owners.text' : 'import.unknown_owners.rows')}</p>
      <ul class="plainlist">${sorted.slice(0, all ? owners.length : OWNERS_SHOWN).map((one) => html`<li key=${one.name}><span>${one.name}</span><span>${t('import.rows', { count: int(one.count) })}</span></li>`)}</ul>
      ${OWNERS_SHOWN < owners.length && html`<div class="foot-link"><button type="button" class="ev-more" aria-expanded=${all ? 'true' : 'false'} onClick=${() => setAll(!all)}>${all ? t('ui.less') : t('ui.more_n', { n: int(owners.length - OWNERS_SHOWN) })}</button></div>`}
    </section>`;
}

/** What is wrong with all rows of a reason: each has a value of its own, so none is named. @param {{message: string, reason: string}} one */
const sayAll = (one) => (one.message || textOf('reason.', one.reason, one)).replace(/[“"]?\{\w+\}[”"]?/g, t('import.reason.some'));

/** @param {string} prefix @param {string} key @param {any} args */
const textOf = (prefix, key, args) => (has(prefix + key) ? t(prefix + key, args) : key);

/** @param {{sums: Sums, close: () => void, undone: (answer: any) => void}} props */
function Undo({ sums, close, undone }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const go = async () => {
    setBusy(true);
    try {
      undone(await call('POST', `/batches/${sums.batch}/undo`));
    } catch (refusal) {
      setError(/** @type {Error} */ (refusal).message);
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${busy ? () => {} : close} label=${t('import.undo.title')}>
      <${DialogHead} title=${t('import.undo.title')} onClose=${close} />
      <div class="dialog-b">
        <p class="t2">${t('import.undo.text', { created: int(sums.created + (sums.waiting || 0)), updated: int((sums.updated || 0) + (sums.merged || 0)) })}</p>
        ${error && html`<${Note} tone="danger" role="alert">${error}<//>`}
      </div>
      <div class="dialog-f">
        <button type="button" class="btn" data-autofocus disabled=${busy} onClick=${close}>${t('ui.cancel')}</button>
        <${Busy} type="button" class="btn danger" busy=${busy} onClick=${go}>${t(busy ? 'import.undo.busy' : 'import.undo.do')}<//>
      </div>
    <//>`;
}
