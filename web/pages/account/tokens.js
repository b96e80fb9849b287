// API tokens: made with a name, for a time and a purpose, shown once, deleted when they are no longer needed.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { copy } from '../../lib/clipboard.js';
import { date, datetime } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Badge } from '../../ui/badge.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead, ask } from '../../ui/dialog.js';
import { Empty, Failed, Note, Skeleton } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { toast, toastProblem } from '../../ui/toast.js';

/** @typedef {{id: string, name: string, token?: string, created_at: string, expires_at: string|null, scopes: string[], used_at: string|null}} Token */

/** How long a token may live, and for how long it does unless one says otherwise; in days. */
const DAYS = ['7', '30', '90', '180', '365'];
const USUAL_DAYS = '90';
const SCOPES = ['customers.read', 'customers.write', 'imports'];

/** @param {Token} token */
const isOver = (token) => Boolean(token.expires_at) && Date.parse(/** @type {string} */ (token.expires_at)) <= Date.now();

/** @param {string[]} scopes */
const scopesText = (scopes) => scopes.map((scope) => t('tokens.scope.' + scope)).join(t('ui.list_comma'));

export function TokensPage() {
  const [tokens, setTokens] = useState(/** @type {Token[]|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [making, setMaking] = useState(false);
  const load = () => call('GET', '/tokens').then((answer) => { setTokens(answer.items); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, []);
  /** @param {Token} token */
  const remove = async (token) => {
    const answer = await ask({ title: t('tokens.delete.of', { name: token.name }), text: t('tokens.delete.text'), choices: [['yes', t('tokens.delete'), 'danger']] });
    if (answer !== 'yes') return;
    try {
      await call('DELETE', '/tokens/' + token.id);
      toast(t('tokens.deleted', { name: token.name }));
    } catch (refusal) {
      toastProblem(refusal);
    }
    load();
  };
  if (problem) return html`<${Failed} problem=${problem} retry=${load} />`;
  if (!tokens) return html`<${Skeleton} blocks=${2} />`;
  const make = html`<button type="button" class="btn primary" onClick=${() => setMaking(true)}><${Icon} n="plus" />${t('tokens.create')}</button>`;
  return html`
    <div class="set-lead"><span class="grow">${t('tokens.lead')}</span>${tokens.length !== 0 && make}</div>
    ${tokens.length === 0
      ? html`<section class="card"><${Empty} icon="key" title=${t('tokens.none')} text=${t('tokens.none.text')}>${make}<//></section>`
      : html`<section class="card" aria-label=${t('me.tokens')}><ul class="me-list">${tokens.map((token) => html`<${Row} key=${token.id} token=${token} remove=${remove} />`)}</ul></section>`}
    <section class="card" aria-labelledby="token-usage"><div class="card-h"><h2 id="token-usage">${t('tokens.usage')}</h2></div>
      <div class="card-b"><pre class="codebox" tabindex="0" aria-labelledby="token-usage">${`curl -H 'Authorization: Bearer zk_…' \\
  '${location.origin}/api/v1/customers?q=htjm&limit=20'`}</pre></div></section>
    ${making && html`<${Make} close=${() => { setMaking(false); load(); }} />`}`;
}

/** @param {{token: Token, remove: (token: Token) => void}} props */
const Row = ({ token, remove }) => html`
  <li>
    <div class="grow"><b>${token.name}</b> <span class="tag">${scopesText(token.scopes)}</span>${isOver(token) && html` <${Badge} tone="warn">${t('tokens.over')}<//>`}
      <p class="f12 t3">${t('tokens.made', { at: date(token.created_at) })}　${token.expires_at && t(isOver(token) ? 'tokens.was_until' : 'tokens.until', { at: date(token.expires_at) })}　${token.used_at ? t('tokens.used', { at: datetime(token.used_at) }) : t('tokens.never')}</p></div>
    <button type="button" class="btn ghost sm danger" aria-label=${t('tokens.delete.of', { name: token.name })} onClick=${() => remove(token)}>${t('tokens.delete')}</button>
  </li>`;

/** @param {{close: () => void}} props */
function Make({ close }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState(USUAL_DAYS);
  const [all, setAll] = useState(true);
  const [scopes, setScopes] = useState(/** @type {string[]} */ (['customers.read']));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState(/** @type {Token|null} */ (null));
  /** @param {string} scope */
  const toggle = (scope) => setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const wrong = { ...(name.trim() ? {} : { name: t('tokens.name.needed') }), ...(all || scopes.length ? {} : { scopes: t('tokens.scopes.needed') }) };
    setFaults(wrong);
    if (Object.keys(wrong).length !== 0) return;
    setBusy(true);
    try {
      setMade(await call('POST', '/tokens', { name: name.trim(), days: Number(days), scopes: all ? ['all'] : scopes }));
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      const known = why.byField?.() || {};
      setFaults(Object.keys(known).length === 0 ? { name: why.message } : known);
    }
    setBusy(false);
  };
  if (made) return html`<${Once} token=${made} close=${close} />`;
  return html`
    <${Dialog} open onClose=${close} label=${t('tokens.create')}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${t('tokens.create')} onClose=${close} />
        <div class="dialog-b">
          <${Field} label=${t('tokens.name')} req hint=${t('tokens.name.hint')} error=${faults.name} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" ...${aria} data-autofocus maxlength="50" autocomplete="off" value=${name} onInput=${(/** @type {any} */ e) => { setName(e.target.value); setFaults({}); }} />`} />
          <${Field} label=${t('tokens.days')} error=${faults.days} ctl=${(/** @type {any} */ aria) => html`
            <${Select} ...${aria} value=${days} opts=${DAYS.map((n) => [n, t('tokens.days.n', { n })])} onChange=${(/** @type {any} */ e) => setDays(e.target.value)} />`} />
          <${Field} group label=${t('tokens.scopes')} error=${faults.scopes} ctl=${() => html`
            <div class="col">
              <label class="row f13"><input type="radio" class="check" name="scopes" checked=${all} onChange=${() => setAll(true)} />${t('tokens.scope.all')}</label>
              <label class="row f13"><input type="radio" class="check" name="scopes" checked=${!all} onChange=${() => setAll(false)} />${t('tokens.scopes.some')}</label>
              ${!all && html`<div class="col tok-scopes">${SCOPES.map((scope) => html`
                <label class="row f13" key=${scope}><input type="checkbox" class="check" checked=${scopes.includes(scope)} onChange=${() => toggle(scope)} />${t('tokens.scope.' + scope)}</label>`)}</div>`}
            </div>`} />
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${t('tokens.create')}<//></div>
      </form>
    <//>`;
}

/** The token, this once; closing by accident is not possible. @param {{token: Token, close: () => void}} props */
const Once = ({ token, close }) => html`
  <${Dialog} key="once" open onClose=${() => {}} label=${t('tokens.once')}>
    <div class="dialog-h"><div class="grow"><h2>${t('tokens.once')}</h2></div></div>
    <div class="dialog-b">
      <${Note} tone="warn">${t('tokens.once.text')}<//>
      <div class="tok"><code aria-label=${t('tokens.value')}>${token.token}</code>
        <button type="button" class="btn sm" data-autofocus onClick=${async () => toast(t((await copy(token.token || '')) ? 'tokens.copied' : 'me.copy_failed'))}><${Icon} n="doc" s=${14} />${t('tokens.copy')}</button></div>
    </div>
    <div class="dialog-f"><button type="button" class="btn primary" onClick=${close}>${t('tokens.stored')}</button></div>
  <//>`;
