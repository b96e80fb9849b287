// An import under way: how far, how fast; the page may be left.
import { html, useRef } from '../../lib/html.js';
import { int, size } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';

/** Begun, and not at its end. @param {string|undefined} state */
export const isUnderWay = (state) => state === 'waiting' || state === 'running';

/** @param {{job: import('./show.js').Import}} props */
export function Progress({ job }) {
  const { rows = 0, bytes = 0, size: all = 0 } = job.progress || {};
  const first = useRef({ rows, at: Date.now() });
  const percent = all === 0 ? 0 : Math.min(100, Math.round((bytes / all) * 100));
  const seconds = (Date.now() - first.current.at) / 1000;
  const speed = seconds < 2 ? 0 : Math.round((rows - first.current.rows) / seconds);
  return html`
    <section class="card imp-run">
      <h2 class="t2">${t(job.state === 'waiting' ? 'import.queued' : 'import.progress')}</h2>
      <b aria-live="polite">${t('import.progress.rows', { count: int(rows) })}</b>
      <div class="bar" role="progressbar" aria-label=${t('import.progress.label')} aria-valuenow=${percent} aria-valuemin="0" aria-valuemax="100"><i style=${{ width: percent + '%' }}></i></div>
      <span class="f12 t3 mono">${percent}%${all !== 0 && ` · ${size(bytes)} / ${size(all)}`}${speed !== 0 && ` · ${t('import.progress.speed', { count: int(speed) })}`}</span>
      <p class="t2 f13">${t('import.progress.safe')}</p>
    </section>`;
}
