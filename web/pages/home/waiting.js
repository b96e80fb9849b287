// Who waits: services without an answer, instalments that should have come; and the customers that one was with last.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { choiceText, fieldIn } from '../../lib/fields.js';
import { clock, date, dayHeading, daysSince, int, money, wallNow } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { keepSeen, seenIds } from '../../lib/overlay.js';
import { placeOfRecord } from '../../lib/places.js';
import { codeOf } from '../../records/kinds.js';
import { Level } from '../../records/value.js';
import { Tile } from '../../ui/badge.js';
import { Icon } from '../../ui/icon.js';

/** @typedef {import('./home.js').Day} Day */

const MOST = 6;

/** When a service must be answered, in words and colour. @param {string|null} due @returns {[string, string]} */
function answerBy(due) {
  if (!due) return ['', 't3'];
  const days = daysSince(due);
  const late = 0 < days || (days === 0 && clock(due) < wallNow().slice(11));
  if (late) return [t('home.services.late', { at: days === 0 ? clock(due) : dayHeading(due) }), 'tx-danger'];
  return [t('home.services.by', { at: days === 0 ? clock(due) : dayHeading(due) }), days === 0 ? 'tx-warn' : 't3'];
}

/** @param {{part: Day['services']}} props */
export function ServicesCard({ part }) {
  const type = fieldIn('services', 'type');
  return html`
    <section class="card h-services" aria-labelledby="home-services">
      <div class="card-h"><h2 id="home-services">${t('home.services')}</h2><span class="count">${int(part.total)}</span><a class="link f12 push home-all" href="#/services">${t('home.all')}</a></div>
      ${part.total === 0 && html`<p class="card-b f13 t3">${t('home.services.none')}</p>`}
      <ul class="wait">${part.items.slice(0, MOST).map((one) => {
        const [by, tone] = answerBy(one.fields.due);
        const urgent = ['urgent', 'high'].includes(codeOf('services', 'priority', one.fields.priority));
        return html`<li key=${one.id}><a href=${'#/services?open=' + one.id}>
          <${Icon} n="headset" /><span class="grow"><span class="cut blk">${urgent && html`<span class="todo-high">${one.fields.priority.label}</span> `}${type ? choiceText(type, one.fields.type) : ''} · ${one.fields.description || one.fields.number}</span>
            <span class="cut blk f12 t3">${one.fields.customer?.name || ''}</span></span><span class=${'f12 nowrap ' + tone}>${by}</span></a></li>`;
      })}</ul>
    </section>`;
}

/** @param {{part: Day['payments']}} props */
export const PaymentsCard = ({ part }) => html`
  <section class="card h-payments" aria-labelledby="home-payments">
    <div class="card-h"><h2 id="home-payments">${t('home.payments')}</h2><span class="count" title=${part.more ? t('home.payments.newest') : undefined}>${int(part.total)}${part.more ? '+' : ''}</span></div>
    <ul class="wait">${part.items.slice(0, MOST).map((one, i) => html`
      <li key=${i}><a href=${'#' + (placeOfRecord('deals', one.deal?.id, one.customer) || '/deals')}>
        <${Icon} n="yen" /><span class="grow"><span class="cut blk">${one.customer?.name || ''}</span><span class="cut blk f12 t3">${one.deal?.name || ''}</span></span>
        <span class="wait-n"><b>${money(one.amount)}</b><span class="f12 tx-danger">${t('home.payments.late', { on: date(one.on).slice(5), n: int(daysSince(one.on)) })}</span></span></a></li>`)}</ul>
  </section>`;

/** Customers looked at on this device that the server still answers for. */
export function RecentCard() {
  const [rows, setRows] = useState(/** @type {any[]|null} */ (null));
  useEffect(() => {
    let here = true;
    const ids = seenIds();
    Promise.all(ids.map((id) => call('GET', '/customers/' + id, undefined, { query: { fields: 'name,code,level' }, quiet: true }).catch((problem) => (problem.status === 404 ? null : undefined)))).then((found) => {
      if (!here) return;
      const gone = ids.filter((_, i) => found[i] === null);
      if (gone.length) keepSeen(seenIds().filter((id) => !gone.includes(id)));
      setRows(found.filter((row) => row && !row.deleted_at).slice(0, MOST));
    });
    return () => { here = false; };
  }, []);
  if (!rows || rows.length === 0) return null;
  return html`
    <section class="card h-recent" aria-labelledby="home-recent">
      <div class="card-h"><h2 id="home-recent">${t('home.recent')}</h2></div>
      <ul class="wait">${rows.map((row) => html`<li key=${row.id}><a href=${'#/customer/' + row.id}><${Tile} name=${row.fields.name || '?'} /><span class="grow cut">${row.fields.name}</span><${Level} value=${row.fields.level} /></a></li>`)}</ul>
    </section>`;
}
