// The frame around every page: rail or bottom bar, skip link, offline bar.
import '../../records/icons.js';
import { html } from '../../lib/html.js';
import { lang, t } from '../../lib/i18n.js';
import { online } from '../../lib/api.js';
import { can, chooseLang, holds, reminded, session, signOut } from '../../lib/session.js';
import { int } from '../../lib/format.js';
import { listUrl } from '../../lib/liststate.js';
import { go, route } from '../../lib/router.js';
import { Lazy, withParts } from '../../lib/late.js';
import { narrow, theme, toggleTheme } from '../../lib/prefs.js';
import { closeOverlay, openNew, overdue, overlay, unread } from '../../lib/overlay.js';
import { Avatar } from '../../ui/badge.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Icon, Logo } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';

/** @typedef {{icon: string, text: string, path: string, late?: number}} Place late: how many are overdue there */

/** Where one can go, by group; only what the person may use. @returns {[string|null, Place[]][]} */
export function places() {
  const all = /** @type {Place[]} */ (can('view') ? [{ icon: 'home', text: t('nav.home'), path: '/home' }, { icon: 'users', text: t('nav.customers'), path: '/customers' }] : []);
  if (can('view', 'tasks')) all.push({ icon: 'todo', text: t('nav.tasks'), path: '/tasks', late: overdue.value });
  if (can('view', 'deals')) all.push({ icon: 'handshake', text: t('nav.deals'), path: '/deals' });
  if (can('view', 'services')) all.push({ icon: 'headset', text: t('nav.services'), path: '/services' });
  if (holds('pool')) all.push({ icon: 'inbox', text: t('nav.pool'), path: '/pool' });
  const data = [];
  if (can('import')) data.push({ icon: 'upload', text: t('nav.import'), path: '/import' });
  if (can('view')) data.push({ icon: 'trash', text: t('nav.bin'), path: '/bin' });
  return [
    ...(all.length ? [/** @type {[null, Place[]]} */ ([null, all])] : []),
    ...(data.length ? [/** @type {[string, Place[]]} */ ([t('nav.data'), data])] : []),
    [t('nav.admin'), [{ icon: 'settings', text: t('nav.settings'), path: '/settings' }, ...(holds('audit') ? [{ icon: 'history', text: t('nav.audit'), path: '/audit' }] : []), { icon: 'help', text: t('nav.help'), path: '/help' }]],
  ];
}

/** Where one begins: the first place that one may use. */
export const home = () => places()[0][1][0].path;

/** The bell, which comes after the first screen. */
const bell = { load: () => import('./bell.js'), page: 'Bell' };

/** What says that rights are being tested. */
const previewBar = { load: () => withParts(import('./preview.js'), ['access'], ['access']), page: 'PreviewBar' };

/** @param {string} path */
const isHere = (path) => route.value.path === path || route.value.path.startsWith(path + '/') || (path === '/customers' && route.value.path.startsWith('/customer/'));

/** The address behind a place: customers lead back to the list as it was. @param {string} path */
const hrefOf = (path) => (path === '/customers' && route.value.path.startsWith('/customer/') && listUrl().startsWith('#/customers') ? listUrl() : '#' + path);

function Rail() {
  return html`
    <aside class="side">
      <div class="brand"><${Logo} /><span class="grow"><b>${t('app.name')}</b><small title=${session.value?.company}>${session.value?.company}</small></span><${Lazy} of=${bell} /></div>
      <button type="button" class="side-search" onClick=${() => { overlay.value = 'palette'; }}><${Icon} n="search" s=${15} /><span class="grow">${t('nav.search')}</span><kbd>Ctrl K</kbd></button>
      <nav class="side-nav" aria-label=${t('nav.main')}>
        ${places().map(([group, items], i) => html`
          <ul key=${i}>
            ${group && html`<li class="side-g">${group}</li>`}
            ${items.map((one) => html`<li key=${one.path}><a href=${hrefOf(one.path)} aria-current=${isHere(one.path) ? 'page' : undefined}><${Icon} n=${one.icon} /><span class="grow cut">${one.text}</span>${0 < (one.late || 0) && html`<${Late} n=${one.late} />`}</a></li>`)}
          </ul>`)}
      </nav>
      <div class="side-foot"><${Account} /></div>
    </aside>`;
}

/** How many to-dos are overdue. @param {{n: number}} props */
const Late = ({ n }) => html`<span class="late-n">${99 < n ? '99+' : int(n)}<span class="vh">${t('nav.overdue')}</span></span>`;

/** Leaves the session and the page that was open. */
async function leave() {
  await signOut().catch(() => {});
  go('/home', true);
}

/** Entries of the account menu. @returns {import('../../ui/menu.js').Item[]} */
const accountItems = () => [
  { icon: theme.value === 'dark' ? 'sun' : 'moon', text: theme.value === 'dark' ? t('account.light') : t('account.dark'), run: toggleTheme },
  { icon: 'globe', text: t('account.lang'), run: () => chooseLang(lang.value === 'en' ? 'zh-CN' : 'en') },
  { icon: 'user', text: t('nav.me'), run: () => go('/me') },
  { icon: 'cmd', text: t('account.keys'), kbd: '?', run: () => { overlay.value = 'keys'; } },
  '-',
  { icon: 'out', text: t('account.sign_out'), run: leave },
];

function Account() {
  const name = session.value?.user.name || '';
  return html`<${Menu} class="me" align="upl" items=${accountItems()}><${Avatar} name=${name} /><span class="grow cut">${name}<span class="vh">${t('account.menu')}</span></span><${Icon} n="more" s=${15} /><//>`;
}

function BottomBar() {
  const here = (/** @type {string} */ path) => (isHere(path) ? 'page' : undefined);
  return html`
    <nav class="bottom" aria-label=${t('nav.main')}>
      ${can('view') ? html`<a href="#/home" aria-current=${here('/home')}><${Icon} n="home" s=${20} /><span>${t('nav.home')}</span></a>` : html`<span></span>`}
      ${can('view') ? html`<a href=${hrefOf('/customers')} aria-current=${here('/customers')}><${Icon} n="users" s=${20} /><span>${t('nav.customers')}</span></a>` : html`<span></span>`}
      ${can('create') ? html`<button type="button" class="fab" aria-label=${t('nav.create')} onClick=${() => openNew()}><${Icon} n="plus" s=${22} /></button>` : html`<span></span>`}
      ${can('view', 'tasks')
        ? html`<a href="#/tasks" aria-current=${here('/tasks')}><${Icon} n="todo" s=${20} /><span>${t('nav.tasks')}</span></a>`
        : html`<a href="#/settings" aria-current=${here('/settings')}><${Icon} n="settings" s=${20} /><span>${t('nav.settings')}</span></a>`}
      <button type="button" class="more-b" aria-haspopup="dialog" aria-expanded=${overlay.value === 'more' ? 'true' : 'false'} onClick=${() => { overlay.value = 'more'; }}><${Icon} n="menu" s=${20} /><span>${t('nav.more')}</span>${0 < unread.value && html`<i class="dot-n" aria-hidden="true"></i>`}</button>
    </nav>`;
}

/** What stands on the bottom bar itself. */
const ON_BAR = ['/home', '/customers', '/tasks'];

/** What has no room on the bottom bar. */
function MoreSheet() {
  const rest = places().flatMap(([, items]) => items).filter((one) => !ON_BAR.includes(one.path));
  return html`
    <${Dialog} open=${overlay.value === 'more'} onClose=${closeOverlay} class="sheet" label=${t('nav.more')}>
      <${DialogHead} title=${session.value?.user.name} sub=${session.value?.company} onClose=${closeOverlay} />
      <ul class="sheet-b more">
        <li><button type="button" onClick=${() => { overlay.value = 'notices'; }}><${Icon} n="bell" s=${18} />${t('nav.notices')}${0 < unread.value && html`<span class="late-n">${int(unread.value)}</span>`}</button></li>
        ${rest.map((one) => html`<li key=${one.path}><a href=${'#' + one.path} onClick=${closeOverlay}><${Icon} n=${one.icon} s=${18} />${one.text}</a></li>`)}
        ${accountItems().map((item) => (item === '-' ? null : html`
          <li key=${item.text}><button type="button" onClick=${() => { closeOverlay(); item.run?.(); }}><${Icon} n=${item.icon || 'dot'} s=${18} />${item.text}</button></li>`))}
      </ul>
    <//>`;
}

const reminder = { load: () => withParts(import('./reminder.js'), ['account'], ['account']), page: 'Reminder' };

/** @param {{children: any}} props */
export function Frame({ children }) {
  /** @param {Event} event */
  const skip = (event) => { event.preventDefault(); document.getElementById('main')?.focus(); };
  return html`
    <a class="skip" href="#main" onClick=${skip}>${t('app.skip')}</a>
    <div class="shell">
      ${!narrow.value && html`<${Rail} />`}
      <div class="body">
        ${session.value?.preview && html`<${Lazy} of=${previewBar} />`}
        ${!online.value && html`<div class="offline" role="alert"><${Icon} n="warn" />${t('offline.bar')}</div>`}
        ${reminded() && !session.value?.preview && html`<${Lazy} of=${reminder} />`}
        <main id="main" class="main" tabindex="-1">${children}</main>
      </div>
      ${narrow.value && html`<${BottomBar} />`}
    </div>
    ${narrow.value && html`<${MoreSheet} />`}`;
}
