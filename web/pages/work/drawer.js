// One record of a kind in a drawer: to be changed where one may, else to be read; or a new one.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { useChanged } from '../../lib/changed.js';
import { isEmpty, kinds, label } from '../../lib/fields.js';
import { datetime } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { placeOfRecord } from '../../lib/places.js';
import { canWith } from '../../lib/session.js';
import { toBin } from '../../records/bin.js';
import { RecordForm } from '../../records/form.js';
import { kindName } from '../../records/kinds.js';
import { Shown } from '../../records/shown.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Failed } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** Said in the head, or of no interest to a reader. */
const LEFT_OUT = ['customer', 'number', 'external_id', 'external_source', 'created_by', 'updated_at'];

/** @param {Row|null} row @param {string} kind */
const nameOf = (row, kind) => row?.fields.number || row?.fields.title || kindName(kind);

/** @param {{kind: string, id: string, start?: Record<string, any>, close: () => void}} props id: '' for a new one */
export function RecordDrawer({ kind, id, start, close }) {
  const [row, setRow] = useState(/** @type {Row|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const load = () => call('GET', `/${kind}/${id}`).then((answer) => { setRow(answer); setProblem(null); }, setProblem);
  useEffect(() => { if (id) load(); }, [id]);
  useChanged((change) => { if (change.id === id && change.action === 'restore') load(); }, [id]);
  const title = id ? nameOf(row, kind) : t('rec.new', { kind: kindName(kind) });
  const customer = row?.fields.customer;
  const place = customer && placeOfRecord(kind, id, customer);
  const editable = !id || Boolean(row && canWith('edit', kind, row) && !(/** @type {any} */ (row).deleted_at));
  const leave = useRef(close);
  const out = () => leave.current();
  const removable = Boolean(row && canWith('delete', kind, row));
  const remove = async () => { if (row && (await toBin(kind, row))) close(); };
  return html`
    <${Dialog} open onClose=${out} class="drawer rec-drawer" label=${title}>
      <${DialogHead} title=${title} sub=${id && row ? datetime(row.fields.at) + (row.fields.author ? ` · ${row.fields.author.name ?? row.fields.author}` : '') : undefined} onClose=${out} />
      ${row && (customer || removable) && html`
        <div class="rec-drawer-h">
          ${customer && html`<a class="link cut" href=${'#' + (place || '')}><${Icon} n="building" s=${14} />${customer.name || customer.code}</a>`}
          ${editable && removable && html`<button type="button" class="btn ghost sm push danger" onClick=${remove}><${Icon} n="trash" s=${14} />${t('work.delete')}</button>`}
        </div>`}
      ${problem && html`<${Failed} problem=${problem} retry=${load} />`}
      ${id && !row && !problem && html`<p class="late t3 rec-drawer-h" aria-busy="true">${t('ui.loading')}</p>`}
      ${(row || !id) && (editable
        ? html`<${RecordForm} key=${row?.version} kind=${kind} row=${row || undefined} start=${start} done=${close} cancel=${close} leave=${leave} foot="dialog-f" />`
        : html`<${Reading} kind=${kind} row=${row} close=${close} />`)}
    <//>`;
}

/** The record to be read. @param {{kind: string, row: any, close: () => void}} props */
const Reading = ({ kind, row, close }) => html`
  <div class="rec">
    <dl class="dialog-b rec-read">${(kinds.value[kind] || []).filter((one) => !one.hidden && !LEFT_OUT.includes(one.key) && !isEmpty(row.fields[one.key])).map((one) => html`
      <div key=${one.key}><dt>${label(one)}</dt><dd><${Shown} field=${one} value=${row.fields[one.key]} /></dd></div>`)}</dl>
    <div class="dialog-f"><span class="f12 t3 push-r row"><${Icon} n="lock" s=${13} />${t('work.read_only')}</span><button type="button" class="btn" data-autofocus onClick=${close}>${t('ui.close')}</button></div>
  </div>`;
