// The board: deals by stage, moved with the pointer or the keyboard; every move is said aloud and can be taken back.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../lib/html.js';
import { int, money, moneyShort } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { composing, useKeys } from '../../lib/keys.js';
import { route } from '../../lib/router.js';
import { can, canWith } from '../../lib/session.js';
import { IconBtn } from '../../ui/button.js';
import { Failed } from '../../ui/empty.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { Toolbar } from '../work/filters.js';
import { Head, None, openIn, Opened, useTick } from '../work/list.js';
import { askedOf, filterText, isNarrowed } from '../work/state.js';
import { Card } from './card.js';
import { stageName, startOf } from './deals.js';
import { ASKED, CloseDialog, moveDeal, saidOf } from './move.js';
import { usePointer } from './pointer.js';
import { stageCodes, stageOf, useStages, worthOf } from './stages.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** Where a card opens, everything else of the address kept. @param {string} id */
function hrefOf(id) {
  const query = new URLSearchParams(route.value.query);
  query.set('open', id);
  return '#/deals?' + query;
}

/** The list of a stage under the same filters. @param {string} code */
function listOf(code) {
  const query = new URLSearchParams(route.value.query);
  query.delete('open');
  query.set('view', 'list');
  query.set('stage', code);
  return '#/deals?' + query;
}

/** @param {{spec: import('../work/state.js').Spec, list: import('../work/state.js').ListState, tools: any}} props */
export function Board({ spec, list, tools }) {
  const filter = filterText(spec, list);
  const { stages, problem, reload, place } = useStages({ q: list.q, filter, fields: askedOf(spec), tick: useTick(['deals', 'customers']) });
  const [current, setCurrent] = useState('');
  const [held, setHeld] = useState(/** @type {{id: string, from: string, to: string}|null} */ (null));
  const [over, setOver] = useState(/** @type {string|null} */ (null));
  const [closing, setClosing] = useState(/** @type {{row: Row, to: 'won'|'lost'}|null} */ (null));
  const [start, setStart] = useState('contact');
  const [said, setSaid] = useState('');
  const wanted = useRef('');
  const may = (/** @type {Row|undefined} */ row) => Boolean(row && canWith('edit', 'deals', row));
  const codes = stageCodes();
  const shown = shownStages(stages, held);
  useKeys({ '/': () => { document.getElementById('q')?.focus(); }, ...(can('create', 'deals') ? { n: () => openIn('new') } : {}) }, []);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const card = document.getElementById('deal-' + wanted.current);
    if (!card) return;
    card.focus();
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    wanted.current = '';
  });
  useEffect(() => { setHeld(null); }, [filter, list.q]);

  /** @param {string} id */
  const rowOf = (id) => Object.values(stages || {}).flatMap((one) => one.items).find((row) => row.id === id);
  /** @param {string} id */
  const focus = (id) => { wanted.current = id; setCurrent(id); };
  /** Lets a card go in a stage. @param {Row|undefined} row @param {string|null} to */
  const drop = async (row, to) => {
    setHeld(null);
    if (!row) return;
    focus(row.id);
    if (!to || to === stageOf(row)) {
      setSaid(t('deals.say.back', { title: row.fields.title, stage: stageName(stageOf(row)) }));
      return;
    }
    if (to in ASKED) {
      setClosing({ row, to: /** @type {'won'|'lost'} */ (to) });
      return;
    }
    const moved = { ...row, fields: { ...row.fields, stage: { value: to, label: stageName(to) } } };
    place(moved, to);
    setSaid(t('deals.say.dropped', { title: row.fields.title, stage: stageName(to) }));
    try {
      place(await moveDeal(row, to, {}), to);
    } catch (refusal) {
      place(row, stageOf(row));
      if (refusal instanceof Error && 'byField' in refusal) toastProblem(refusal, { label: t('ui.retry'), run: () => drop(row, to) });
      else toast(saidOf(refusal), { tone: 'danger' });
      reload();
    }
  };
  const keys = boardKeys({ codes, shown, held, current, may, focus, setHeld, setSaid, drop: (id, to) => drop(rowOf(id), to) });
  const press = usePointer({
    begin: (id) => { setCurrent(id); return may(rowOf(id)); },
    over: setOver,
    drop: (id, to) => { drop(rowOf(id), to); },
  });
  const empty = stages && codes.every((code) => stages[code]?.total === 0);
  const total = stages && codes.reduce((sum, code) => sum + (stages[code]?.total || 0), 0);
  const first = current && rowOf(current) ? current : codes.map((code) => shown?.[code].items[0]?.id).find(Boolean) || '';
  return html`
    <div class="listpage work">
      <${Head} spec=${spec} total=${total} />
      <${Toolbar} spec=${spec} list=${list} aside=${false}>${tools}<//>
      <p class="vh" id="board-how">${t('deals.how')}</p>
      <p class="vh" role="status" aria-live="assertive">${said}</p>
      ${problem && !stages && html`<${Failed} problem=${problem} retry=${reload} />`}
      ${!stages && !problem && html`<div class="late board" aria-busy="true" aria-label=${t('ui.loading')}>${codes.map((code) => html`<div class="lane" key=${code}><div class="skel"></div></div>`)}</div>`}
      ${empty && html`<${None} spec=${spec} list=${list} />`}
      ${shown && !(empty && isNarrowed(spec, list)) && html`
        <div class=${'board' + (held ? ' st-held' : '')} role="group" aria-label=${t('deals.board')} tabindex="-1" onPointerDown=${press} onKeyDown=${keys}>
          ${codes.map((code) => html`<${Lane} key=${code} code=${code} stage=${shown[code]} over=${over === code || held?.to === code} may=${may} held=${held?.id || ''} first=${first}
            focused=${setCurrent} add=${() => { setStart(code); openIn('new'); }} />`)}
        </div>`}
      <${Opened} spec=${spec} list=${list} start=${startOf(start)} closed=${() => setStart('contact')} />
      ${closing && html`<${CloseDialog} key=${closing.row.id} row=${closing.row} to=${closing.to} close=${() => { setClosing(null); focus(closing.row.id); }}
        done=${(/** @type {Row} */ row) => { place(row, closing.to); setClosing(null); focus(row.id); setSaid(t('deals.say.dropped', { title: row.fields.title, stage: stageName(closing.to) })); }} />`}
    </div>`;
}

/** The stages as they look while a card is held by the keyboard. @param {Record<string, import('./stages.js').Stage>|null} stages @param {{id: string, from: string, to: string}|null} held */
function shownStages(stages, held) {
  if (!stages || !held || held.from === held.to) return stages;
  const row = stages[held.from]?.items.find((one) => one.id === held.id);
  if (!row) return stages;
  const { items, total } = stages[held.from];
  const there = stages[held.to];
  return { ...stages, [held.from]: { items: items.filter((one) => one !== row), total: total - 1 }, [held.to]: { items: [row, ...there.items], total: there.total + 1 } };
}

/**
 * Keys on the board: arrows walk from card to card; Space takes one up, arrows carry it, Space or Enter lets it go, Esc puts it back.
 * @param {{codes: string[], shown: Record<string, import('./stages.js').Stage>|null, held: any, current: string, may: (row: Row|undefined) => boolean, focus: (id: string) => void,
 *   setHeld: (held: any) => void, setSaid: (text: string) => void, drop: (id: string, to: string|null) => void}} at
 * @returns {(event: any) => void}
 */
function boardKeys({ codes, shown, held, may, focus, setHeld, setSaid, drop }) {
  /** @param {any} event @param {string} id @param {string} stage */
  const carry = (event, id, stage) => {
    const step = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 })[event.key];
    if (step) {
      const to = codes[codes.indexOf(stage) + step];
      if (to) {
        setHeld({ ...held, to });
        setSaid(t('deals.say.over', { stage: stageName(to), n: int((shown?.[to].total || 0) + (to === held.from ? 0 : 1)) }));
        focus(id);
      }
    } else if (event.key === ' ' || event.key === 'Enter') drop(id, held.to);
    else if (event.key === 'Escape') drop(id, null);
    else if (event.key === 'Tab') {
      drop(id, null);
      return;
    } else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** @param {string} stage @param {number} index @param {string} key */
  const beside = (stage, index, key) => {
    const items = shown?.[stage].items || [];
    if (key === 'ArrowDown') return items[index + 1];
    if (key === 'ArrowUp') return items[index - 1];
    if (key === 'Home') return items[0];
    if (key === 'End') return items[items.length - 1];
    const step = key === 'ArrowRight' ? 1 : -1;
    for (let i = codes.indexOf(stage) + step; 0 <= i && i < codes.length; i += step) {
      const there = shown?.[codes[i]].items || [];
      if (there.length) return there[Math.min(index, there.length - 1)];
    }
    return undefined;
  };
  return (event) => {
    const card = event.target.closest?.('.deal');
    if (!card || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { id } = card.dataset;
    const { stage } = card.closest('[data-stage]').dataset;
    if (held) {
      carry(event, id, stage);
      return;
    }
    const items = shown?.[stage].items || [];
    const index = items.findIndex((row) => row.id === id);
    if (event.key === ' ') {
      event.preventDefault();
      if (!may(items[index])) return;
      setHeld({ id, from: stage, to: stage });
      setSaid(t('deals.say.held', { title: items[index]?.fields.title, stage: stageName(stage) }));
    } else if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      const next = beside(stage, index, event.key);
      if (next) focus(next.id);
    }
  };
}

/**
 * One stage with its cards, their number and what they are worth together.
 * @param {{code: string, stage: import('./stages.js').Stage, over: boolean, may: (row: Row) => boolean, held: string, first: string, focused: (id: string) => void, add: () => void}} props
 */
function Lane({ code, stage, over, may, held, first, focused, add }) {
  const sum = stage.items.reduce((all, row) => all + worthOf(row), 0);
  const part = stage.items.length < stage.total;
  const over30 = code === 'won' || code === 'lost';
  return html`
    <section class=${`lane ${code}${over ? ' st-over' : ''}`} data-stage=${code} aria-labelledby=${'lane-' + code}>
      <div class="lane-h">
        <h2 id=${'lane-' + code}>${stageName(code)} <span class="count">${int(stage.total)}</span>${over30 && html`<span class="count lane-30">${t('deals.lately')}</span>`}</h2>
        <span class="f12 t2 push nowrap" title=${part ? t('deals.sum.part', { n: int(stage.items.length) }) : money(String(sum))}>${moneyShort(sum) || '¥0'}${part && '+'}</span>
        ${can('create', 'deals') && !over30 && html`<${IconBtn} n="plus" s=${14} class="sm" label=${t('deals.new_in', { stage: stageName(code) })} onClick=${add} />`}
      </div>
      <ul class="lane-b" aria-labelledby=${'lane-' + code}>${stage.items.map((row) => html`
        <${Card} key=${row.id} row=${row} href=${hrefOf(row.id)} tabbable=${row.id === first} held=${row.id === held} may=${may(row)} on=${{ onFocus: () => focused(row.id) }} />`)}</ul>
      ${part && html`<a class="link f12 lane-more" href=${listOf(code)}>${t('deals.more', { n: int(stage.total - stage.items.length) })}</a>`}
    </section>`;
}
