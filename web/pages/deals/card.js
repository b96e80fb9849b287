// One deal on the board: a link that opens it, which can be taken up with the pointer or with Space.
import { html } from '../../lib/html.js';
import { date, daysSince, money, moneyShort } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Avatar } from '../../ui/badge.js';
import { Icon } from '../../ui/icon.js';
import { stageOf } from './stages.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** @param {{row: Row, href: string, tabbable: boolean, held: boolean, may: boolean, on: Record<string, any>}} props on: what answers keys and pointer */
export function Card({ row, href, tabbable, held, may, on }) {
  const { title, customer, owner, amount, expected_amount: expected, won_on: won, expected_on: wanted, contract_no: contract } = row.fields;
  const over = ['won', 'lost'].includes(stageOf(row));
  const day = won || wanted;
  const late = !over && wanted && 0 < daysSince(wanted);
  const worth = amount ?? expected;
  return html`
    <li class="deal-li">
      <a class=${'deal' + (held ? ' st-held' : '')} id=${'deal-' + row.id} href=${href} data-id=${row.id} draggable=${false} tabindex=${tabbable ? 0 : -1}
        aria-roledescription=${may ? t('deals.card') : undefined} aria-describedby=${may ? 'board-how' : undefined} ...${on}>
        <span class="deal-t">${title}</span>
        <span class="cut f12 t2">${customer?.name || ''}</span>
        <span class="deal-f">
          <b title=${money(worth)}>${worth === null || worth === undefined ? html`<span class="t3">${t('deals.no_amount')}</span>` : moneyShort(worth) || '¥0'}</b>
          ${day && html`<span class=${'f12 ' + (late ? 'tx-warn' : 't3')}><${Icon} n=${won ? 'check' : 'calendar'} s=${12} />${date(day).slice(5)}${late && html`<span class="vh">${t('deals.late')}</span>`}</span>`}
          ${owner && html`<span class="push" title=${owner.name ?? owner}><${Avatar} name=${owner.name} /><span class="vh">${owner.name ?? owner}</span></span>`}
        </span>
        ${contract && html`<span class="f12 t3 cut mono">${contract}</span>`}
      </a>
    </li>`;
}
