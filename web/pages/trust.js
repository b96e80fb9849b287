// How this device comes to trust the server: its authority, the fingerprint to compare, the steps by system.
import { html, useEffect, useState } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { call } from '../lib/api.js';
import { copy } from '../lib/clipboard.js';
import { Empty, Failed, Note } from '../ui/empty.js';
import { Icon } from '../ui/icon.js';
import { toast } from '../ui/toast.js';
import { Door } from './sign_in.js';

/** Each system with the number of its steps and the form of the file that it opens. */
const SYSTEMS = /** @type {Record<string, {steps: number, file: string}>} */ ({
  windows: { steps: 4, file: 'crt' },
  macos: { steps: 4, file: 'crt' },
  ios: { steps: 4, file: 'crt' },
  android: { steps: 3, file: 'crt' },
  harmony: { steps: 3, file: 'crt' },
  linux: { steps: 3, file: 'pem' },
  firefox: { steps: 3, file: 'pem' },
});

/** The system of this device, as far as the browser tells. */
function here() {
  const agent = navigator.userAgent;
  if (/firefox/i.test(agent)) return 'firefox';
  if (/harmony|openharmony/i.test(agent)) return 'harmony';
  if (/android/i.test(agent)) return 'android';
  if (/iphone|ipad|ipod/i.test(agent) || (/mac os/i.test(agent) && 1 < navigator.maxTouchPoints)) return 'ios';
  if (/mac os/i.test(agent)) return 'macos';
  return /windows/i.test(agent) ? 'windows' : 'linux';
}

export function Trust() {
  const [known, setKnown] = useState(/** @type {any} */ (undefined));
  const load = () => {
    setKnown(undefined);
    call('GET', '/trust', undefined, { quiet: true }).then(setKnown, setKnown);
  };
  useEffect(load, []);
  return html`<${Door} title=${t('trust.title')} lead=${t('trust.lead')} wide><div class="trust">${body(known, load)}</div><//>`;
}

/** @param {any} known the answer, a refusal, or undefined while it is on its way @param {() => void} retry */
function body(known, retry) {
  if (known === undefined) return null;
  if (known instanceof Error) {
    const none = /** @type {any} */ (known).status === 404;
    return none ? html`<${Empty} icon="circleCheck" title=${t('trust.none')} text=${t('trust.none.text')}><a class="btn" href="#/customers">${t('trust.on')}</a><//>` : html`<${Failed} problem=${known} retry=${retry} />`;
  }
  const copied = async () => toast(t((await copy(known.fingerprint)) ? 'trust.copied' : 'trust.not_copied'));
  return html`
    <ol class="trust-do">
      <li><h2>${t('trust.compare')}</h2><p>${t('trust.compare.text')}</p>
        <code class="trust-print" tabindex="0" aria-label=${t('trust.fingerprint')}>${known.fingerprint}</code>
        <div class="row wrap"><button type="button" class="btn sm" onClick=${copied}>${t('trust.copy')}</button><span class="f12 t3">${t('trust.until', { name: known.name, day: known.until })}</span></div>
      </li>
      <li><h2>${t('trust.load')}</h2>
        <div class="row wrap"><a class="btn primary" href="/trust/zhike-ca.crt" download><${Icon} n="download" />zhike-ca.crt</a><a class="btn" href="/trust/zhike-ca.pem" download><${Icon} n="download" />zhike-ca.pem</a></div>
      </li>
      <li><h2>${t('trust.install')}</h2>${Object.keys(SYSTEMS).map((name) => html`<${Steps} key=${name} name=${name} />`)}</li>
    </ol>
    <${Note}>${t('trust.note')}<//>
    <a class="btn block" href="#/customers">${t('trust.on')}</a>`;
}

/** @param {{name: string}} props */
function Steps({ name }) {
  const { steps, file } = SYSTEMS[name];
  return html`
    <details open=${name === here()}>
      <summary>${t('trust.' + name)}</summary>
      <ol>${Array.from({ length: steps }, (_, i) => html`<li key=${i}>${t(`trust.${name}.${i + 1}`, { file: 'zhike-ca.' + file })}</li>`)}</ol>
    </details>`;
}
