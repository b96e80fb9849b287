// One import from the columns of its file to the proof that every row is accounted for.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { int, size } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { go } from '../../lib/router.js';
import { kindName } from '../../records/kinds.js';
import { Empty, Failed, Skeleton } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { Mapping } from './mapping.js';
import { Progress, isUnderWay } from './progress.js';
import { Report } from './report.js';

/** How often a running import is asked. */
const POLL_MS = 700;

/**
 * @typedef {{index: number, heading: string, target: string|null, samples: string[]}} Column
 * @typedef {{rows: number, created: number, updated: number, merged: number, skipped: number, waiting: number, rejected: number, unverified?: number, batch: string|null,
 *   reasons?: {field: string, reason: string, message: string, count: number}[], cleaned?: {kind: string, message: string, count: number}[],
 *   unknown_owners?: {name: string, count: number}[], unknown_columns?: string[]}} Sums
 * @typedef {{id: string, kind: string, state: 'ready'|'waiting'|'running'|'done'|'failed'|'undone', name: string, size: number, columns: Column[], rows_seen: number, rows_total?: number,
 *   notes: any[], new_options?: boolean, duplicates?: 'import'|'skip'|'merge', progress?: {rows: number, bytes: number, size: number}, report?: Sums, problem?: any}} Import
 */

/** @param {{id: string}} props */
export function ImportPage({ id }) {
  const [job, setJob] = useState(/** @type {Import|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [turn, setTurn] = useState(0);
  const again = () => setTurn((n) => n + 1);
  useEffect(() => {
    setJob(null);
    setProblem(null);
  }, [id]);
  useEffect(() => {
    let wanted = true;
    let timer = 0;
    call('GET', '/imports/' + id).then((answer) => {
      if (!wanted) return;
      setJob((old) => {
        if (isUnderWay(old?.state) && answer.state === 'done') customersChanged();
        return answer;
      });
      setProblem(null);
      if (isUnderWay(answer.state)) timer = window.setTimeout(again, POLL_MS);
    }, (refusal) => {
      if (!wanted) return;
      // While the server is away the job is asked for until it answers.
      if (refusal.status === 0 && job) timer = window.setTimeout(again, 3000);
      else setProblem(refusal);
    });
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id, turn]);

  const discard = () => call('DELETE', '/imports/' + id).then(() => go('/import'), setProblem);

  if (problem?.status === 404) {
    return html`<div class="page"><h1 class="vh" data-page-title tabindex="-1">${t('import.title')}</h1><${Empty} icon="search" title=${t('import.missing')} text=${t('import.missing.text')}>
      <a class="btn" href="#/import">${t('import.back')}</a><//></div>`;
  }
  if (problem) return html`<div class="page"><${Failed} problem=${problem} retry=${again} /></div>`;
  if (!job) return html`<${Skeleton} />`;
  return html`
    <div class=${'page imp' + (job.state === 'ready' ? ' has-foot' : '')}>
      <header class="page-h">
        <div class="grow">
          <h1 data-page-title tabindex="-1">${t('import.title')}</h1>
          <p class="f12 t3 row"><${Icon} n="sheet" s=${13} />${[job.kind === 'customers' ? '' : kindName(job.kind), job.name, size(job.size), t('import.columns', { count: int(job.columns?.length || 0) })].filter(Boolean).join(' · ')}</p>
        </div>
        ${(job.state === 'ready' || job.state === 'waiting') && html`<button type="button" class="btn ghost" onClick=${discard}>${t('import.discard')}</button>`}
        <a class="btn ghost" href="#/import">${t(job.state === 'ready' || isUnderWay(job.state) ? 'import.leave' : 'import.back')}</a>
      </header>
      <${Steps} state=${job.state} />
      <div class="imp-b">${job.state === 'ready' ? html`<${Mapping} job=${job} setJob=${setJob} started=${again} />`
        : isUnderWay(job.state) ? html`<${Progress} job=${job} />`
        : html`<${Report} job=${job} changed=${() => { customersChanged(); again(); }} />`}</div>
    </div>`;
}

/** @param {{state: Import['state']}} props */
function Steps({ state }) {
  const at = { ready: 1, waiting: 2, running: 2, done: 3, failed: 2, undone: 3 }[state];
  return html`<ol class="wiz" aria-label=${t('import.steps')}>${['upload', 'map', 'run', 'verify'].map((step, i) => html`
    <li key=${step} class=${i < at ? 'st-past' : i === at ? 'st-now' : ''} aria-current=${i === at ? 'step' : undefined}>
      <span class="wiz-n">${i < at ? html`<${Icon} n="check" s=${13} w=${2.5} />` : i + 1}</span><span class="wiz-t">${t('import.step.' + step)}</span>
    </li>`)}</ol>`;
}
