// Dialogs of the account menu: a new password, and the list of shortcuts.
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/i18n.js';
import { call } from '../../lib/api.js';
import { session } from '../../lib/session.js';
import { shortcuts, setShortcuts } from '../../lib/prefs.js';
import { overlay, closeOverlay } from '../../lib/overlay.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Field } from '../../ui/field.js';
import { Busy } from '../../ui/button.js';
import { Note } from '../../ui/empty.js';
import { toast } from '../../ui/toast.js';
import { Password, MIN_PASSWORD, passwordHint } from './password.js';

/** Changing one's own password. */
export function PasswordDialog() {
  return html`<${Dialog} open=${overlay.value === 'password'} onClose=${closeOverlay} label=${t('password.title')}><${PasswordForm} /><//>`;
}

function PasswordForm() {
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const bad = problem ? problem.byField() : {};
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await call('PATCH', '/session', { password: { old, new: next } });
      closeOverlay();
      toast(t('password.changed'));
    } catch (refusal) {
      setProblem(refusal);
    } finally {
      setBusy(false);
    }
  };
  return html`
    <form onSubmit=${save} noValidate>
      <${DialogHead} title=${t('password.title')} onClose=${closeOverlay} />
      <div class="dialog-b">
        <input class="vh" type="text" autocomplete="username" value=${session.value?.user.login} tabindex="-1" aria-hidden="true" readonly />
        ${problem && problem.faults.length === 0 && html`<${Note} tone="danger" role="alert">${problem.message}<//>`}
        <${Field} label=${t('password.old')} error=${bad.old} ctl=${(/** @type {any} */ a) => html`<${Password} value=${old} onInput=${setOld} autocomplete="current-password" autofocus aria=${a} />`} />
        <${Field} label=${t('password.new')} error=${bad.new || bad.password} hint=${passwordHint(next)} ctl=${(/** @type {any} */ a) => html`<${Password} value=${next} onInput=${setNext} autocomplete="new-password" aria=${a} />`} />
      </div>
      <div class="dialog-f">
        <button type="button" class="btn" onClick=${closeOverlay}>${t('ui.cancel')}</button>
        <${Busy} busy=${busy} disabled=${!old || next.length < MIN_PASSWORD}>${t('password.go')}<//>
      </div>
    </form>`;
}

/** Groups of shortcuts, by column. @returns {[string, [string, string][]][][]} */
const shortcutList = () => [
  [[t('keys.global'), [['Ctrl K', t('keys.palette')], ['/', t('keys.search')], ['N', t('keys.new')], ['G C', t('keys.go_list')], ['G I', t('keys.go_import')], ['G S', t('keys.go_settings')], ['Ctrl Z', t('keys.undo')], ['Ctrl ↵', t('keys.submit')], ['?', t('keys.this')]]]],
  [[t('keys.list'), [['J K', t('keys.move')], ['↑ ↓', t('keys.move')], ['Home End', t('keys.ends')], ['Enter', t('keys.open')], ['Esc', t('keys.clear')]]],
  [t('keys.customer'), [['K J', t('keys.prev_next')], ['S', t('keys.level')], ['F2', t('keys.edit')], ['Esc', t('keys.restore')]]]],
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
