// The people who sign in: add, rename, set a password, disable.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { loadCatalogue } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { session } from '../../lib/session.js';
import { Badge, Who } from '../../ui/badge.js';
import { ask } from '../../ui/dialog.js';
import { Failed, Skeleton } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { PersonDialog } from './person.js';

/** @typedef {{id: string, version: number, fields: {login: string, name: string, role: string, disabled: boolean|null}}} User */

export function PeoplePage() {
  const [users, setUsers] = useState(/** @type {User[]|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [dialog, setDialog] = useState(/** @type {null | {kind: 'add'|'rename'|'password', user?: User}} */ (null));
  const load = () => call('GET', '/users').then((answer) => { setUsers(answer.items); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, []);

  /** @param {User} user @param {boolean} disabled */
  const turn = async (user, disabled) => {
    const name = user.fields.name;
    if (disabled) {
      const answer = await ask({ title: t('people.disable.title', { name }), text: t('people.disable.text'), choices: [['yes', t('people.disable.do'), 'danger']] });
      if (answer !== 'yes') return;
    }
    try {
      await call('PATCH', '/users/' + user.id, { disabled }, { ifMatch: user.version });
      toast(t(disabled ? 'people.disabled.done' : 'people.enabled.done', { name }));
      loadCatalogue().catch(() => {});
    } catch (refusal) {
      if (/** @type {any} */ (refusal).status === 412) toast(t('people.stale'), { tone: 'danger' });
      else toastProblem(refusal);
    }
    load();
  };
  if (problem) return html`<${Failed} problem=${problem} retry=${load} />`;
  if (!users) return html`<${Skeleton} blocks=${2} />`;
  const done = () => {
    setDialog(null);
    load();
    loadCatalogue().catch(() => {});
  };
  return html`
    <div class="set-lead"><span class="grow">${t('people.lead')}</span>
      <button type="button" class="btn primary" onClick=${() => setDialog({ kind: 'add' })}><${Icon} n="userPlus" />${t('people.add')}</button></div>
    <section class="card people" aria-labelledby="people-title">
      <div class="card-h"><h2 id="people-title">${t('settings.people')}</h2><span class="count">${t('people.count', { count: int(users.length) })}</span></div>
      <table class="tbl">
        <thead><tr><th scope="col">${t('people.name')}</th><th scope="col" class="only-d">${t('people.login')}</th><th scope="col" class="only-d">${t('people.role')}</th><th scope="col">${t('people.state')}</th><th scope="col" class="act"><span class="vh">${t('people.actions')}</span></th></tr></thead>
        <tbody>${users.map((user) => html`<${Row} key=${user.id} user=${user} open=${setDialog} turn=${turn} />`)}</tbody>
      </table>
    </section>
    ${dialog && html`<${PersonDialog} ...${dialog} close=${() => setDialog(null)} done=${done} />`}`;
}

/** @param {{user: User, open: (dialog: any) => void, turn: (user: User, disabled: boolean) => void}} props */
function Row({ user, open, turn }) {
  const { name, login, role, disabled } = user.fields;
  const me = session.value?.user.id === user.id;
  const items = /** @type {any[]} */ ([
    { icon: 'edit', text: t('people.rename'), run: () => open({ kind: 'rename', user }) },
    { icon: 'key', text: t('people.password.set'), run: () => open({ kind: 'password', user }) },
    ...(me ? [] : ['-', disabled
      ? { icon: 'undo', text: t('people.enable'), run: () => turn(user, false) }
      : { icon: 'lock', text: t('people.disable'), danger: true, run: () => turn(user, true) }]),
  ]);
  return html`
    <tr class=${disabled ? 'st-off' : ''}>
      <td><span class="row"><${Who} name=${name} />${me && html`<span class="tag">${t('people.you')}</span>`}</span><span class="only-m f12 t3">${login} · ${role}</span></td>
      <td class="mono only-d">${login}</td>
      <td class="only-d">${role}</td>
      <td>${disabled ? html`<${Badge} tone="slate">${t('people.disabled')}<//>` : html`<${Badge} tone="ok">${t('people.active')}<//>`}</td>
      <td class="act"><${Menu} class="icon-btn" label=${t('people.menu', { name })} items=${items}><${Icon} n="more" /><//></td>
    </tr>`;
}
