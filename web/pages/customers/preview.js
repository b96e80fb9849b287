// A file of a customer: its address, its picture where it is one, and the picture in full over the page.
import { html, useState } from '../../lib/html.js';
import { address } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** @param {Row} row @param {boolean} [download] */
export const fileUrl = (row, download) => address(`/attachments/${row.id}/file`, download ? { download: 1 } : {});

/** Whether a browser shows this as a picture. @param {Row} row */
export const isPicture = (row) => /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(row.fields.media || '');

/** Whether this is a PDF and the browser shows those within a page: not every phone does. @param {Row} row */
export const isPdf = (row) => row.fields.media === 'application/pdf' && navigator.pdfViewerEnabled !== false;

/** Opens a PDF over the page. @param {{row: Row, class?: string, children?: any}} props */
export function PdfPreview({ row, class: c, children }) {
  const [open, setOpen] = useState(false);
  const { name } = row.fields;
  return html`
    <button type="button" class=${c} aria-label=${t('files.view.pdf', { name })} title=${t('files.view.pdf', { name })} onClick=${() => setOpen(true)}>${children}</button>
    ${open && html`<${Dialog} open onClose=${() => setOpen(false)} label=${name} class="dialog preview-d pdf">
      <${DialogHead} title=${name} onClose=${() => setOpen(false)} />
      <iframe class="preview-f" src=${fileUrl(row)} title=${name}></iframe>
      <div class="dialog-f"><a class="btn" href=${fileUrl(row)} target="_blank" rel="noopener">${t('files.open')}</a><a class="btn" href=${fileUrl(row, true)} download=${name}>${t('files.download')}</a></div>
    <//>`}`;
}

/** The picture in small; pressed, in full. @param {{row: Row}} props */
export function Preview({ row }) {
  const [open, setOpen] = useState(false);
  const [broken, setBroken] = useState(false);
  if (!isPicture(row) || broken) return null;
  const { name } = row.fields;
  return html`
    <button type="button" class="preview" aria-label=${t('files.view', { name })} onClick=${() => setOpen(true)}><img src=${fileUrl(row)} alt="" loading="lazy" decoding="async" onError=${() => setBroken(true)} /></button>
    ${open && html`<${Dialog} open onClose=${() => setOpen(false)} label=${name} class="dialog preview-d">
      <${DialogHead} title=${name} onClose=${() => setOpen(false)} />
      <div class="preview-b"><img src=${fileUrl(row)} alt=${name} /></div>
      <div class="dialog-f"><a class="btn" href=${fileUrl(row, true)} download=${name}>${t('files.download')}</a></div>
    <//>`}`;
}
