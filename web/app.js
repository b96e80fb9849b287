// Starts the page: language, session, catalogue; then the frame with the page of the address in it.
import { html, render, signal, useEffect, useErrorBoundary } from './lib/html.js';
import { lang, setLang, t } from './lib/i18n.js';
import { onSignInNeeded, Problem } from './lib/api.js';
import { fields, loadCatalogue } from './lib/fields.js';
import { Lazy, lateOf, tryAgain, withParts } from './lib/late.js';
import { composing, typing } from './lib/keys.js';
import { closeOverlay, openNew, overlay } from './lib/overlay.js';
import { shortcuts } from './lib/prefs.js';
import { focusTitle, go, route } from './lib/router.js';
import { can, loadSession, session, setupNeeded } from './lib/session.js';
import { match } from './routes.js';
import { Asker } from './ui/dialog.js';
import { Empty, Failed, Skeleton } from './ui/empty.js';
import { Toasts, toast } from './ui/toast.js';
import { forgetColumns } from './pages/customers/columns.js';
import { Frame } from './pages/shell/frame.js';

const failure = signal(/** @type {any} */ (null));
/** Somebody waits for a new sign-in. @type {{value: null | {done: () => void, cancel: () => void}}} */
const again = signal(/** @type {any} */ (null));

/** The page of the address. */
function Page() {
  const { path } = route.value;
  const found = match(path);
  useEffect(() => { document.title = t('app.title', { page: found ? t(found.route.title) : t('error.not_found') }); }, [path, lang.value]);
  const page = found && lateOf(found.route);
  useEffect(() => { if (page) requestAnimationFrame(() => { if (document.activeElement === document.body) focusTitle(); }); }, [page, path]);
  if (!found) return html`<div class="page"><header class="page-h"><h1 data-page-title tabindex="-1">${t('app.name')}</h1></header><${Empty} icon="err" title=${t('error.not_found')} text=${t('error.not_found.text')}><a class="btn" href="#/customers">${t('error.back')}</a><//></div>`;
  if (page === null) return html`<${Skeleton} />`;
  if (page instanceof Error) return html`<div class="page"><${Failed} problem=${{ status: 0, message: t('error.offline') }} retry=${() => tryAgain(found.route)} /></div>`;
  return html`<${page} key=${found.props.id || found.route.path.source} ...${found.props} />`;
}

/** What stands in the place of a page that failed while it was drawn. @param {{children: any}} props */
function Safe({ children }) {
  const [failed] = useErrorBoundary((/** @type {unknown} */ error) => console.error(error));
  if (!failed) return children;
  return html`<div class="page"><${Empty} icon="err" role="alert" title=${t('error.page')} text=${t('error.page.text')}><button type="button" class="btn primary" onClick=${() => location.reload()}>${t('error.reload')}</button><//></div>`;
}

/** What lies over the page, by the overlay that is open. @type {Record<string, import('./lib/late.js').Late>} */
const OVERLAYS = {
  new: { load: () => import('./pages/customers/new.js'), page: 'NewCustomer' },
  palette: { load: () => import('./pages/shell/palette.js'), page: 'Palette' },
  keys: { load: () => import('./pages/shell/account.js'), page: 'Shortcuts' },
  password: { load: () => import('./pages/shell/account.js'), page: 'PasswordDialog' },
};
const setup = { load: () => import('./pages/setup.js'), page: 'Setup' };
const trust = { load: () => withParts(import('./pages/trust.js'), ['trust'], ['trust']), page: 'Trust' };
const signIn = { load: () => import('./pages/sign_in.js'), page: 'SignIn' };
const signInAgain = { load: () => import('./pages/sign_in.js'), page: 'SignInAgain' };

function Overlay() {
  const wanted = OVERLAYS[overlay.value || ''];
  const failed = () => {
    closeOverlay();
    toast(t('error.offline'), { tone: 'danger' });
  };
  return wanted ? html`<${Lazy} key=${overlay.value} of=${wanted} failed=${failed} />` : null;
}

/** Fetches what will most likely be opened next, once the first screen stands. */
function warm() {
  const fetchAll = () => { for (const one of [OVERLAYS.palette, OVERLAYS.new, signInAgain]) one.load().catch(() => {}); };
  setTimeout(() => ('requestIdleCallback' in window ? requestIdleCallback(fetchAll) : fetchAll()), 1000);
}

function App() {
  const who = session.value;
  const person = who?.user.id;
  useEffect(() => {
    if (!person) return;
    forgetColumns();
    failure.value = null;
    loadCatalogue().then(warm, (problem) => { failure.value = problem; });
  }, [person]);
  useEffect(() => { if (who && route.value.path === '/setup') go('/customers', true); }, [person, route.value.path]);
  // Before anyone has signed in, and whoever has.
  if (route.value.path === '/trust') return html`<${Lazy} of=${trust} failed=${() => { failure.value = new Problem({ detail: t('error.offline') }, 0); go('/customers', true); }} /><${Toasts} />`;
  if (failure.value && (who === undefined || fields.value.length === 0)) return html`<main class="page"><${Failed} problem=${failure.value} retry=${begin} /></main>`;
  if (who === undefined) return html`<${Skeleton} />`;
  if (who === null) return html`<${Lazy} key=${setupNeeded.value} of=${setupNeeded.value ? setup : signIn} failed=${() => { failure.value = new Problem({ detail: t('error.offline') }, 0); }} /><${Toasts} />`;
  if (fields.value.length === 0) return html`<${Skeleton} />`;
  return html`
    <${Frame}><${Safe} key=${route.value.path}><${Page} /><//><//>
    <${Overlay} /><${Asker} />
    ${again.value && html`<${Lazy} of=${signInAgain} login=${who.user.login} done=${again.value.done} cancel=${again.value.cancel} />`}
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
