// What stands in the place of the list while there is no customer yet.
import { html } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { can } from '../../lib/session.js';
import { openNew } from '../../lib/overlay.js';
import { Empty } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';

export function FirstUse() {
  return html`
    <div class="listpage">
      <header class="page-h"><h1 data-page-title tabindex="-1">${t('customers.title')}</h1><span class="count" aria-live="polite">0</span></header>
      <div class="first-use">
        <${Empty} icon="users" title=${t('customers.first')} text=${t('customers.first.text')}>
          ${can('import') && html`<a class="btn lg" href="#/import"><${Icon} n="upload" />${t('customers.first.import')}</a>`}
          ${can('create') && html`<button type="button" class="btn primary lg" onClick=${() => openNew()}><${Icon} n="plus" />${t('customers.new')}<kbd class="only-d">N</kbd></button>`}
        <//>
        <ul class="steps3">
          ${[['1', 'sheet'], ['2', 'search'], ['3', 'shield']].map(([n, icon]) => html`
            <li class="card" key=${n}><${Icon} n=${icon} s=${18} /><b>${t('customers.first.' + n)}</b>${t(`customers.first.${n}.text`)}</li>`)}
        </ul>
      </div>
    </div>`;
}
