// The people who sign in: their roles and team, what they look after, and what becomes of it when they leave.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { loadCatalogue } from '../../lib/fields.js';
import { ago, datetime, int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { adopt, holds, session } from '../../lib/session.js';
import { Badge, Who } from '../../ui/badge.js';
import { ask } from '../../ui/dialog.js';
import { Failed, Skeleton } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { beginPreview } from '../shell/preview.js';
import { DepartureDialog } from './departure.js';
import { LinkDialog, PersonDialog } from './person.js';

/**
 * @typedef {{id: string, name: string}} Named
 * @typedef {object} User
 * @property {string} id
 * @property {number} version
 * @property {{login: string, name: string, roles: Named[], team: Named|null, target?: string|null, disabled: boolean|null}} fields
 * @property {boolean} [factor] whether a second factor is enrolled
 * @property {string|null} [last_seen]
 * @property {number} customers
 */

/** @typedef {{kind: 'add'|'edit'|'password'|'leave'|'link', user?: User, link?: {url: string, expires_at: string}}} Opened */

export function PeoplePage() {
  const [users, setUsers] = useState(/** @type {User[]|null} */ (null));
  const [choices, setChoices] = useState({ roles: /** @type {any[]} */ ([]), teams: /** @type {any[]} */ ([]) });
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [dialog, setDialog] = useState(/** @type {Opened|null} */ (null));
  const load = async () => {
    try {
      const [found, roles, teams] = await Promise.all([call('GET', '/users'), call('GET', '/roles'), call('GET', '/teams')]);
      setUsers(found.items);
      setChoices({ roles: roles.items, teams: teams.items });
      setProblem(null);
    } catch (refusal) {
      setProblem(refusal);
    }
  };
  useEffect(() => { load(); }, []);
  if (problem) return html`<${Failed} problem=${problem} retry=${load} />`;
  if (!users) return html`<${Skeleton} blocks=${2} />`;
  /** @param {User} [changed] */
  const refresh = (changed) => {
    load();
    loadCatalogue().catch(() => {});
    if (changed?.id === session.value?.user.id) call('GET', '/session').then(adopt, () => {});
  };
  const shut = () => setDialog(null);
  /** @param {any} [answer] what a change gave; a new person without a password brings a link */
  const done = (answer) => {
    setDialog(answer?.link ? { kind: 'link', user: answer, link: answer.link } : null);
    refresh(answer);
  };
  const acts = actsOf(setDialog, refresh);
  const tells = { factor: users.some((one) => 'factor' in one), seen: users.some((one) => 'last_seen' in one) };
  return html`
    <div class="set-lead"><span class="grow">${t('people.lead')}</span>
      <button type="button" class="btn primary" onClick=${() => setDialog({ kind: 'add' })}><${Icon} n="userPlus" />${t('people.add')}</button></div>
    <section class="card people" aria-labelledby="people-title">
      <div class="card-h"><h2 id="people-title">${t('settings.people')}</h2><span class="count">${t('people.count', { count: int(users.length) })}</span></div>
      <table class="tbl">
        <thead><tr><th scope="col">${t('people.name')}</th><th scope="col" class="only-d">${t('people.login')}</th><th scope="col" class="only-d">${t('people.role')}</th><th scope="col" class="only-d">${t('people.team')}</th>
          ${tells.factor && html`<th scope="col" class="only-d">${t('people.factor')}</th>`}${tells.seen && html`<th scope="col" class="only-d">${t('people.seen')}</th>`}
          <th scope="col" class="num only-d">${t('people.customers')}</th><th scope="col">${t('people.state')}</th><th scope="col" class="act"><span class="vh">${t('people.actions')}</span></th></tr></thead>
        <tbody>${users.map((user) => html`<${Row} key=${user.id} user=${user} acts=${acts} tells=${tells} />`)}</tbody>
      </table>
    </section>
    ${dialog?.kind === 'leave' && html`<${DepartureDialog} user=${dialog.user} users=${users} close=${shut} done=${done} />`}
    ${dialog?.kind === 'link' && html`<${LinkDialog} name=${dialog.user?.fields.name} link=${dialog.link} close=${shut} />`}
    ${dialog && ['add', 'edit', 'password'].includes(dialog.kind) && html`<${PersonDialog} ...${dialog} ...${choices} close=${shut} done=${done} />`}`;
}

/** What can be done with a person. @param {(dialog: Opened) => void} open @param {(changed?: User) => void} refresh */
function actsOf(open, refresh) {
  /** @param {() => Promise<any>} work @param {string} said @param {User} user */
  const tried = async (work, said, user) => {
    try {
      const answer = await work();
      if (said) toast(t(said, { name: user.fields.name }));
      return answer;
    } catch (refusal) {
      if (/** @type {any} */ (refusal).status === 412) toast(t('people.stale'), { tone: 'danger' });
      else toastProblem(refusal);
      return null;
    } finally {
      refresh();
    }
  };
  /** @param {User} user @param {string} what @param {() => Promise<any>} work */
  const sure = async (user, what, work) => {
    const { name } = user.fields;
    const answer = await ask({ title: t(`people.${what}.title`, { name }), text: t(`people.${what}.text`), choices: [['yes', t('people.' + what), 'danger']] });
    if (answer === 'yes') await tried(work, `people.${what}.done`, user);
  };
  return {
    open,
    enable: (/** @type {User} */ user) => tried(() => call('PATCH', '/users/' + user.id, { disabled: false }, { ifMatch: user.version }), 'people.enabled.done', user),
    link: async (/** @type {User} */ user) => {
      const link = await tried(() => call('POST', `/users/${user.id}/links`, { kind: 'password' }), '', user);
      if (link) open({ kind: 'link', user, link });
    },
    sessions: (/** @type {User} */ user) => sure(user, 'sessions', () => call('DELETE', `/users/${user.id}/sessions`)),
    factor: (/** @type {User} */ user) => sure(user, 'factor_off', () => call('DELETE', `/users/${user.id}/factor`)),
  };
}

/** @param {{user: User, acts: ReturnType<typeof actsOf>, tells: {factor: boolean, seen: boolean}}} props */
function Row({ user, acts, tells }) {
  const { name, login, roles, team, disabled } = user.fields;
  const me = session.value?.user.id === user.id;
  const said = roles.map((one) => one.name).join(t('ui.list_comma'));
  const others = disabled
    ? [{ icon: 'undo', text: t('people.enable'), run: () => acts.enable(user) }]
    : [
      ...(holds('roles') || holds('users') ? [{ icon: 'eye', text: t('people.test'), run: () => beginPreview({ user: user.id }) }] : []),
      { icon: 'link', text: t('people.link'), run: () => acts.link(user) },
      { icon: 'out', text: t('people.sessions'), run: () => acts.sessions(user) },
      ...(user.factor ? [{ icon: 'shield', text: t('people.factor_off'), run: () => acts.factor(user) }] : []),
      '-', { icon: 'lock', text: t('people.disable'), danger: true, run: () => acts.open({ kind: 'leave', user }) },
    ];
  const items = /** @type {any[]} */ ([
    { icon: 'edit', text: t('people.edit'), run: () => acts.open({ kind: 'edit', user }) },
    { icon: 'key', text: t('people.password.set'), run: () => acts.open({ kind: 'password', user }) },
    ...(me ? [] : others),
  ]);
  return html`
    <tr class=${disabled ? 'st-off' : ''}>
      <td><span class="row"><${Who} name=${name} />${me && html`<span class="tag">${t('people.you')}</span>`}</span><span class="only-m f12 t3">${[login, said, team?.name].filter(Boolean).join(' · ')}</span></td>
      <td class="mono only-d">${login}</td>
      <td class="only-d">${said}</td>
      <td class="only-d t2">${team?.name || '—'}</td>
      ${tells.factor && html`<td class="only-d">${user.factor ? html`<${Badge} tone="ok">${t('people.factor.on')}<//>` : html`<span class="t3">${t('people.factor.none')}</span>`}</td>`}
      ${tells.seen && html`<td class="only-d t2 nowrap" title=${datetime(user.last_seen)}>${user.last_seen ? ago(user.last_seen) : t('people.never')}</td>`}
      <td class="num only-d">${user.customers ? html`<a class="link" href=${'#/customers?owner=' + user.id}>${int(user.customers)}</a>` : html`<span class="t3">0</span>`}</td>
      <td>${disabled ? html`<${Badge} tone="slate">${t('people.disabled')}<//>` : html`<${Badge} tone="ok">${t('people.active')}<//>`}</td>
      <td class="act"><${Menu} class="icon-btn" label=${t('people.menu', { name })} items=${items}><${Icon} n="more" /><//></td>
    </tr>`;
}
