// Recovery codes, this once: to copy, to save, to print; closing by accident is not possible.
import { html, useState } from '../../lib/html.js';
import { copy } from '../../lib/clipboard.js';
import { save } from '../../lib/download.js';
import { wallNow } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { session } from '../../lib/session.js';
import { Note } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { toast } from '../../ui/toast.js';

/** Prints the codes and nothing around them. */
function print() {
  document.documentElement.dataset.print = 'recovery';
  window.print();
  delete document.documentElement.dataset.print;
}

/** @param {{codes: string[], done: () => void, head?: boolean}} props head: with a title, inside a dialog */
export function Recovery({ codes, done, head }) {
  const [kept, setKept] = useState(false);
  const about = t('recovery.of', { login: session.value?.user.login, company: session.value?.company, date: wallNow().slice(0, 10) });
  const text = [about, '', ...codes, '', t('recovery.use')].join('\r\n');
  return html`
    ${head && html`<div class="dialog-h"><div class="grow"><h2>${t('recovery.title')}</h2></div></div>`}
    <div class="dialog-b">
      <${Note} tone="warn">${t('recovery.text')}<//>
      <div class="recovery"><p class="f12 t3">${about}</p><ol>${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}</ol><p class="only-p">${t('recovery.use')}</p></div>
      <div class="row wrap">
        <button type="button" class="btn sm" data-autofocus onClick=${async () => toast(t((await copy(text)) ? 'recovery.copied' : 'me.copy_failed'))}><${Icon} n="doc" s=${14} />${t('recovery.copy')}</button>
        <button type="button" class="btn sm" onClick=${() => save(new Blob(['\uFEFF' + text + '\r\n'], { type: 'text/plain;charset=utf-8' }), t('recovery.file') + '.txt')}><${Icon} n="download" s=${14} />${t('recovery.save')}</button>
        <button type="button" class="btn sm" onClick=${print}><${Icon} n="printer" s=${14} />${t('recovery.print')}</button>
      </div>
      <label class="row f13"><input type="checkbox" class="check" checked=${kept} onChange=${(/** @type {any} */ e) => setKept(e.target.checked)} />${t('recovery.kept')}</label>
    </div>
    <div class="dialog-f"><button type="button" class="btn primary" disabled=${!kept} onClick=${done}>${t('recovery.done')}</button></div>`;
}
