// Imports: a place to drop a file, and what has been imported lately.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { acting, actsAs, call, renewed, tellWriteRefused } from '../../lib/api.js';
import { fields, label } from '../../lib/fields.js';
import { save } from '../../lib/download.js';
import { datetime, int, size } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { can } from '../../lib/session.js';
import { upload } from '../../lib/upload.js';
import { Lazy, withParts } from '../../lib/late.js';
import { kindName } from '../../records/kinds.js';
import { Badge } from '../../ui/badge.js';
import { Empty, Failed, Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { toast } from '../../ui/toast.js';
import { isUnderWay } from './progress.js';

/** The server takes no more. */
const MOST_BYTES = 1073741824;
const KINDS = /\.(xlsx|xlsm|csv|tsv|txt)$/i;
export const TONE = /** @type {Record<string, string>} */ ({ ready: 'warn', waiting: 'info', running: 'info', done: 'ok', failed: 'danger', undone: 'slate' });

/** What rows may be. */
const OF = ['customers', 'followups', 'deals', 'contacts', 'tasks', 'services', 'orders', 'participations', 'consents'];

const batches = { load: () => withParts(import('../batches/batches.js'), ['batches']), page: 'RecentBatches' };

export function ImportStart() {
  const [kind, setKind] = useState('customers');
  const [sending, setSending] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const abort = useRef(/** @type {null | (() => void)} */ (null));
  useEffect(() => () => abort.current?.(), []);

  /** @param {File[]} files @param {boolean} [again] the session had ended and is back */
  const take = async (files, again) => {
    const file = files[0];
    if (!file || (sending && !again)) return;
    setProblem(null);
    const refusal = refuse(file);
    if (refusal) {
      setProblem({ message: refusal, name: file.name });
      return;
    }
    if (1 < files.length) toast(t('import.one_file', { name: file.name }));
    setSending({ name: file.name, size: file.size, done: 0 });
    const then = acting();
    const transfer = upload('/imports', { kind, name: file.name }, file, (done) => setSending({ name: file.name, size: file.size, done }));
    abort.current = transfer.abort;
    try {
      const made = await transfer.done;
      abort.current = null;
      go('/import/' + made.id);
    } catch (failure) {
      abort.current = null;
      let why = /** @type {any} */ (failure);
      if (why.status === 401 && !again && (await signedIn())) {
        if (actsAs(then)) {
          take(files, true);
          return;
        }
        why = renewed();
      }
      if (why.kind === 'aborted') toast(t('import.cancelled'));
      else tellWriteRefused(why);
      if (!why.told && why.kind !== 'aborted') setProblem({ message: why.byField().file || why.message, request: why.request, name: file.name });
      setSending(null);
    }
  };

  return html`
    <div class="page imp">
      <header class="page-h"><h1 data-page-title tabindex="-1">${t('import.title')}</h1></header>
      <div class="imp-b">
        ${!can('import')
          ? html`<${Empty} icon="lock" title=${t('settings.no_right')} text=${t('settings.no_right.text', { right: t('import.title') })} />`
          : sending
            ? html`<${Sending} ...${sending} cancel=${() => abort.current?.()} />`
            : html`
              <p class="t2 f13">${t('import.lead')}</p>
              <${Field} label=${t('import.kind')} hint=${kind === 'customers' ? '' : t('import.kind.hint')} ctl=${(/** @type {any} */ aria) => html`
                <${Select} ...${aria} value=${kind} onChange=${(/** @type {any} */ e) => setKind(e.target.value)} opts=${OF.filter((one) => can('create', one) && can('import', one)).map((one) => [one, kindName(one)])} />`} />
              ${problem && html`<${Note} tone="danger" role="alert"><b>${t('import.upload_failed')}${problem.name && html`<span class="t2">　${problem.name}</span>`}</b>
                <br />${problem.message}${problem.request && html`<br /><span class="f12 t2 mono">${t('import.request', { request: problem.request })}</span>`}<//>`}
              <${Drop} take=${take} again=${Boolean(problem)} />
              ${kind === 'customers' && html`<div><button type="button" class="btn ghost sm" onClick=${template}><${Icon} n="download" s=${14} />${t('import.template')}</button></div>`}`}
        <${Recent} />
        ${can('import') && html`<${Lazy} of=${batches} />`}
      </div>
    </div>`;
}

/** Asks to sign in again where the session has ended. */
const signedIn = () => call('GET', '/session').then(() => true, () => false);

/** Why a file need not be sent at all; '' when it may. @param {File} file */
function refuse(file) {
  if (!KINDS.test(file.name)) return t('import.wrong_kind', { name: file.name });
  if (file.size === 0) return t('import.empty_file');
  if (MOST_BYTES < file.size) return t('import.too_big', { size: size(file.size) });
  return '';
}

/** @param {{take: (files: File[]) => void, again: boolean}} props */
function Drop({ take, again }) {
  const [over, setOver] = useState(false);
  return html`
    <label class=${'drop' + (over ? ' st-over' : '')}
      onDragOver=${(/** @type {Event} */ e) => { e.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); setOver(false); take([...(e.dataTransfer?.files || [])]); }}>
      <input type="file" class="vh" accept=".xlsx,.xlsm,.csv,.tsv,.txt" onChange=${(/** @type {any} */ e) => { take([...e.target.files]); e.target.value = ''; }} />
      <span class="art"><${Icon} n="upload" s=${24} /></span>
      <b>${t(over ? 'import.drop.over' : again ? 'import.try_again' : 'import.drop')}</b>
      <span class="f12 t3">${t('import.drop.hint')}</span>
    </label>`;
}

/** @param {{name: string, size: number, done: number, cancel: () => void}} props */
function Sending({ name, size: all, done, cancel }) {
  const percent = all === 0 ? 0 : Math.min(100, Math.round((done / all) * 100));
  const sent = all <= done;
  return html`
    <section class="card imp-up" aria-live="polite">
      <span class="art"><${Icon} n="sheet" s=${24} /></span>
      <b>${sent ? t('import.reading') : t('import.uploading', { name })}</b>
      <div class="bar" role="progressbar" aria-label=${t('import.progress.label')} aria-valuenow=${percent} aria-valuemin="0" aria-valuemax="100"><i style=${{ width: percent + '%' }}></i></div>
      <span class="f12 t3 mono">${t('import.uploaded', { done: size(done), size: size(all) })}</span>
      <button type="button" class="btn sm" onClick=${cancel}>${t('import.cancel')}</button>
    </section>`;
}

/** Gives a file with the headings that are understood, for filling in. */
function template() {
  const wanted = ['name', 'industry', 'source', 'level', 'contact_name', 'contact_title', 'phone', 'email', 'wechat', 'owner', 'address', 'tags', 'first_contact', 'opening_amount', 'opening_deals', 'external_id', 'remark'];
  const known = wanted.map((key) => fields.value.find((one) => one.key === key)).filter(Boolean);
  const headings = known.map((one) => label(/** @type {any} */ (one)));
  const at = known.findIndex((one) => one?.key === 'owner') + 1;
  headings.splice(at, 0, t('import.target.province'), t('import.target.city'), t('import.target.district'));
  save(new Blob(['\uFEFF' + headings.join(',') + '\r\n'], { type: 'text/csv;charset=utf-8' }), t('import.template.file') + '.csv');
}

/** The imports of late; asked again while one of them runs. */
function Recent() {
  const [items, setItems] = useState(/** @type {any[]|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    call('GET', '/imports').then((answer) => {
      if (!wanted) return;
      setItems(answer.items);
      setProblem(null);
      if (answer.items.some((/** @type {any} */ one) => isUnderWay(one.state))) setTimeout(() => { if (wanted) setTurn(turn + 1); }, 1500);
    }, (refusal) => { if (wanted) setProblem(refusal); });
    return () => { wanted = false; };
  }, [turn]);
  if (problem) return html`<${Failed} problem=${problem} retry=${() => setTurn(turn + 1)} />`;
  if (!items || items.length === 0) return null;
  return html`
    <section class="card recent-imports" aria-labelledby="recent-imports">
      <div class="card-h"><h2 id="recent-imports">${t('import.recent')}</h2></div>
      <div class="tblbox" tabindex="0" role="group" aria-labelledby="recent-imports"><table class="tbl">
        <thead><tr><th scope="col">${t('import.file')}</th><th scope="col">${t('import.state')}</th><th scope="col" class="only-d">${t('import.result')}</th><th scope="col" class="only-d">${t('import.when')}</th></tr></thead>
        <tbody>${items.map((one) => html`
          <tr key=${one.id}>
            <td><a href=${'#/import/' + one.id}>${one.name}</a>${one.kind !== 'customers' && html`<span class="t2 f12 nowrap">　${kindName(one.kind)}</span>`}${one.size !== undefined && html`<span class="t3 f12 nowrap">　${size(one.size)}</span>`}
              <span class="only-m f12 t3 under">${datetime(one.created_at)}<br />${outcome(one)}</span></td>
            <td><${Badge} tone=${TONE[one.state]}>${t('import.state.' + one.state)}<//></td>
            <td class="t2 only-d">${outcome(one)}</td>
            <td class="t3 nowrap only-d">${datetime(one.created_at)}</td>
          </tr>`)}</tbody>
      </table></div>
    </section>`;
}

/** What came of it, in a few words. @param {any} one */
function outcome(one) {
  if (one.state === 'running' && one.progress) return t('import.progress.rows', { count: int(one.progress.rows) });
  if (one.problem) return one.problem.message || one.problem.detail || '';
  if (one.report && !['ready', 'waiting'].includes(one.state)) return ['created', 'updated', 'merged', 'skipped', 'waiting', 'rejected'].filter((part) => one.report[part]).map((part) => t('import.part.' + part, { count: int(one.report[part]) })).join(t('ui.list_comma'));
  return '';
}
