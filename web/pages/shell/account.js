// The list of shortcuts.
import { html } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { shortcuts, setShortcuts } from '../../lib/prefs.js';
import { overlay, closeOverlay } from '../../lib/overlay.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';

/** Groups of shortcuts, by column. @returns {[string, [string, string][]][][]} */
const shortcutList = () => [
  [[t('keys.global'), [['Ctrl K', t('keys.palette')], ['/', t('keys.search')], ['N', t('keys.new')], ['G H', t('keys.go_home')], ['G C', t('keys.go_list')], ['G T', t('keys.go_tasks')], ['G D', t('keys.go_deals')], ['G V', t('keys.go_services')], ['G I', t('keys.go_import')], ['G S', t('keys.go_settings')], ['Ctrl Z', t('keys.undo')], ['Ctrl ↵', t('keys.submit')], ['?', t('keys.this')]]],
  [t('keys.tasks'), [['D', t('keys.move_date')]]],
  [t('keys.board'), [['Space', t('keys.take')], ['← →', t('keys.carry')], ['Esc', t('keys.put_back')]]]],
  [[t('keys.list'), [['J K', t('keys.move')], ['↑ ↓', t('keys.move')], ['Home End', t('keys.ends')], ['Enter', t('keys.open')], ['X', t('keys.select')], ['Esc', t('keys.clear')]]],
  [t('keys.customer'), [['F', t('keys.follow')], ['N', t('keys.note')], ['S', t('keys.level')], ['J K', t('keys.timeline')], ['Enter', t('keys.edit_entry')], ['Delete', t('keys.drop_entry')], ['[ ]', t('keys.prev_next')], ['F2', t('keys.edit')], ['Esc', t('keys.restore')]]]],
];

/** The list of shortcuts. */
export const Shortcuts = () => html`
  <${Dialog} open=${overlay.value === 'keys'} onClose=${closeOverlay} label=${t('keys.title')}>
    <${DialogHead} title=${t('keys.title')} onClose=${closeOverlay} />
    <div class="dialog-b keys">
      ${shortcutList().map((column, i) => html`<div class="col" key=${i}>${column.map(([group, keys]) => html`
        <section key=${group}><h3>${group}</h3><dl>${keys.map(([combination, what]) => html`
          <div key=${combination}><dt>${what}</dt><dd>${combination.split(' ').map((key) => html`<kbd key=${key}>${key}</kbd>`)}</dd></div>`)}</dl></section>`)}</div>`)}
      <label class="row f13"><input type="checkbox" class="switch" role="switch" checked=${shortcuts.value} onChange=${(/** @type {any} */ e) => setShortcuts(e.target.checked)} />${t('keys.single')}</label>
    </div>
  <//>`;
