// A new role, from nothing or from another one; and a role's new name.
import { html, useState } from '../../lib/html.js';
import { call, newIntent } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';

/** @typedef {import('./role_draft.js').Role} Role */

/** @param {{kind: 'add'|'rename', from?: Role, roles: Role[], close: () => void, done: (role: Role) => void}} props from: the role that is renamed, or that the new one begins as */
export function RoleDialog({ kind, from, roles, close, done }) {
  const isNew = kind === 'add';
  const [name, setName] = useState(from ? (isNew ? t('roles.copy.name', { name: from.fields.name }) : from.fields.name) : '');
  const [note, setNote] = useState(from?.fields.note || '');
  const [source, setSource] = useState(from && isNew ? from.id : '');
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const [intent] = useState(newIntent);
  const title = t(isNew ? 'roles.new' : 'roles.rename');
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!name.trim()) {
      setFaults({ name: t('roles.name.needed') });
      return;
    }
    setBusy(true);
    try {
      const said = { name: name.trim(), note: note.trim() };
      const made = { ...said, ...(source ? { from: source } : {}) };
      const answer = isNew
        ? await call('POST', '/roles', made, { idempotencyKey: intent(made) })
        : await call('PATCH', '/roles/' + from?.id, said, { ifMatch: from?.version });
      toast(t(isNew ? 'roles.made' : 'roles.renamed', { name: said.name }));
      done(answer);
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      const { name: ofName, note: ofNote, ...rest } = why.byField();
      setFaults({ name: ofName, note: ofNote, all: Object.values(rest)[0] || (ofName || ofNote ? '' : why.message) });
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${title} onClose=${close} />
        <div class="dialog-b">
          ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
          <${Field} label=${t('roles.name')} req error=${faults.name} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" ...${aria} data-autofocus maxlength="40" autocomplete="off" value=${name} onInput=${(/** @type {any} */ e) => { setName(e.target.value); setFaults({}); }} />`} />
          <${Field} label=${t('roles.note')} hint=${t('roles.note.hint')} error=${faults.note} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" ...${aria} maxlength="200" autocomplete="off" value=${note} onInput=${(/** @type {any} */ e) => setNote(e.target.value)} />`} />
          ${isNew && html`<${Field} label=${t('roles.from')} ctl=${(/** @type {any} */ aria) => html`
            <${Select} ...${aria} value=${source} onChange=${(/** @type {any} */ e) => setSource(e.target.value)} opts=${[['', t('roles.from.none')], ...roles.map((one) => [one.id, one.fields.name])]} />`} />`}
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${t(isNew ? 'roles.make' : 'settings.save')}<//></div>
      </form>
    <//>`;
}
