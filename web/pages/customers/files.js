// The files of a customer: chosen, dragged in or pasted; sent with progress; pictures in small.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { newKey } from '../../lib/api.js';
import { date, size } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { typing } from '../../lib/keys.js';
import { upload } from '../../lib/upload.js';
import { useChanged } from '../../lib/changed.js';
import { told, toBin } from '../../records/bin.js';
import { IconBtn } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { toast } from '../../ui/toast.js';
import { Of } from './of.js';
import { PdfPreview, Preview, fileUrl, isPdf, isPicture } from './preview.js';
import { wholeOf } from './whole.js';

/** @typedef {import('../../records/kinds.js').Row} Row */
/** @typedef {{key: number, name: string, total: number, sent: number, error: string, abort: () => void, again: () => void}} Sending */

/** Longest file that the server takes. */
const MOST = 50 * 1024 * 1024;
const SHOWN = 6;

/**
 * @param {{customer: string, may: import('./details.js').Desk['may'], binned: boolean, wanted: {tick: number, of?: {kind: string, id: string}}, names: Record<string, string>, open: (kind: string, row: Row) => void}} props
 *   wanted: another one when the page asks for a file, and of which record; names: what records are called that files may be of, by kind and id
 */
export function Files({ customer, may, binned, wanted, names, open }) {
  const [list, setList] = useState(/** @type {Row[]} */ ([]));
  const [sending, setSending] = useState(/** @type {Sending[]} */ ([]));
  const [over, setOver] = useState(false);
  const [all, setAll] = useState(false);
  const input = useRef(/** @type {any} */ (null));
  const last = useRef(0);
  /** The record that the chosen files are of; none: of the customer. */
  const target = useRef(/** @type {{kind: string, id: string}|undefined} */ (undefined));
  /** @param {{kind: string, id: string}} [of] */
  const choose = (of) => {
    target.current = of;
    input.current?.click();
  };
  const mayAdd = !binned && may.add('attachments');
  const load = () => {
    wholeOf(customer, 'attachments').then(setList, () => {});
  };
  useEffect(load, [customer]);
  useChanged((change) => { if (change.kind === 'attachments' && (!change.customer || change.customer === customer)) load(); }, [customer]);
  useEffect(() => { if (wanted.tick) choose(wanted.of); }, [wanted]);

  /** @param {number} key @param {Partial<Sending>} part */
  const note = (key, part) => setSending((now) => now.map((one) => (one.key === key ? { ...one, ...part } : one)));
  /** @param {File} file @param {{kind: string, id: string}} [of] */
  const send = (file, of) => {
    last.current += 1;
    attempt(file, last.current, newKey(), of);
  };
  /** One way of a file to the server; sent again, it goes under the same intent. @param {File} file @param {number} key @param {string} intent @param {{kind: string, id: string}} [of] */
  const attempt = (file, key, intent, of) => {
    const name = file.name || t('files.pasted', { n: key }) + '.png';
    if (MOST < file.size) {
      toast(t('files.too_big', { name, most: size(MOST) }), { tone: 'danger' });
      return;
    }
    const { done, abort } = upload(`/customers/${customer}/attachments`, { name, ...(of ? { of: `${of.kind}:${of.id}` } : {}) }, file, (sent) => note(key, { sent }), file.type || 'application/octet-stream', intent);
    const again = () => attempt(file, key, intent, of);
    setSending((now) => [...now.filter((one) => one.key !== key), { key, name, total: file.size, sent: 0, error: '', abort, again }]);
    done.then((row) => {
      setSending((now) => now.filter((one) => one.key !== key));
      told('attachments', { ...row, fields: { ...row.fields, customer: { id: customer } } }, 'create');
      toast(t('files.sent', { name }), { undo: () => { toBin('attachments', row); } });
    }, (refusal) => {
      if (refusal.kind === 'aborted') setSending((now) => now.filter((one) => one.key !== key));
      else note(key, { error: refusal.message });
    });
  };
  useEffect(() => {
    if (!mayAdd) return undefined;
    /** @param {ClipboardEvent} event */
    const paste = (event) => {
      const files = [...(event.clipboardData?.files || [])];
      if (files.length === 0 || document.querySelector('dialog[open]') || (typing(event.target) && event.clipboardData?.types.includes('text/plain'))) return;
      event.preventDefault();
      files.forEach((file) => send(file));
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, [customer, mayAdd]);
  const drop = (/** @type {any} */ event) => {
    event.preventDefault();
    setOver(false);
    [...event.dataTransfer.files].forEach((file) => send(file));
  };
  if (!may.see('attachments')) return null;
  const shown = all ? list : list.slice(0, SHOWN);
  return html`
    <section class=${'card files' + (over ? ' st-over' : '')} aria-label=${t('files.title')} onDragOver=${(/** @type {Event} */ e) => { if (mayAdd) { e.preventDefault(); setOver(true); } }}
      onDragLeave=${(/** @type {any} */ e) => { if (!e.currentTarget.contains(e.relatedTarget)) setOver(false); }} onDrop=${mayAdd ? drop : undefined}>
      <div class="card-h"><h2>${t('files.title')}</h2><span class="count">${list.length}</span>
        ${mayAdd && html`<span class="push"><${IconBtn} n="plus" class="sm" label=${t('files.add')} onClick=${() => choose()} /></span>`}
        <input ref=${input} type="file" multiple hidden aria-label=${t('files.add')} onChange=${(/** @type {any} */ e) => { [...e.target.files].forEach((file) => send(file, target.current)); e.target.value = ''; }} /></div>
      ${sending.length !== 0 && html`<ul class="file-l">${sending.map((one) => html`<${Underway} key=${one.key} one=${one} drop=${() => setSending((now) => now.filter((each) => each.key !== one.key))} />`)}</ul>`}
      ${shown.length !== 0 && html`<ul class="file-l">${shown.map((row) => html`<${FileRow} key=${row.id} row=${row} customer=${customer} names=${names} may=${may} binned=${binned} open=${open} />`)}</ul>`}
      ${SHOWN < list.length && html`<div class="foot-link"><button type="button" class="ev-more" aria-expanded=${all ? 'true' : 'false'} onClick=${() => setAll(!all)}>${all ? t('ui.less') : t('files.all', { n: list.length })}</button></div>`}
      ${list.length + sending.length === 0 && html`<p class="card-b t3 f13">${t(mayAdd ? 'files.hint' : 'files.none')}</p>`}
    </section>`;
}

/** A file on its way. @param {{one: Sending, drop: () => void}} props */
const Underway = ({ one, drop }) => html`
  <li><span class="file-i"><${Icon} n="upload" s=${15} /></span>
    <div class="grow"><div class="cut">${one.name}</div>
      ${one.error ? html`<div class="f12 tx-danger" role="alert">${one.error}</div>` : html`<progress class="file-p" max=${one.total} value=${one.sent} aria-label=${t('files.sending', { name: one.name })}></progress>`}</div>
    ${one.error && html`<${IconBtn} n="refresh" s=${14} class="sm" label=${t('files.again', { name: one.name })} onClick=${one.again} />`}
    <${IconBtn} n="x" s=${14} class="sm" label=${t('files.stop', { name: one.name })} onClick=${() => { if (one.error) drop(); else one.abort(); }} />
  </li>`;

/** @param {{row: Row, customer: string, names: Record<string, string>, may: any, binned: boolean, open: (kind: string, row: Row) => void}} props */
function FileRow({ row, customer, names, may, binned, open }) {
  const { name, size: bytes, at } = row.fields;
  const items = /** @type {any[]} */ ([
    { icon: 'download', text: t('files.download'), href: fileUrl(row, true) },
    ...(!binned && may.change('attachments', row) ? [{ icon: 'edit', text: t('files.rename'), run: () => open('attachments', row) }] : []),
    ...(!binned && may.drop('attachments', row) ? ['-', { icon: 'trash', text: t('files.remove'), danger: true, run: () => { toBin('attachments', row, t('files.removed', { name })); } }] : []),
  ]);
  return html`
    <li>${isPicture(row) ? html`<${Preview} row=${row} />` : isPdf(row) ? html`<${PdfPreview} row=${row} class="file-i"><${Icon} n="eye" s=${15} /><//>` : html`<span class="file-i"><${Icon} n="doc" s=${15} /></span>`}
      <div class="grow"><a class="link cut" href=${fileUrl(row)} target="_blank" rel="noopener">${name}</a><div class="t3 f12 cut">${[bytes ? size(Number(bytes)) : '', date(at)].filter(Boolean).join(' · ')}</div><${Of} of=${row.fields.of} customer=${customer} names=${names} /></div>
      <${Menu} class="icon-btn sm" label=${t('files.menu', { name })} items=${items}><${Icon} n="more" s=${14} /><//>
    </li>`;
}
