// How the month stands against its target, and what is on its way in the pipeline.
import { html } from '../../lib/html.js';
import { fieldIn, choiceText } from '../../lib/fields.js';
import { date, int, money, moneyShort } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';

/** @param {{month: import('./home.js').Day['month']}} props */
export function MonthCard({ month }) {
  const { won_amount: won, won_count: count, target } = month;
  const part = Number(target) ? Number(won) / Number(target) : 0;
  const percent = Math.floor(part * 100);
  const counts = /** @type {[string, number|null][]} */ ([['won', count], ['new', month.new_customers], ['followups', month.followups], ['services', month.services]]);
  return html`
    <section class="card h-month" aria-labelledby="home-month">
      <div class="card-h"><h2 id="home-month">${t('home.month')}</h2><span class="count push home-all">${date(month.from).slice(5)} – ${date(month.to).slice(5)}</span></div>
      <div class="card-b">
        ${won !== null && html`<p class="kpi" title=${money(won)}>${moneyShort(won) || '¥0'}</p>`}
        ${won !== null && Number(target)
          ? html`<p class="f12 t3">${t('home.target', { target: moneyShort(target), percent: int(percent) })}</p>
            <div class=${'bar' + (1 <= part ? ' ok' : '')} role="progressbar" aria-label=${t('home.progress')} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.min(100, percent)} aria-valuetext=${percent + '%'}>
              <i style=${{ width: Math.min(100, part * 100) + '%' }}></i></div>`
          : html`<p class="f12 t3">${t('home.target.none')}</p>`}
        <dl class="home-n">${counts.filter(([, n]) => n !== null).map(([key, n]) => html`<div key=${key}><dt>${t('home.n.' + key)}</dt><dd>${int(n)}</dd></div>`)}</dl>
      </div>
    </section>`;
}

/** @param {{pipeline: import('./home.js').Day['pipeline'], user: string}} props */
export function PipelineCard({ pipeline, user }) {
  const top = Math.max(1, ...pipeline.map((one) => Number(one.amount)));
  const field = fieldIn('deals', 'stage');
  const codeOf = (/** @type {any} */ stage) => String(stage?.value ?? stage);
  const owner = user ? '&owner=' + user : '';
  return html`
    <section class="card h-pipe" aria-labelledby="home-pipe">
      <div class="card-h"><h2 id="home-pipe">${t('home.pipeline')}</h2><a class="link f12 push home-all" href=${'#/deals' + (user ? '?owner=' + user : '')}>${t('home.board')}</a></div>
      ${pipeline.every((one) => one.count === 0) && html`<p class="card-b f13 t3">${t('home.pipeline.none')}</p>`}
      <ul class="pipe">${pipeline.filter((one) => 0 < one.count).map((one) => html`
        <li key=${codeOf(one.stage)}><a href=${`#/deals?view=list&stage=${codeOf(one.stage)}${owner}`}>
          <span class="grow cut">${field ? choiceText(field, one.stage) : one.stage?.label ?? one.stage}</span><span class="f12 t3">${t('home.deals', { n: int(one.count) })}</span>${one.amount !== null && html`<b title=${money(one.amount)}>${moneyShort(one.amount) || '¥0'}</b>`}
          <i class=${'pipe-bar ' + codeOf(one.stage)} style=${{ width: Math.max(1, (Number(one.amount) / top) * 100) + '%' }}></i></a></li>`)}</ul>
    </section>`;
}
