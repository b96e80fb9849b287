// Starts the page: language, session, catalogue; then the frame with the page of the address in it.
import { html, render, signal, useEffect, useErrorBoundary } from './lib/html.js';
import { lang, setLang, t } from './lib/i18n.js';
import { onSignInNeeded, Problem } from './lib/api.js';
import { fields, loadCatalogue } from './lib/fields.js';
import { composing, typing } from './lib/keys.js';
import { openNew, overlay } from './lib/overlay.js';
import { shortcuts } from './lib/prefs.js';
import { focusTitle, go, route } from './lib/router.js';
import { can, loadSession, session, setupNeeded } from './lib/session.js';
import { match } from './routes.js';
import { Asker } from './ui/dialog.js';
import { Empty, Failed, Skeleton } from './ui/empty.js';
import { Toasts } from './ui/toast.js';
import { forgetColumns } from './pages/customers/columns.js';
import { PasswordDialog, Shortcuts } from './pages/shell/account.js';
import { Frame } from './pages/shell/frame.js';
import { Palette } from './pages/shell/palette.js';
import { SignIn, SignInAgain } from './pages/sign_in.js';

/** Modules that have come, by route; null while on their way, a failure when they did not come. @type {Map<object, any>} */
const pages = new Map();
const arrived = signal(0);
const failure = signal(/** @type {any} */ (null));
/** Somebody waits for a new sign-in. @type {{value: null | {done: () => void, cancel: () => void}}} */
const again = signal(/** @type {any} */ (null));

/** @param {import('./routes.js').Route} wanted */
function pageOf(wanted) {
  if (!pages.has(wanted)) {
    pages.set(wanted, null);
    wanted.load().then((module) => pages.set(wanted, module[wanted.page]), (problem) => pages.set(wanted, problem)).finally(() => { arrived.value += 1; });
  }
  return pages.get(wanted);
}

/** The page of the address. */
function Page() {
  const { path } = route.value;
  const found = match(path);
  void arrived.value;
  useEffect(() => { document.title = t('app.title', { page: found ? t(found.route.title) : t('error.not_found') }); }, [path, lang.value]);
  const page = found && pageOf(found.route);
  useEffect(() => { if (page) requestAnimationFrame(() => { if (document.activeElement === document.body) focusTitle(); }); }, [page, path]);
  if (!found) return html`<div class="page"><header class="page-h"><h1 data-page-title tabindex="-1">${t('app.name')}</h1></header><${Empty} icon="err" title=${t('error.not_found')} text=${t('error.not_found.text')}><a class="btn" href="#/customers">${t('error.back')}</a><//></div>`;
  if (page === null) return html`<${Skeleton} />`;
  if (page instanceof Error) return html`<div class="page"><${Failed} problem=${{ status: 0, message: t('error.offline') }} retry=${() => { pages.delete(found.route); arrived.value += 1; }} /></div>`;
  return html`<${page} key=${found.props.id || found.route.path.source} ...${found.props} />`;
}

/** What stands in the place of a page that failed while it was drawn. @param {{children: any}} props */
function Safe({ children }) {
  const [failed] = useErrorBoundary((/** @type {unknown} */ error) => console.error(error));
  if (!failed) return children;
  return html`<div class="page"><${Empty} icon="err" role="alert" title=${t('error.page')} text=${t('error.page.text')}><button type="button" class="btn primary" onClick=${() => location.reload()}>${t('error.reload')}</button><//></div>`;
}

/** Drawer for a new customer: comes when it is first opened. */
const drawer = { load: () => import('./pages/customers/new.js'), page: 'NewCustomer' };
function NewDrawer() {
  void arrived.value;
  if (overlay.value !== 'new') return null;
  const New = pageOf(/** @type {any} */ (drawer));
  return New && !(New instanceof Error) ? html`<${New} />` : null;
}

/** Set-up comes only once in the life of a server. */
const setup = { load: () => import('./pages/setup.js'), page: 'Setup' };
function SetupPage() {
  void arrived.value;
  const Setup = pageOf(/** @type {any} */ (setup));
  return Setup && !(Setup instanceof Error) ? html`<${Setup} />` : html`<${Skeleton} />`;
}

function App() {
  const who = session.value;
  const person = who?.user.id;
  useEffect(() => {
    if (!person) return;
    forgetColumns();
    failure.value = null;
    loadCatalogue().catch((problem) => { failure.value = problem; });
  }, [person]);
  useEffect(() => { if (who && route.value.path === '/setup') go('/customers', true); }, [person, route.value.path]);
  if (failure.value && (who === undefined || fields.value.length === 0)) return html`<main class="page"><${Failed} problem=${failure.value} retry=${begin} /></main>`;
  if (who === undefined) return html`<${Skeleton} />`;
  if (who === null) return html`${setupNeeded.value ? html`<${SetupPage} />` : html`<${SignIn} />`}<${Toasts} />`;
  if (fields.value.length === 0) return html`<${Skeleton} />`;
  return html`
    <${Frame}><${Safe} key=${route.value.path}><${Page} /><//><//>
    <${Palette} /><${Shortcuts} /><${PasswordDialog} /><${NewDrawer} /><${Asker} />
    ${again.value && html`<${SignInAgain} login=${who.user.login} done=${again.value.done} cancel=${again.value.cancel} />`}
    <${Toasts} />`;
}

/** One question for all calls that were refused meanwhile. @type {Promise<void>|null} */
let asking = null;
onSignInNeeded(() => {
  if (!session.value) return Promise.reject(new Problem({ type: '/problems/sign-in', detail: t('sign_in.again') }, 401));
  asking ??= new Promise((resolve, reject) => {
    again.value = {
      done: () => { again.value = null; resolve(undefined); },
      cancel: () => { again.value = null; session.value = null; reject(new Problem({ type: '/problems/sign-in', detail: t('sign_in.again') }, 401)); },
    };
  });
  asking.finally(() => { asking = null; }).catch(() => {});
  return asking;
});

const PLACES = /** @type {Record<string, string>} */ ({ c: '/customers', i: '/import', s: '/settings' });
let leader = 0;
addEventListener('keydown', (event) => {
  if (composing(event) || !session.value) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    if (document.querySelector('dialog[open]:not(.palette)')) return;
    event.preventDefault();
    overlay.value = overlay.value === 'palette' ? null : 'palette';
    return;
  }
  if (!shortcuts.value || event.defaultPrevented || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (leader && Date.now() - leader < 1200 && PLACES[event.key]) {
    event.preventDefault();
    leader = 0;
    go(PLACES[event.key]);
    return;
  }
  leader = event.key === 'g' ? Date.now() : 0;
  if (event.key === '?') overlay.value = 'keys';
  if (event.key === 'n' && can('create')) {
    event.preventDefault();
    openNew();
  }
  if (event.key === '/' && !document.getElementById('q')) {
    event.preventDefault();
    overlay.value = 'palette';
  }
});

async function begin() {
  failure.value = null;
  try {
    if (session.value) await loadCatalogue();
    else await loadSession();
  } catch (problem) {
    failure.value = problem;
  }
}

await setLang(lang.value);
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
begin();
