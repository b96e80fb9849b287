// Starts the page: language, session, catalogue; then the frame with the page of the address in it.
import { html, render, signal, useEffect, useErrorBoundary } from './lib/html.js';
import { lang, setLang, t } from './lib/i18n.js';
import { signInAgain, stepUp } from './lib/asking.js';
import { onSignInNeeded, onStepUpNeeded, onWriteRefused, Problem } from './lib/api.js';
import { catalogued, loadCatalogue } from './lib/fields.js';
import { Lazy, lateOf, tryAgain, withParts } from './lib/late.js';
import { composing, typing } from './lib/keys.js';
import { closeOverlay, customersChanged, openNew, overlay } from './lib/overlay.js';
import { shortcuts } from './lib/prefs.js';
import { focusTitle, go, route } from './lib/router.js';
import { can, loadSession, owed, refreshSession, session, setupNeeded } from './lib/session.js';
import { match } from './routes.js';
import { Asker } from './ui/dialog.js';
import { Empty, Failed, Skeleton } from './ui/empty.js';
import { Toasts, toast } from './ui/toast.js';
import { Frame, home } from './pages/shell/frame.js';

const failure = signal(/** @type {any} */ (null));

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
  new: { load: () => withParts(import('./pages/customers/new.js'), ['customers'], ['customers']), page: 'NewCustomer' },
  palette: { load: () => withParts(import('./pages/shell/palette.js'), ['palette']), page: 'Palette' },
  notices: { load: () => withParts(import('./pages/shell/notices.js'), ['notices'], ['notices']), page: 'Notices' },
  keys: { load: () => withParts(import('./pages/shell/account.js'), ['keys']), page: 'Shortcuts' },
};
/** A page of signing in and of one's account, with the texts that they share. @param {() => Promise<any>} load @param {string} page */
const door = (load, page) => ({ load: () => withParts(load(), ['account'], ['account']), page });
const setup = { load: () => withParts(import('./pages/setup.js'), ['setup']), page: 'Setup' };
const trust = { load: () => withParts(import('./pages/trust.js'), ['trust'], ['trust']), page: 'Trust' };
const signIn = door(() => import('./pages/sign_in.js'), 'SignIn');
const again = door(() => import('./pages/sign_in.js'), 'SignInAgain');
const once = door(() => import('./pages/shell/step_up.js'), 'StepUp');
const owing = door(() => import('./pages/account/owed.js'), 'Owed');
const link = door(() => import('./pages/link.js'), 'LinkPage');

function Overlay() {
  const wanted = OVERLAYS[overlay.value || ''];
  const failed = () => {
    closeOverlay();
    toast(t('error.offline'), { tone: 'danger' });
  };
  return wanted ? html`<${Lazy} key=${overlay.value} of=${wanted} failed=${failed} />` : null;
}

/** Hears of what others change. */
const listen = () => import('./lib/feed.js').then((feed) => { if (session.value) feed.follow(); }, () => {});

/** Fetches what will most likely be opened next, once the first screen stands. */
function warm() {
  const next = [OVERLAYS.palette, OVERLAYS.new, again, ...['/customers', '/home'].map((path) => /** @type {any} */ (match(path)).route)];
  const fetchAll = () => { for (const one of next) one.load().catch(() => {}); };
  setTimeout(() => ('requestIdleCallback' in window ? requestIdleCallback(fetchAll) : fetchAll()), 1000);
}

function App() {
  const who = session.value;
  const person = who?.user.id;
  useEffect(() => {
    if (!person) return;
    catalogued.value = false;
    failure.value = null;
    loadCatalogue().then(() => { listen(); warm(); }, (problem) => { failure.value = problem; });
    return () => { import('./lib/feed.js').then((feed) => feed.leave(), () => {}); };
  }, [person]);
  useEffect(() => {
    const { path } = route.value;
    if (who && (path === '/setup' || (['/home', '/customers'].includes(path) && !can('view')))) go(home(), true);
  }, [person, route.value.path]);
  const lost = () => { failure.value = new Problem({ detail: t('error.offline') }, 0); };
  const away = () => {
    lost();
    go('/home', true);
  };
  // Before anyone has signed in, and whoever has.
  if (route.value.path === '/trust') return html`<${Lazy} of=${trust} failed=${away} /><${Toasts} />`;
  const linked = /^\/link\/([\w-]+)$/.exec(route.value.path);
  if (linked) return html`<${Lazy} of=${link} token=${linked[1]} failed=${away} /><${Toasts} />`;
  if (who && owed.value) return html`<${Lazy} of=${owing} failed=${lost} done=${begin} /><${Asked} login=${who.user.login} /><${Toasts} />`;
  if (failure.value && (who === undefined || !catalogued.value)) return html`<main class="page"><${Failed} problem=${failure.value} retry=${begin} /></main>`;
  if (who === undefined) return html`<${Skeleton} />`;
  if (who === null) return html`<${Lazy} key=${setupNeeded.value} of=${setupNeeded.value ? setup : signIn} failed=${lost} /><${Toasts} />`;
  if (!catalogued.value) return html`<${Skeleton} />`;
  return html`
    <${Frame}><${Safe} key=${route.value.path}><${Page} /><//><//>
    <${Overlay} /><${Asker} /><${Asked} login=${who.user.login} />
    <${Toasts} />`;
}

/** What is asked before a refused call is tried once more. @param {{login: string}} props */
function Asked({ login }) {
  const [renew, show] = [signInAgain.open.value, stepUp.open.value];
  return html`
    ${renew && html`<${Lazy} of=${again} login=${login} done=${() => renew(true)} cancel=${() => renew(false)} />`}
    ${show && html`<${Lazy} of=${once} done=${() => show(true)} cancel=${() => show(false)} failed=${() => show(false)} />`}`;
}

onSignInNeeded(async () => {
  const before = session.value;
  if (before && (await signInAgain.ask())) {
    if (before.preview) lookAfresh().catch(() => {});
    return;
  }
  session.value = null;
  throw new Problem({ type: '/problems/sign-in', detail: t('sign_in.again') }, 401);
});
onStepUpNeeded(stepUp.ask);

/** Other rights than those that the page shows: they, the fields and the lists are asked for again. What is being typed stays. */
async function lookAfresh() {
  await refreshSession();
  await loadCatalogue();
  customersChanged();
}

// While rights are tested, every write is only rehearsed: what would have become of it is said once, clearly.
// Where the test has ended, or begun, behind the back of the page, nothing is done before that is seen.
onWriteRefused((problem) => {
  if (problem.kind === 'renewed' || problem.kind === 'preview-changed') {
    problem.told = true;
    toast(problem.message, { tone: 'danger' });
    if (problem.kind === 'preview-changed') lookAfresh().catch(() => {});
    return;
  }
  if (!session.value?.preview) return;
  const allowed = problem.kind === 'preview';
  if (!allowed && problem.status !== 403) return;
  problem.told = true;
  toast(t(allowed ? 'preview.allowed' : 'preview.refused', { message: problem.message }), { tone: allowed ? 'ok' : 'danger' });
});

/** Pages on which N makes something else. */
const OWN_N = /^\/(customer\/|deals|services)/;
const PLACES = /** @type {Record<string, string>} */ ({ h: '/home', c: '/customers', t: '/tasks', d: '/deals', v: '/services', i: '/import', s: '/settings' });
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
  // On the page of a customer N is a note about it.
  if (event.key === 'n' && can('create') && !OWN_N.test(route.value.path)) {
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
