// One entry of the audit log whole, and the ways to more of the same.
import { html } from '../../lib/html.js';
import { copy } from '../../lib/clipboard.js';
import { datetime } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { setQuery } from '../../lib/router.js';
import { Badge } from '../../ui/badge.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Icon } from '../../ui/icon.js';
import { toast } from '../../ui/toast.js';
import { deedText, toneOf } from './deeds.js';
import { ChangeLine, RecordName, actorKey, actorText, noteText } from './line.js';

/** @param {{entry: import('./line.js').Entry, close: () => void}} props */
export function Details({ entry, close }) {
  /** @param {Record<string, string|null>} patch */
  const narrow = (patch) => {
    close();
    setQuery(patch);
  };
  const { record } = entry;
  return html`
    <${Dialog} open onClose=${close} class="drawer" label=${t('audit.entry', { seq: entry.seq })}>
      <form onSubmit=${(/** @type {Event} */ e) => e.preventDefault()}>
        <${DialogHead} title=${t('audit.entry', { seq: entry.seq })} sub=${datetime(entry.at)} onClose=${close} />
        <div class="dialog-b">
          <dl class="aud-d">
            <div><dt>${t('audit.deed')}</dt><dd><${Badge} tone=${toneOf(entry.deed)}>${deedText(entry.deed)}<//></dd></div>
            <div><dt>${t('audit.actor')}</dt><dd>${actorText(entry)}</dd></div>
            <div><dt>${t('audit.what')}</dt><dd onClick=${close}><${RecordName} entry=${entry} /></dd></div>
            ${entry.note && html`<div><dt>${t(entry.deed === 'reveal' ? 'audit.purpose' : 'audit.note')}</dt><dd class="pre">${noteText(entry)}</dd></div>`}
            <div><dt>${t('audit.address')}</dt><dd class="mono">${entry.address || '—'}</dd></div>
            <div><dt>${t('audit.request')}</dt><dd class="mono">${entry.request}
              <button type="button" class="btn ghost sm" onClick=${async () => toast(t((await copy(entry.request)) ? 'audit.copied' : 'customer.copy_failed'))}>${t('audit.copy')}</button></dd></div>
          </dl>
          ${entry.changes.length !== 0 && html`<section aria-labelledby="aud-changes"><h3 id="aud-changes">${t(entry.deed === 'reveal' ? 'audit.seen' : 'audit.changes')}</h3>
            <ul class="aud-c">${entry.changes.map((change) => html`<li key=${change.field}><${ChangeLine} change=${change} kind=${record?.kind || ''} entry=${entry} /></li>`)}</ul></section>`}
        </div>
        <div class="dialog-f">
          <button type="button" class="btn push-r" onClick=${() => narrow({ actor: actorKey(entry) })}><${Icon} n="user" s=${14} />${t('audit.only_actor')}</button>
          ${record && html`<button type="button" class="btn" onClick=${() => narrow({ record: record.id, label: record.label || null })}><${Icon} n="history" s=${14} />${t('audit.only_record')}</button>`}
        </div>
      </form>
    <//>`;
}
