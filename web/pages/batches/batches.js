// What was done to many records at once, newest first, each with the button that takes it back: a page, and a part of others.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { datetime, int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { Badge, Who } from '../../ui/badge.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead, ask } from '../../ui/dialog.js';
import { Empty, Failed, Note, Skeleton } from '../../ui/empty.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { KeptList } from '../customers/told.js';

/**
 * @typedef {{id: string, at: string, actor: {name?: string, operator?: boolean, system?: boolean}, what: 'import'|'demo'|'bulk'|'assignment'|'departure'|'undo', changed: number|null,
 *   undone: boolean, may_undo: boolean, import: {id: string, name: string}|null}} Batch changed: records
 * @typedef {{reversed: number, kept: {id: string, kind: string, name: string, reason: string}[], undone: boolean}} Answer undone: as far as may be
 */

/** More than these are taken back after one more question. */
const AT_EASE = 100;
const FEW = 5;
const PAGE = 20;
/** The server gives no more at once. */
const MOST = 100;

export const BatchesPage = () => html`
  <div class="page imp">
    <header class="page-h"><h1 data-page-title tabindex="-1">${t('nav.batches')}</h1></header>
    <div class="imp-b"><p class="t2 f13">${t('batches.lead')}</p><${Batches} /></div>
  </div>`;

/** The latest of them, nothing where there are none. */
export const RecentBatches = () => html`<${Batches} few />`;

/** @param {{few?: boolean}} props */
function Batches({ few }) {
  const [items, setItems] = useState(/** @type {Batch[]|null} */ (null));
  const [next, setNext] = useState(/** @type {string|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState('');
  const [answers, setAnswers] = useState(/** @type {Record<string, Answer>} */ ({}));
  const [shown, setShown] = useState('');
  const [turn, setTurn] = useState(0);
  const again = () => setTurn((n) => n + 1);
  const get = (/** @type {Record<string, any>} */ query) => call('GET', '/batches', undefined, { query });
  useEffect(() => {
    let wanted = true;
    get({ limit: few ? FEW : Math.min(MOST, Math.max(PAGE, items?.length || 0)) }).then((page) => {
      if (!wanted) return;
      setItems(page.items);
      setNext(page.next);
      setProblem(null);
    }, (refusal) => { if (wanted) setProblem(refusal); });
    return () => { wanted = false; };
  }, [turn]);
  const more = () => get({ limit: PAGE, cursor: next }).then((page) => {
    setItems((old) => [...(old || []), ...page.items]);
    setNext(page.next);
  }, toastProblem);

  /** @param {Batch} one */
  const undo = async (one) => {
    if (one.changed === null || AT_EASE < one.changed) {
      const title = one.changed === null ? t('batches.sure.all') : t('batches.sure', { n: int(one.changed) });
      if (!(await ask({ title, text: t('batches.sure.text'), choices: [['yes', t('batches.sure.do'), 'danger']] }))) return;
    }
    setBusy(one.id);
    try {
      const answer = /** @type {Answer} */ (await call('POST', `/batches/${one.id}/undo`));
      setAnswers((old) => ({ ...old, [one.id]: answer }));
      toast(t('batches.done', { n: int(answer.reversed) }), answer.reversed ? {} : { tone: 'danger' });
      if (answer.kept.length !== 0 || !answer.undone) setShown(one.id);
    } catch (refusal) {
      toastProblem(refusal);
    }
    setBusy('');
    customersChanged();
    again();
  };

  if (problem) return html`<${Failed} problem=${problem} retry=${again} />`;
  if (!items) return few ? null : html`<${Skeleton} />`;
  if (items.length === 0) return few ? null : html`<${Empty} icon="undo" title=${t('batches.none')} text=${t('batches.none.text')} />`;
  return html`
    <section class="card recent-imports" aria-labelledby="recent-batches">
      ${few
        ? html`<div class="card-h"><h2 id="recent-batches">${t('nav.batches')}</h2>${next && html`<a class="link f13 push" href="#/batches">${t('batches.all')}</a>`}</div>`
        : html`<h2 id="recent-batches" class="vh">${t('nav.batches')}</h2>`}
      <div class="tblbox" tabindex="0" role="group" aria-labelledby="recent-batches"><table class="tbl">
        <thead><tr><th scope="col">${t('batches.what')}</th><th scope="col" class="num">${t('batches.changed')}</th><th scope="col" class="only-d">${t('batches.who')}</th><th scope="col" class="only-d">${t('batches.when')}</th><th scope="col">${t('batches.state')}</th></tr></thead>
        <tbody>${items.map((one) => html`<${Line} key=${one.id} one=${one} answer=${answers[one.id]} busy=${busy} undo=${undo} show=${() => setShown(one.id)} />`)}</tbody>
      </table></div>
      ${!few && next && html`<div class="foot-link"><button type="button" class="ev-more" onClick=${more}>${t('batches.more')}</button></div>`}
    </section>
    ${shown && answers[shown] && html`<${Kept} answer=${answers[shown]} close=${() => setShown('')} />`}`;
}

/** Whose it was. @param {{of: Batch['actor']}} props */
const Maker = ({ of }) => (of.operator ? html`<span class="t2">${t('batches.operator')}</span>` : of.system ? html`<span class="t2">${t('batches.system')}</span>` : html`<${Who} name=${of.name} />`);

/** @param {{one: Batch, answer?: Answer, busy: string, undo: (one: Batch) => void, show: () => void}} props */
function Line({ one, answer, busy, undo, show }) {
  const what = t('batches.what.' + one.what);
  const stays = answer?.kept.length || 0;
  return html`
    <tr>
      <td>${one.import ? html`${what}　<a href=${'#/import/' + one.import.id}>${one.import.name}</a>` : what}
        <span class="only-m f12 t3 under">${datetime(one.at)}<br />${one.actor.name || t(one.actor.operator ? 'batches.operator' : 'batches.system')}</span></td>
      <td class="num nowrap">${one.changed === null ? '–' : int(one.changed)}</td>
      <td class="only-d"><${Maker} of=${one.actor} /></td>
      <td class="t3 nowrap only-d">${datetime(one.at)}</td>
      <td class="nowrap">
        ${one.undone && html`<${Badge}>${t('ui.undone')}<//>`}
        ${one.may_undo && html`<${Busy} type="button" class="btn sm" busy=${busy === one.id} disabled=${busy !== ''} aria-label=${t('batches.undo.of', { what, when: datetime(one.at) })} onClick=${() => undo(one)}>${t('ui.undo')}<//>`}
        ${stays !== 0 && html`　<button type="button" class="link f12" onClick=${show}>${t('batches.kept', { n: int(stays) })}</button>`}
      </td>
    </tr>`;
}

/** What came of it, where something stays as it is. @param {{answer: Answer, close: () => void}} props */
function Kept({ answer, close }) {
  const title = t('batches.done', { n: int(answer.reversed) });
  const kept = answer.kept.map(({ id, kind, name, reason }) => ({ id, kind, name, message: reason }));
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <${DialogHead} title=${title} sub=${kept.length ? t('batches.kept', { n: int(kept.length) }) : ''} onClose=${close} />
      <div class="dialog-b">
        ${!answer.undone && html`<${Note} tone="warn">${t('batches.partial')}<//>`}
        <${KeptList} kept=${kept} count=${kept.length} words="batches.kept" />
      </div>
      <div class="dialog-f"><button type="button" class="btn primary" data-autofocus onClick=${close}>${t('ui.close')}</button></div>
    <//>`;
}
