// The deals of a customer at the side: stage, amount, what has been received and what is still to come.
import { html, useEffect, useState } from '../../lib/html.js';
import { fieldIn, valueText } from '../../lib/fields.js';
import { date, daysSince, money, moneyShort } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { toBin } from '../../records/bin.js';
import { codeOf } from '../../records/kinds.js';
import { Badge } from '../../ui/badge.js';
import { IconBtn } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { wholeOf } from './whole.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** Colour of a stage. @param {string} code */
const stageTone = (code) => (code === 'won' ? 'ok' : code === 'lost' ? 'slate' : code === 'negotiation' || code === 'proposal' ? 'warn' : 'info');

/**
 * @param {{customer: string, deals: Row[], may: import('./details.js').Desk['may'], binned: boolean, open: (kind: string, row?: Row, start?: Record<string, any>) => void,
 *   attach: (of: {kind: string, id: string}) => void}} props attach: asks for a file of a deal
 */
export function Deals({ customer, deals, may, binned, open, attach }) {
  if (!may.see('deals')) return null;
  return html`
    <section class="card" aria-label=${t('deals.title')}>
      <div class="card-h"><h2>${t('deals.title')}</h2><span class="count">${deals.length}</span>
        ${!binned && may.add('deals') && html`<span class="push"><${IconBtn} n="plus" class="sm" label=${t('deals.add')} onClick=${() => open('deals')} /></span>`}</div>
      ${deals.length === 0 ? html`<p class="card-b t3 f13">${t('deals.none')}</p>` : html`<ul class="deals">${deals.map((deal) => html`<${Deal} key=${deal.id} customer=${customer} deal=${deal} may=${may} binned=${binned} open=${open} attach=${attach} />`)}</ul>`}
    </section>`;
}

/** @param {{customer: string, deal: Row, may: any, binned: boolean, open: (kind: string, row?: Row, start?: Record<string, any>) => void, attach: (of: {kind: string, id: string}) => void}} props */
function Deal({ customer, deal, may, binned, open, attach }) {
  const [unfolded, setUnfolded] = useState(false);
  const values = deal.fields;
  const stage = codeOf('deals', 'stage', values.stage);
  const won = stage === 'won';
  const stageField = fieldIn('deals', 'stage');
  const key = won ? 'amount' : 'expected_amount';
  const amount = values[key];
  const share = won && Number(values.amount) ? Math.min(100, Math.round((Number(values.received || 0) / Number(values.amount)) * 100)) : 0;
  const items = [
    ...(may.change('deals', deal) ? [{ icon: 'edit', text: t('deals.edit'), run: () => open('deals', deal) }] : []),
    ...(may.add('payments') ? [{ icon: 'yen', text: t('deals.pay'), run: () => open('payments', undefined, { deal: deal.id }) }] : []),
    ...(may.add('attachments') ? [{ icon: 'clip', text: t('files.add'), run: () => attach({ kind: 'deals', id: deal.id }) }] : []),
    ...(may.drop('deals', deal) ? ['-', { icon: 'trash', text: t('deals.remove'), danger: true, run: () => { toBin('deals', deal); } }] : []),
  ];
  return html`
    <li>
      <div class="row"><b class="grow cut" title=${values.title}>${values.title}</b>${stageField && html`<${Badge} tone=${stageTone(stage)}>${valueText(stageField, values.stage)}<//>`}
        ${!binned && items.length !== 0 && html`<${Menu} class="icon-btn sm" label=${t('deals.menu', { title: values.title })} items=${items}><${Icon} n="more" s=${14} /><//>`}</div>
      <div class="deal-a">${key in values && html`<b>${amount ? money(amount) : t('deals.no_amount')}</b>`}<span class="t3 f12">${won ? date(values.won_on) : values.expected_on ? t('deals.expected', { day: date(values.expected_on) }) : ''}</span>
        ${values.contract_no && html`<span class="t3 f12 mono cut">${values.contract_no}</span>`}</div>
      ${won && may.see('payments') && html`
        ${'received' in values && html`<div class=${'bar' + (share === 100 ? ' ok' : '')} aria-hidden="true"><i style=${{ width: share + '%' }}></i></div>`}
        <div class="deal-p f12">${'received' in values && html`<span class="t2">${t('deals.received', { amount: moneyShort(values.received || '0') })}</span><span class=${Number(values.outstanding) ? 'tx-warn' : 't3'}>${t('deals.outstanding', { amount: moneyShort(values.outstanding || '0') })}</span>`}
          <button type="button" class="ev-more push" aria-expanded=${unfolded ? 'true' : 'false'} onClick=${() => setUnfolded(!unfolded)}>${t(unfolded ? 'deals.hide_payments' : 'deals.payments')}</button></div>
        ${unfolded && html`<${Payments} customer=${customer} deal=${deal} may=${may} binned=${binned} open=${open} />`}`}
    </li>`;
}

/** The instalments of a deal, planned and received. @param {{customer: string, deal: Row, may: any, binned: boolean, open: (kind: string, row?: Row, start?: Record<string, any>) => void}} props */
function Payments({ customer, deal, may, binned, open }) {
  const [list, setList] = useState(/** @type {Row[]|null} */ (null));
  useEffect(() => {
    let mine = true;
    wholeOf(customer, 'payments').then((all) => {
      if (mine) setList(all.filter((one) => (one.fields.deal?.id ?? one.fields.deal?.[0]?.id) === deal.id).sort((a, b) => (a.fields.on < b.fields.on ? -1 : 1)));
    }, () => {});
    return () => { mine = false; };
  }, [deal]);
  const kindField = fieldIn('payments', 'kind');
  if (!list || !kindField) return null;
  return html`
    <ul class="pays f12">${list.map((one) => {
      const planned = codeOf('payments', 'kind', one.fields.kind) === 'planned';
      const late = planned && 0 < daysSince(one.fields.on) && Number(deal.fields.outstanding);
      return html`<li key=${one.id}>
        <span class=${planned ? 't3' : 'tx-ok'}>${valueText(kindField, one.fields.kind)}</span><span class=${late ? 'tx-danger' : 't2'}>${date(one.fields.on)}</span>
        ${!binned && may.change('payments', one) ? html`<button type="button" class="link push" onClick=${() => open('payments', one)}>${money(one.fields.amount)}</button>` : html`<span class="push">${money(one.fields.amount)}</span>`}
      </li>`;
    })}
    ${list.length === 0 && html`<li class="t3">${t('deals.no_payments')}</li>`}
    ${!binned && may.add('payments') && html`<li><button type="button" class="ev-more" onClick=${() => open('payments', undefined, { deal: deal.id })}>${t('deals.pay')}</button></li>`}</ul>`;
}
