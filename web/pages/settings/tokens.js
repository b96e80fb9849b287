// API tokens: made with a name, shown once, deleted when they are no longer needed.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { copy } from '../../lib/clipboard.js';
import { datetime } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead, ask } from '../../ui/dialog.js';
import { Empty, Failed, Note, Skeleton } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { toast, toastProblem } from '../../ui/toast.js';

/** @typedef {{id: string, name: string, token?: string, created_at?: string, last_used_at?: string|null}} Token */

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
      : html`<section class="card"><div class="tblbox" tabindex="0" role="group" aria-label=${t('settings.tokens')}><table class="tbl">
          <thead><tr><th scope="col">${t('tokens.name')}</th><th scope="col">${t('tokens.created_at')}</th>${has(tokens) && html`<th scope="col">${t('tokens.last_used')}</th>`}<th scope="col" class="act"><span class="vh">${t('people.actions')}</span></th></tr></thead>
          <tbody>${tokens.map((token) => html`
            <tr key=${token.id}>
              <td><b>${token.name}</b></td><td class="t2 nowrap">${datetime(token.created_at)}</td>
              ${has(tokens) && html`<td class="t2 nowrap">${datetime(token.last_used_at) || t('tokens.never')}</td>`}
              <td class="act"><button type="button" class="btn ghost sm danger" aria-label=${t('tokens.delete.of', { name: token.name })} onClick=${() => remove(token)}>${t('tokens.delete')}</button></td>
            </tr>`)}</tbody></table></div></section>`}
    <section class="card" aria-labelledby="token-usage"><div class="card-h"><h2 id="token-usage">${t('tokens.usage')}</h2></div>
      <div class="card-b"><pre class="codebox" tabindex="0" aria-labelledby="token-usage">${`curl -H 'Authorization: Bearer zk_…' \\
  '${location.origin}/api/v1/customers?q=htjm&limit=20'`}</pre></div></section>
    ${making && html`<${Make} close=${() => { setMaking(false); load(); }} />`}`;
}

/** Whether the server tells when a token was used. @param {Token[]} tokens */
const has = (tokens) => tokens.some((token) => 'last_used_at' in token);

/** @param {{close: () => void}} props */
function Make({ close }) {
  const [name, setName] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState(/** @type {Token|null} */ (null));
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!name.trim()) {
      setError(t('tokens.name.needed'));
      return;
    }
    setBusy(true);
    try {
      setMade(await call('POST', '/tokens', { name: name.trim() }));
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      setError(why.byField?.().name || why.message);
    }
    setBusy(false);
  };
  if (made) return html`<${Once} token=${made} close=${close} />`;
  return html`
    <${Dialog} open onClose=${close} label=${t('tokens.create')}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${t('tokens.create')} onClose=${close} />
        <div class="dialog-b"><${Field} label=${t('tokens.name')} req hint=${t('tokens.name.hint')} error=${error} ctl=${(/** @type {any} */ aria) => html`
          <input class="input" ...${aria} data-autofocus maxlength="50" autocomplete="off" value=${name} onInput=${(/** @type {any} */ e) => { setName(e.target.value); setError(''); }} />`} /></div>
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
        <button type="button" class="btn sm" data-autofocus onClick=${async () => toast((await copy(token.token || '')) ? t('tokens.copied') : t('customer.copy_failed'))}><${Icon} n="doc" s=${14} />${t('tokens.copy')}</button></div>
    </div>
    <div class="dialog-f"><button type="button" class="btn primary" onClick=${close}>${t('tokens.stored')}</button></div>
  <//>`;
