// The command palette: records of all kinds by any scrap, and what one can do; open with Ctrl+K from anywhere.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { lang, t } from '../../lib/i18n.js';
import { askFresh } from '../../lib/fresh.js';
import { composing } from '../../lib/keys.js';
import { can, chooseLang, holds } from '../../lib/session.js';
import { go } from '../../lib/router.js';
import { theme, toggleTheme } from '../../lib/prefs.js';
import { overlay, closeOverlay, openNew, recent } from '../../lib/overlay.js';
import { Dialog } from '../../ui/dialog.js';
import { Hit, Tile } from '../../ui/badge.js';
import { Icon } from '../../ui/icon.js';
import { linesOf, listOf } from './found.js';

/**
 * @typedef {{id: string, group: string, icon?: string, text: string, end?: string, keys?: string, name?: string, alias?: string, hit?: string, sub?: string, run: () => void}} Entry
 *   name: of a customer, for its tile; hit: what is marked in the text; sub: where else the words stand
 */

/** What can be done from here; `alias` holds pinyin initials and English words. @returns {Entry[]} */
function actions() {
  const group = t('palette.actions');
  const all = /** @type {(Entry|false)[]} */ ([
    can('create') && { id: 'new', group, icon: 'plus', text: t('palette.new'), keys: 'N', alias: 'xzkh new create', run: () => openNew() },
    can('import') && { id: 'import', group, icon: 'upload', text: t('palette.import'), keys: 'G I', alias: 'drkh import', run: () => go('/import') },
    ['edit', 'assign', 'import'].some((action) => can(action)) && { id: 'batches', group, icon: 'undo', text: t('nav.batches'), alias: 'zjdplcz plcx batches undo bulk', run: () => go('/batches') },
    can('view') && { id: 'home', group, icon: 'home', text: t('nav.home'), keys: 'G H', alias: 'gzt home day', run: () => go('/home') },
    can('view', 'tasks') && { id: 'tasks', group, icon: 'todo', text: t('nav.tasks'), keys: 'G T', alias: 'db tasks to-dos', run: () => go('/tasks') },
    can('view', 'deals') && { id: 'deals', group, icon: 'handshake', text: t('nav.deals'), keys: 'G D', alias: 'sj deals pipeline board', run: () => go('/deals') },
    can('view', 'services') && { id: 'services', group, icon: 'headset', text: t('nav.services'), keys: 'G V', alias: 'fw services', run: () => go('/services') },
    { id: 'notices', group, icon: 'bell', text: t('nav.notices'), alias: 'tz notices notifications', run: () => { overlay.value = 'notices'; } },
    can('view') && { id: 'list', group, icon: 'users', text: t('palette.list'), keys: 'G C', alias: 'khlb list customers', run: () => go('/customers') },
    { id: 'bin', group, icon: 'trash', text: t('palette.bin'), alias: 'hsz bin trash', run: () => go('/bin') },
    { id: 'settings', group, icon: 'settings', text: t('palette.settings'), keys: 'G S', alias: 'sz settings', run: () => go('/settings') },
    { id: 'me', group, icon: 'user', text: t('nav.me'), alias: 'grsz profile password token', run: () => go('/me') },
    holds('audit') && { id: 'audit', group, icon: 'history', text: t('nav.audit'), alias: 'sjrz audit log', run: () => go('/audit') },
    { id: 'help', group, icon: 'help', text: t('palette.help'), alias: 'bz help', run: () => go('/help') },
    { id: 'keys', group, icon: 'cmd', text: t('palette.keys'), keys: '?', alias: 'jpkjj shortcuts keys', run: () => { overlay.value = 'keys'; } },
    { id: 'theme', group, icon: theme.value === 'dark' ? 'sun' : 'moon', text: t('palette.theme'), alias: 'qhzt theme dark light', run: toggleTheme },
    { id: 'lang', group, icon: 'globe', text: t('palette.lang'), alias: 'yy zw language english chinese', run: () => chooseLang(lang.value === 'en' ? 'zh-CN' : 'en') },
  ]);
  return /** @type {Entry[]} */ (all.filter(Boolean));
}

/** @param {string} typed @param {import('./found.js').Section[]|null} found @returns {Entry[]} */
function entries(typed, found) {
  const word = typed.trim().toLowerCase();
  const fits = (/** @type {Entry} */ one) => !word || one.text.toLowerCase().includes(word) || (one.alias || '').split(' ').some((part) => part.startsWith(word));
  const doing = actions().filter(fits);
  if (!word) return [...recent.value.slice(0, 3).map((c) => ({ id: c.id, group: t('palette.recent'), name: c.name, text: c.name, end: c.code, run: () => go('/customer/' + c.id) })), ...doing];
  const q = typed.trim();
  const more = /** @type {Entry[]} */ ([]);
  for (const kind of ['customers', 'deals', 'services']) {
    if (found?.some((one) => one.kind === kind && one.items.length < one.total)) more.push({ id: 'all-' + kind, group: t('palette.actions'), icon: 'search', text: t('palette.all.' + kind, { q }), run: () => go(listOf(kind, q)) });
  }
  if (found && !found.some((one) => one.kind === 'customers') && can('create')) more.push({ id: 'make', group: t('palette.actions'), icon: 'plus', text: t('palette.create', { q }), run: () => openNew({ name: q }) });
  return [...(found || []).flatMap((section) => linesOf(section, q)), ...doing, ...more];
}

export function Palette() {
  return html`<${Dialog} open=${overlay.value === 'palette'} onClose=${closeOverlay} class="palette" label=${t('palette.title')}><${Search} /><//>`;
}

function Search() {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState(/** @type {import('./found.js').Section[]|null} */ (null));
  const [at, setAt] = useState(0);
  const asked = useRef(0);
  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    if (!typed.trim()) {
      setFound(null);
      return undefined;
    }
    const timer = setTimeout(async () => {
      const answer = await askFresh('/search', { q: typed.trim(), limit: 6 }).catch(() => null);
      if (mine !== asked.current) return;
      setFound(answer ? answer.sections : []);
      setAt(0);
    }, 70);
    return () => clearTimeout(timer);
  }, [typed]);

  const list = entries(typed, found);
  /** @param {Entry|undefined} entry */
  const run = (entry) => { if (!entry) return; closeOverlay(); entry.run(); };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (composing(event)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step && list.length) {
      event.preventDefault();
      const next = (at + step + list.length) % list.length;
      setAt(next);
      document.getElementById('palette-' + next)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(list[at]);
    }
  };
  const groups = [...new Set(list.map((one) => one.group))];
  return html`
    <div class="palette-in">
      <${Icon} n="search" s=${18} />
      <input data-autofocus role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" aria-activedescendant=${list.length ? 'palette-' + at : undefined}
        aria-label=${t('palette.label')} placeholder=${t('palette.placeholder')} autocomplete="off" spellcheck="false" value=${typed}
        onInput=${(/** @type {any} */ e) => { setTyped(e.target.value); setAt(0); }} onKeyDown=${key} />
      <kbd>Esc</kbd>
    </div>
    <div class="palette-list" id="palette-list" role="listbox" aria-label=${t('palette.results')}>
      ${groups.map((group) => html`
        <div key=${group} role="group" aria-label=${group}>
          <div class="palette-g" aria-hidden="true">${group}</div>
          ${list.map((entry, i) => (entry.group !== group ? null : html`
            <div key=${entry.id} id=${'palette-' + i} role="option" aria-selected=${i === at ? 'true' : 'false'} class="palette-i" onMouseMove=${() => { if (i !== at) setAt(i); }} onClick=${() => run(entry)}>
              ${entry.name ? html`<${Tile} name=${entry.name} />` : html`<${Icon} n=${entry.icon || 'arrowR'} />`}
              <span class="cut"><${Hit} text=${entry.text} q=${entry.hit} />${entry.sub && html`<span class="palette-s"><${Hit} text=${entry.sub} q=${entry.hit} /></span>`}</span>
              <span class="end">${entry.end || (entry.keys || '').split(' ').filter(Boolean).map((k) => html`<kbd key=${k}>${k}</kbd>`)}</span>
            </div>`))}
        </div>`)}
    </div>
    <div class="palette-f only-d"><span><kbd>↑</kbd> <kbd>↓</kbd> ${t('palette.move')}</span><span><kbd>↵</kbd> ${t('palette.open')}</span><span class="push">${t('palette.tip')}</span></div>`;
}
