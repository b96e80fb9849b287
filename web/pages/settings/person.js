// The dialogs for one person: new, new name, new password.
import { html, useState } from '../../lib/html.js';
import { call, newKey } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { isSubmit } from '../../lib/keys.js';
import { session } from '../../lib/session.js';
import { Busy, IconBtn } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';

/** The fewest characters of a password, as the server demands. */
const FEWEST = 10;
const ASKED = { add: ['name', 'login', 'password'], rename: ['name'], password: ['password'] };

/**
 * @param {{kind: 'add'|'rename'|'password', user?: import('./people.js').User, close: () => void, done: () => void}} props
 */
export function PersonDialog({ kind, user, close, done }) {
  const [draft, setDraft] = useState(/** @type {Record<string, string>} */ ({ name: user?.fields.name || '', login: '', password: '' }));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const asked = ASKED[kind];
  const title = kind === 'add' ? t('people.add') : kind === 'rename' ? t('people.rename') : t('people.password.for', { name: user?.fields.name });

  /** @param {string} name @param {Record<string, string>} values */
  const faultOf = (name, values) => {
    if (name === 'password') {
      const count = [...values.password].length;
      return FEWEST <= count ? '' : t('people.password.short', { count });
    }
    return values[name].trim() ? '' : t(`people.${name}.needed`);
  };
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const wrong = Object.fromEntries(asked.map((name) => [name, faultOf(name, draft)]).filter(([, fault]) => fault));
    setFaults(wrong);
    const first = Object.keys(wrong)[0];
    if (first) {
      /** @type {HTMLElement|null} */ (document.querySelector(`dialog[open] [name="${first}"]`))?.focus();
      return;
    }
    setBusy(true);
    try {
      await send();
      done();
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      const byField = why.byField?.() || {};
      setFaults(Object.keys(byField).length === 0 ? { all: why.status === 412 ? t('people.stale') : why.message } : byField);
      setBusy(false);
    }
  };
  const send = async () => {
    const name = draft.name.trim();
    if (kind === 'add') {
      await call('POST', '/users', { login: draft.login.trim(), name, password: draft.password, role: session.value?.user.role }, { idempotencyKey: key });
      toast(t('people.added', { name }));
    } else if (user) {
      await call('PATCH', '/users/' + user.id, kind === 'rename' ? { name } : { password: draft.password }, { ifMatch: user.version });
      toast(kind === 'rename' ? t('people.renamed', { name }) : t('people.password.done', { name: user.fields.name }));
    }
  };
  /** @param {string} name */
  const put = (name) => (/** @type {any} */ e) => {
    const next = { ...draft, [name]: e.target.value };
    setDraft(next);
    if (faults[name]) setFaults({ ...faults, [name]: faultOf(name, next) });
  };
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form onSubmit=${submit} noValidate onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (isSubmit(e)) submit(e); }}>
        <${DialogHead} title=${title} sub=${kind === 'password' ? t('people.password.effect') : ''} onClose=${close} />
        <div class="dialog-b">
          ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
          ${asked.includes('name') && html`<${Field} label=${t('people.name')} req error=${faults.name} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" name="name" ...${aria} data-autofocus maxlength="50" autocomplete="off" value=${draft.name} onInput=${put('name')} />`} />`}
          ${asked.includes('login') && html`<${Field} label=${t('people.login')} req hint=${t('people.login.hint')} error=${faults.login} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" name="login" ...${aria} maxlength="50" autocomplete="off" autocapitalize="none" spellcheck="false" value=${draft.login} onInput=${put('login')} />`} />`}
          ${asked.includes('password') && html`<${Password} value=${draft.password} error=${faults.password} put=${put('password')} first=${kind === 'password'} />`}
        </div>
        <div class="dialog-f">
          <button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button>
          <${Busy} busy=${busy}>${t(kind === 'add' ? 'people.add' : 'settings.save')}<//>
        </div>
      </form>
    <//>`;
}

/** @param {{value: string, error?: string, put: (event: any) => void, first: boolean}} props */
function Password({ value, error, put, first }) {
  const [seen, setSeen] = useState(false);
  return html`
    <${Field} label=${t('people.password')} req hint=${t('people.password.hint')} error=${error} ctl=${(/** @type {any} */ aria) => html`
      <span class="searchbox pw">
        <input class="input" name="password" ...${aria} type=${seen ? 'text' : 'password'} data-autofocus=${first || undefined} maxlength="128" autocomplete="new-password" value=${value} onInput=${put} />
        <span class="tail"><${IconBtn} n=${seen ? 'eyeOff' : 'eye'} class="sm" label=${t(seen ? 'ui.hide_password' : 'ui.show_password')} onClick=${() => setSeen(!seen)} /></span>
      </span>`} />`;
}
