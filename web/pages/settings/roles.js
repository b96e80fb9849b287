// Roles: who may do what with whose customers, which fields they see, and what must stay true of it.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { route, setGuard, setQuery } from '../../lib/router.js';
import { adopt, session } from '../../lib/session.js';
import { Avatar } from '../../ui/badge.js';
import { Busy } from '../../ui/button.js';
import { ask } from '../../ui/dialog.js';
import { Failed, Note, Skeleton } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { beginPreview } from '../shell/preview.js';
import { Expectations, sentence } from './expectations.js';
import { RoleDialog } from './role_dialog.js';
import { bodyOf, changesOf, draftOf, putScope, putSystem } from './role_draft.js';
import { Visibility } from './role_fields.js';
import { Matrix, SystemRights } from './role_matrix.js';

/** @typedef {import('./role_draft.js').Role} Role @typedef {import('./role_draft.js').Draft} Draft */
/** @typedef {{items: Role[], actions: string[], scopes: string[], see: string[], system: string[]}} Roles */

/** Whether the rights of this role may be changed at all. @param {Role} role */
const isLocked = (role) => role.preset === 'administrator';

/** Why a change was refused, in one text. @param {any} problem */
const reasonOf = (problem) => (problem.faults?.length ? Object.values(problem.byField()).join(t('ui.list_comma')) : problem.message);

export function RolesPage() {
  const [found, setFound] = useState(/** @type {Roles|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [draft, setDraft] = useState(/** @type {{id: string, now: Draft}|null} */ (null));
  const [dialog, setDialog] = useState(/** @type {null | {kind: 'add'|'rename', from?: Role}} */ (null));
  const [outcome, setOutcome] = useState(/** @type {{refused?: string, broken?: any[]}} */ ({}));
  const [checks, setChecks] = useState(0);
  const [busy, setBusy] = useState(false);
  const load = () => call('GET', '/roles').then((answer) => { setFound(answer); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, []);
  const role = found && (found.items.find((one) => one.id === route.value.query.get('role')) || found.items[0]);
  const now = role && (draft && draft.id === role.id ? draft.now : draftOf(role));
  const count = role && now ? changesOf(role, now) : 0;

  /** @param {Draft} next */
  const put = (next) => { if (role) setDraft({ id: role.id, now: next }); };
  const drop = () => {
    setDraft(null);
    setOutcome({});
  };
  const save = async () => {
    if (!role || !now) return false;
    setBusy(true);
    setOutcome({});
    try {
      const answer = await call('PATCH', '/roles/' + role.id, bodyOf(role, now), { ifMatch: role.version });
      setDraft(null);
      setOutcome({ broken: answer.expectations?.broken || [] });
      setChecks((n) => n + 1);
      toast(t('roles.saved', { name: role.fields.name }));
      await load();
      if (role.members.some((one) => one.id === session.value?.user.id)) await adopt(await call('GET', '/session'));
      return true;
    } catch (refusal) {
      setOutcome({ refused: /** @type {any} */ (refusal).status === 412 ? t('roles.stale') : reasonOf(refusal) });
      if (/** @type {any} */ (refusal).status === 412) load();
      return false;
    } finally {
      setBusy(false);
    }
  };
  const leave = async () => {
    const answer = await ask({ title: t('settings.unsaved'), choices: [['drop', t('settings.discard'), 'danger'], ['save', t('settings.save'), 'primary']] });
    return answer === 'drop' || (answer === 'save' && save());
  };
  useEffect(() => {
    if (count === 0) return undefined;
    setGuard(leave);
    return () => setGuard(null, leave);
  }, [count, now]);
  /** @param {string} id */
  const choose = async (id) => {
    if (count !== 0 && !(await leave())) return;
    drop();
    setQuery({ role: id });
  };
  /** @param {Role} one */
  const remove = async (one) => {
    const answer = await ask({ title: t('roles.delete.title', { name: one.fields.name }), text: t('roles.delete.text'), choices: [['yes', t('roles.delete'), 'danger']] });
    if (answer !== 'yes') return;
    try {
      await call('DELETE', '/roles/' + one.id, undefined, { ifMatch: one.version });
      toast(t('roles.deleted', { name: one.fields.name }));
      drop();
      setQuery({ role: null }, true);
      load();
    } catch (refusal) {
      toastProblem({ ...problemText(refusal), told: /** @type {any} */ (refusal).told });
    }
  };
  if (problem) return html`<${Failed} problem=${problem} retry=${load} />`;
  if (!found || !role || !now) return html`<${Skeleton} blocks=${2} />`;
  const locked = isLocked(role);
  return html`
    <div class="roles">
      <nav class="rolelist" aria-label=${t('settings.roles')}>
        ${found.items.map((one) => html`
          <button type="button" key=${one.id} aria-current=${one.id === role.id ? 'true' : undefined} onClick=${() => choose(one.id)}>
            <span class="row"><b class="cut">${one.fields.name}</b>${one.preset && html`<span class="tag">${t('roles.preset')}</span>`}<span class="count push nowrap">${t('roles.people', { count: int(one.people) })}</span></span>
            <span class="f12 t3">${one.fields.note}</span></button>`)}
        <button type="button" class="btn ghost sm" onClick=${() => setDialog({ kind: 'add' })}><${Icon} n="plus" s=${14} />${t('roles.new')}</button>
      </nav>
      <div class="roleb">
        <${Head} role=${role} test=${() => beginPreview({ role: role.id })} open=${setDialog} remove=${remove} />
        ${outcome.broken && outcome.broken.length !== 0 && html`<${Note} tone="warn" role="alert"><b>${t('expect.broken', { count: outcome.broken.length })}</b>
          <ul>${outcome.broken.map((one) => html`<li key=${one.id}>${sentence(one)}</li>`)}</ul><//>`}
        ${locked && html`<${Note} icon="lock">${t('roles.locked')}<//>`}
        <${Matrix} draft=${now} actions=${found.actions} scopes=${found.scopes} locked=${locked} put=${(/** @type {string} */ kind, /** @type {string} */ action, /** @type {string} */ scope) => put(putScope(now, kind, action, scope))} />
        <${Visibility} key=${role.id} draft=${now} sees=${found.see} locked=${locked} set=${put} />
        <${SystemRights} draft=${now} all=${found.system} locked=${locked} put=${(/** @type {string} */ right, /** @type {boolean} */ on) => put(putSystem(now, right, on))} />
        <${Expectations} roles=${found.items} tick=${checks} />
      </div>
    </div>
    ${count !== 0 && html`<${SaveBar} role=${role} count=${count} refused=${outcome.refused} busy=${busy} drop=${drop} save=${save} />`}
    ${dialog && html`<${RoleDialog} ...${dialog} roles=${found.items} close=${() => setDialog(null)}
      done=${(/** @type {Role} */ made) => { setDialog(null); setDraft(null); load().then(() => setQuery({ role: made.id })); }} />`}`;
}

/** A refusal as a toast takes it. @param {any} problem */
const problemText = (problem) => ({ message: reasonOf(problem), status: problem.status, request: problem.request });

/** @param {{role: Role, test: () => void, open: (dialog: any) => void, remove: (role: Role) => void}} props */
function Head({ role, test, open, remove }) {
  const items = /** @type {any[]} */ ([
    ...(isLocked(role) ? [] : [{ icon: 'edit', text: t('roles.rename'), run: () => open({ kind: 'rename', from: role }) }]),
    { icon: 'plus', text: t('roles.copy'), run: () => open({ kind: 'add', from: role }) },
    ...(isLocked(role) ? [] : ['-', { icon: 'trash', text: t('roles.delete'), danger: true, run: () => remove(role) }]),
  ]);
  const faces = role.members.slice(0, 4);
  return html`
    <section class="rolehead" aria-label=${role.fields.name}>
      <div class="grow"><h2 class="h20">${role.fields.name}</h2><p class="f13 t2">${role.fields.note}</p></div>
      ${role.people !== 0 && html`<span class="stack only-d" role="img" aria-label=${namesOf(role)} title=${namesOf(role)}>${faces.map((one) => html`<${Avatar} key=${one.id} name=${one.name} />`)}${faces.length < role.people && html`<span class="avatar a5">+${role.people - faces.length}</span>`}</span>`}
      <button type="button" class="btn" onClick=${test}><${Icon} n="eye" />${t('roles.test')}</button>
      <${Menu} class="icon-btn" label=${t('roles.menu', { name: role.fields.name })} items=${items}><${Icon} n="more" /><//>
    </section>`;
}

/** @param {Role} role */
const namesOf = (role) => role.members.map((one) => one.name).join(t('ui.list_comma'));

/** @param {{role: Role, count: number, refused?: string, busy: boolean, drop: () => void, save: () => void}} props */
const SaveBar = ({ role, count, refused, busy, drop, save }) => html`
  <div class="savebar" role="region" aria-label=${t('settings.unsaved')}>
    ${refused && html`<${Note} tone="danger" role="alert">${refused}<//>`}
    <div class="row">
      <details class="grow"><summary title=${namesOf(role)}>${t('roles.unsaved', { count, people: int(role.people), n: role.people })}</summary><p class="f12 t3">${namesOf(role) || t('roles.nobody')}</p></details>
      <button type="button" class="btn" onClick=${drop}>${t('settings.discard')}</button>
      <${Busy} type="button" busy=${busy} onClick=${save}>${t('settings.save')}<//>
    </div>
  </div>`;
