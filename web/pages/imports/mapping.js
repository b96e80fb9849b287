// Which column of the file becomes which field, what happens to unknown options and to rows that are there already.
import { html, useRef, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { fieldIn, kinds, label } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Busy } from '../../ui/button.js';
import { Note } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';

/** @typedef {import('./show.js').Import} Import */

/** What is not one field: parts of a region, of a name. */
const PARTS = ['province', 'city', 'district', 'whole_address', 'family_name', 'given_name'];
/** Fields that may have a second column, whose word begins so. */
const SPARE = 'other_';
const SPARES = /** @type {Record<string, string[]>} */ ({ customers: ['phone', 'email', 'remark'] });
/** @param {string} kind */
const sparesOf = (kind) => SPARES[kind] || ['customer'];
/** @param {string} kind */
const partsOf = (kind) => (kind === 'customers' ? PARTS : []);

/** @param {string} kind @param {string} key */
export function labelIn(kind, key) {
  const found = fieldIn(kind, key);
  return found ? label(found) : key;
}

/** @param {string} kind @param {string|null} target */
function nameOf(kind, target) {
  if (target && partsOf(kind).includes(target)) return t('import.target.' + target);
  if (target?.startsWith(SPARE) && sparesOf(kind).includes(target.slice(SPARE.length))) return t('import.target.other', { label: labelIn(kind, target.slice(SPARE.length)) });
  return labelIn(kind, target || '');
}

/** A, B … Z, AA: as in a spreadsheet. @param {number} index from 0 @returns {string} */
const letters = (index) => (index < 26 ? '' : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

/** Fields that a column may become; of what a record points to, a row can name the customer alone. @param {string} kind */
const targets = (kind) => (kinds.value[kind] || []).filter((field) => !field.hidden && (field.editable || field.opening) && (field.key === 'customer' || !['link', 'links'].includes(field.type)));

/** What stands in the way of a mapping. @param {Import} job */
function obstacles(job) {
  const chosen = job.columns.map((column) => column.target).filter(Boolean);
  const { kind } = job;
  const twice = /** @type {string[]} */ (chosen.filter((target, i) => chosen.indexOf(target) !== i && !sparesOf(kind).includes(target || '')));
  const none = (/** @type {string[]} */ wanted) => !wanted.some((one) => chosen.includes(one));
  const own = kind === 'customers';
  const nameless = own ? none(['name', 'family_name', 'given_name']) : kind !== 'tasks' && none(['customer']);
  return { nameless, twice: new Set(twice), unreachable: own && none(['phone', 'email', 'other_phone', 'other_email']) };
}

/** @param {{job: Import, setJob: (job: Import) => void, started: () => void}} props */
export function Mapping({ job, setJob, started }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const queue = useRef(/** @type {Promise<unknown>} */ (Promise.resolve()));
  const { nameless, twice, unreachable } = obstacles(job);
  const matched = job.columns.filter((column) => column.target).length;
  const total = job.columns.length;

  /** Shows a choice at once and sends it; choices are sent one after the other. @param {Record<string, any>} body @param {Import} next */
  const change = (body, next) => {
    setJob(next);
    queue.current = queue.current.then(async () => {
      try {
        await call('PATCH', '/imports/' + job.id, body);
        setProblem(null);
      } catch (refusal) {
        setProblem(refusal);
      }
    });
  };
  /** @param {number} index @param {string|null} target */
  const map = (index, target) => {
    const next = { ...job, columns: job.columns.map((column) => (column.index === index ? { ...column, target } : column)) };
    // A field chosen twice is not sent: the server would keep another mapping than the one on the page.
    if (obstacles(next).twice.size !== 0) setJob(next);
    else change({ mapping: Object.fromEntries(next.columns.map((column) => [column.index, column.target])) }, next);
  };
  const run = async () => {
    setBusy(true);
    await queue.current;
    try {
      await call('POST', `/imports/${job.id}/run`);
      started();
    } catch (refusal) {
      setProblem(refusal);
      setBusy(false);
    }
  };
  const blocked = nameless || twice.size !== 0;
  return html`
    ${nameless
      ? html`<${Note} tone="danger">${t('import.map.need_name', { label: labelIn(job.kind, job.kind === 'customers' ? 'name' : 'customer') })}<//>`
      : twice.size !== 0
        ? html`<${Note} tone="danger">${[...twice].map((target) => html`<span key=${target}>${t('import.map.twice', { label: nameOf(job.kind, target) })} </span>`)}<//>`
        : html`<${Note} tone="ok">${matched === total ? t('import.map.all', { total }) : t('import.map.matched', { matched, total }) + t('import.map.left', { count: total - matched })}<//>`}
    ${unreachable && !blocked && html`<${Note} tone="warn">${t('import.map.need_reach')}<//>`}
    ${(job.notes || []).length !== 0 && html`<${Note} icon="info"><b>${t('import.notes')}</b>${job.notes.map((note, i) => html`<br key=${i} />${note.message || String(note)}`)}<//>`}
    <div class="card maptable" role="table" aria-label=${t('import.map.title')}>
      <div class="map-h only-d" role="row">
        <span role="columnheader">${t('import.map.column')}</span><span role="columnheader">${t('import.map.samples')}</span>
        <span role="columnheader"><span class="vh">${t('import.map.to')}</span></span><span role="columnheader">${t('import.map.field')}</span><span role="columnheader">${t('import.map.handling')}</span>
      </div>
      ${job.columns.map((column) => html`<${Row} key=${column.index} kind=${job.kind} column=${column} twice=${Boolean(column.target && twice.has(column.target))} map=${map} />`)}
    </div>
    <${Options} job=${job} change=${change} />
    ${problem && html`<${Note} tone="danger" role="alert"><b>${t('import.map_failed')}</b> ${problem.message}<//>`}
    <footer class="imp-f">
      <span class="f12 t3 grow only-d">${t('import.run.safe')}</span>
      <${Busy} type="button" class="btn primary push" busy=${busy} disabled=${blocked} onClick=${run}>
        ${job.rows_total ? t('import.run.rows', { count: int(job.rows_total) }) : t('import.run')}<${Icon} n="arrowR" />
      <//>
    </footer>`;
}

/** @param {{kind: string, column: import('./show.js').Column, twice: boolean, map: (index: number, target: string|null) => void}} props */
function Row({ kind, column, twice, map }) {
  const { index, heading, target } = column;
  const name = heading || t('import.map.no_heading');
  const samples = (column.samples || []).filter(Boolean).slice(0, 3);
  const state = twice ? 'st-bad' : target ? 'st-ok' : 'st-skip';
  return html`
    <div class=${'map-r ' + state} role="row">
      <span role="cell" class="map-n"><b class="cut" title=${name}>${name}</b><span class="f12 t3">${t('import.map.nth', { column: letters(index) })}</span></span>
      <span role="cell" class="map-s">${samples.map((sample, i) => html`<code class="cut" key=${i}>${sample}</code>`)}${samples.length === 0 && html`<span class="t3 f12">${t('import.map.empty')}</span>`}</span>
      <span role="cell" class="map-a only-d"><${Icon} n="arrowR" s=${15} /></span>
      <span role="cell"><${Target} kind=${kind} name=${name} target=${target} twice=${twice} pick=${(/** @type {string|null} */ to) => map(index, to)} /></span>
      <span role="cell" class="map-x">${twice
        ? html`<span class="err"><${Icon} n="err" s=${14} />${t('import.map.duplicate')}</span>`
        : target ? html`<${Icon} n="circleCheck" s=${14} c="tx-ok" /><span>${handling(kind, target)}</span>` : html`<span class="t3">${t('import.map.skipped')}</span>`}</span>
    </div>`;
}

/** @param {{kind: string, name: string, target: string|null, twice: boolean, pick: (target: string|null) => void}} props */
function Target({ kind, name, target, twice, pick }) {
  const option = (/** @type {string} */ value, /** @type {string} */ text) => html`<option key=${value} value=${value} selected=${value === (target || '')}>${text}</option>`;
  const known = targets(kind);
  const other = target && !partsOf(kind).includes(target) && !target.startsWith(SPARE) && !known.some((field) => field.key === target);
  return html`
    <select class="select" aria-label=${t('import.map.field_of', { heading: name })} aria-invalid=${twice ? 'true' : undefined} value=${target || ''}
      onChange=${(/** @type {any} */ e) => pick(e.target.value || null)}>
      ${option('', t('import.map.skip'))}
      <optgroup label=${t('import.map.fields')}>${known.map((field) => option(field.key, label(field)))}${other && option(/** @type {string} */ (target), labelIn(kind, /** @type {string} */ (target)))}</optgroup>
      <optgroup label=${t('import.map.address')}>${[...partsOf(kind), ...sparesOf(kind).map((key) => SPARE + key)].map((part) => option(part, nameOf(kind, part)))}</optgroup>
    </select>`;
}

/** What cleaning does to the values of a field. @param {string} kind @param {string} target */
function handling(kind, target) {
  if (kind !== 'customers') {
    if (target === 'customer' || target.startsWith(SPARE)) return t('import.handle.customer');
    if (target === 'external_id') return t('import.handle.row');
  }
  if (kind === 'customers' && ['family_name', 'given_name'].includes(target)) return t('import.handle.name');
  if (partsOf(kind).includes(target)) return t('import.handle.region');
  if (target.startsWith(SPARE)) return t('import.handle.other');
  if (target === 'external_id') return t('import.handle.id');
  const type = fieldIn(kind, target)?.type || 'text';
  const as = { multi_select: 'tags', users: 'user', datetime: 'date', date: 'date', money: 'money', phone: 'phone', email: 'email', select: 'select', tags: 'tags', user: 'user', region: 'region' };
  return t('import.handle.' + (/** @type {Record<string, string>} */ (as)[type] || 'text'));
}

/** @param {{job: Import, change: (body: Record<string, any>, next: Import) => void}} props */
function Options({ job, change }) {
  const chosen = job.duplicates || 'import';
  const text = job.kind === 'customers' ? 'import.duplicates' : 'import.rows_again';
  return html`
    <section class="card" aria-labelledby="import-options">
      <div class="card-h"><h2 id="import-options">${t('import.options')}</h2></div>
      <div class="imp-opts">
        <fieldset><legend>${t(text)}</legend>${['import', 'skip', 'merge'].map((way) => html`
          <label class="pickline" key=${way}>
            <input type="radio" class="check" name="duplicates" checked=${chosen === way} onChange=${() => change({ duplicates: way }, { ...job, duplicates: /** @type {any} */ (way) })} />
            <span>${t(`${text}.${way}`)}<small>${t(`${text}.${way}.hint`)}</small></span>
          </label>`)}</fieldset>
        <fieldset><legend>${t('import.options.unknown')}</legend>
          <label class="pickline">
            <input type="checkbox" class="check" checked=${Boolean(job.new_options)} onChange=${(/** @type {any} */ e) => change({ new_options: e.target.checked }, { ...job, new_options: e.target.checked })} />
            <span>${t('import.new_options')}<small>${t('import.new_options.hint')}</small></span>
          </label>
        </fieldset>
      </div>
    </section>`;
}
