// The dialogs for one person: new, changed, new password; and the link by which they set one themselves.
import { html, useState } from '../../lib/html.js';
import { call, newIntent } from '../../lib/api.js';
import { copy } from '../../lib/clipboard.js';
import { datetime, moneyShort } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { isSubmit } from '../../lib/keys.js';
import { session } from '../../lib/session.js';
import { Busy } from '../../ui/button.js';
import { TokenBox } from '../../ui/combobox.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { toast } from '../../ui/toast.js';
import { MIN_PASSWORD, Password } from '../shell/password.js';
import { asOptions } from './team_tree.js';

/** What each dialog asks for. @type {Record<string, string[]>} */
const ASKED = { add: ['name', 'login', 'roles', 'team', 'target', 'by', 'password'], edit: ['name', 'roles', 'team', 'target'], password: ['password'] };

/** @typedef {{name: string, login: string, roles: string[], team: string, target: string, by: 'link'|'password', password: string}} Draft */

/** An amount as it was typed, without what groups its digits. @param {string} text */
const plain = (text) => text.replace(/[,，\s¥￥]/g, '');

/** What is wrong with one part of the draft; '' when nothing. @param {string} name @param {Draft} draft */
function faultOf(name, draft) {
  if (name === 'password') {
    const count = [...draft.password].length;
    return draft.by === 'link' || MIN_PASSWORD <= count ? '' : t('people.password.short', { count });
  }
  if (name === 'target') return /^(\d+(\.\d{1,2})?)?$/.test(plain(draft.target)) ? '' : t('people.target.form');
  if (name === 'roles') return draft.roles.length ? '' : t('people.roles.needed');
  if (name === 'name' || name === 'login') return draft[name].trim() ? '' : t(`people.${name}.needed`);
  return '';
}

/**
 * @param {{kind: 'add'|'edit'|'password', user?: import('./people.js').User, roles: import('./role_draft.js').Role[],
 *   teams: import('./team_tree.js').Team[], close: () => void, done: (answer: any) => void}} props
 */
export function PersonDialog({ kind, user, roles, teams, close, done }) {
  const [draft, setDraft] = useState(/** @type {Draft} */ ({
    name: user?.fields.name || '', login: '', roles: (user?.fields.roles || []).map((one) => one.id), team: user?.fields.team?.id || '', target: user?.fields.target || '',
    by: kind === 'add' ? 'link' : 'password', password: '',
  }));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const [intent] = useState(newIntent);
  const asked = ASKED[kind];
  const me = user?.id === session.value?.user.id;
  const title = kind === 'add' ? t('people.add') : kind === 'edit' ? t('people.edit') : t('people.password.for', { name: user?.fields.name });

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
      done(await send());
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      const byField = why.byField?.() || {};
      const known = Object.keys(byField).some((one) => asked.includes(one));
      setFaults(known ? byField : { all: why.status === 412 ? t('people.stale') : Object.values(byField)[0] || why.message });
      setBusy(false);
    }
  };
  const send = async () => {
    const name = draft.name.trim();
    const path = '/users/' + user?.id;
    const target = plain(draft.target) || null;
    const given = { name, roles: draft.roles, team: draft.team || null, ...(target === (user?.fields.target || null) ? {} : { target }) };
    if (kind === 'add') {
      const made = { ...given, login: draft.login.trim(), ...(draft.by === 'password' ? { password: draft.password } : {}) };
      const answer = await call('POST', '/users', made, { idempotencyKey: intent(made) });
      toast(t('people.added', { name }));
      return answer;
    }
    const body = kind === 'password' ? { password: draft.password } : me ? { name } : given;
    const answer = await call('PATCH', path, body, { ifMatch: user?.version });
    toast(kind === 'edit' ? t('people.changed', { name }) : t('people.password.done', { name: user?.fields.name }));
    return answer;
  };
  /** @param {Partial<Draft>} part */
  const put = (part) => {
    const next = { ...draft, ...part };
    setDraft(next);
    const name = Object.keys(part)[0];
    if (faults[name]) setFaults({ ...faults, [name]: faultOf(name, next) });
  };
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form onSubmit=${submit} noValidate onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (isSubmit(e)) submit(e); }}>
        <${DialogHead} title=${title} sub=${kind === 'password' ? t('people.password.effect') : ''} onClose=${close} />
        <div class="dialog-b">
          ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
          ${asked.includes('name') && html`<${Field} label=${t('people.name')} req error=${faults.name} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" name="name" ...${aria} data-autofocus maxlength="50" autocomplete="off" value=${draft.name} onInput=${(/** @type {any} */ e) => put({ name: e.target.value })} />`} />`}
          ${asked.includes('login') && html`<${Field} label=${t('people.login')} req hint=${t('people.login.hint')} error=${faults.login} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" name="login" ...${aria} maxlength="50" autocomplete="off" autocapitalize="none" spellcheck="false" value=${draft.login} onInput=${(/** @type {any} */ e) => put({ login: e.target.value })} />`} />`}
          ${asked.includes('roles') && !me && html`<${Field} label=${t('people.role')} req hint=${t('people.roles.hint')} error=${faults.roles} ctl=${(/** @type {any} */ aria) => html`
            <${TokenBox} values=${draft.roles} aria=${{ ...aria, name: 'roles' }} placeholder=${t('ui.pick')} onChange=${(/** @type {string[]} */ value) => put({ roles: value })}
              options=${roles.map((one) => ({ value: one.id, label: one.fields.name, note: one.fields.note }))} />`} />`}
          ${asked.includes('team') && !me && html`<${Field} label=${t('people.team')} error=${faults.team} ctl=${(/** @type {any} */ aria) => html`
            <${Select} ...${aria} value=${draft.team} opts=${[['', t('people.team.none')], ...asOptions(teams)]} onChange=${(/** @type {any} */ e) => put({ team: e.target.value })} />`} />`}
          ${asked.includes('target') && !me && html`<${Field} label=${t('people.target')} hint=${moneyShort(/^\d+(\.\d+)?$/.test(plain(draft.target)) ? plain(draft.target) : '') || t('people.target.hint')} error=${faults.target} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" name="target" ...${aria} inputmode="decimal" maxlength="20" autocomplete="off" value=${draft.target} onInput=${(/** @type {any} */ e) => put({ target: e.target.value })} />`} />`}
          ${asked.includes('by') && html`<${Field} group label=${t('people.by')} ctl=${() => html`
            <div class="row wrap">${[['link', t('people.by.link')], ['password', t('people.by.password')]].map(([value, text]) => html`
              <label class="pill" key=${value}><input type="radio" class="vh" name="by" value=${value} checked=${draft.by === value} onChange=${() => put({ by: /** @type {any} */ (value) })} /><span>${text}</span></label>`)}</div>`} />`}
          ${asked.includes('password') && draft.by === 'password' && html`<${Field} label=${t('people.password')} req hint=${t('people.password.hint')} error=${faults.password} ctl=${(/** @type {any} */ aria) => html`
            <${Password} value=${draft.password} onInput=${(/** @type {string} */ value) => put({ password: value })} autocomplete="new-password" autofocus=${kind === 'password'} aria=${{ ...aria, name: 'password' }} />`} />`}
        </div>
        <div class="dialog-f">
          <button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button>
          <${Busy} busy=${busy}>${t(kind === 'add' ? 'people.add' : 'settings.save')}<//>
        </div>
      </form>
    <//>`;
}

/** The link by which somebody sets their own password: shown once. @param {{name?: string, link?: {url: string, expires_at: string}, close: () => void}} props */
export function LinkDialog({ name, link, close }) {
  const [copied, setCopied] = useState('');
  const url = link?.url || '';
  const take = async () => setCopied((await copy(url)) ? t('people.link.copied') : t('people.link.select'));
  return html`
    <${Dialog} open onClose=${close} label=${t('people.link.title', { name })}>
      <${DialogHead} title=${t('people.link.title', { name })} sub=${t('people.link.text', { until: datetime(link?.expires_at) })} onClose=${close} />
      <div class="dialog-b"><div class="tok"><code>${url}</code><button type="button" class="btn sm" data-autofocus onClick=${take}><${Icon} n="link" s=${14} />${t('people.link.copy')}</button></div>
        <p class="f12 t3" role="status">${copied}</p></div>
      <div class="dialog-f"><button type="button" class="btn primary" onClick=${close}>${t('ui.close')}</button></div>
    <//>`;
}
