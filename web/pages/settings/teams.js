// The teams, as a tree: whose customers a role with the scope of a team reaches.
import { html, useEffect, useState } from '../../lib/html.js';
import { call, newIntent } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead, ask } from '../../ui/dialog.js';
import { Empty, Failed, Note, Skeleton } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { asOptions, placed } from './team_tree.js';

/** @typedef {import('./team_tree.js').Team} Team @typedef {{kind: 'add'|'rename'|'move', team?: Team}} Opened */

export function TeamsPage() {
  const [teams, setTeams] = useState(/** @type {Team[]|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [dialog, setDialog] = useState(/** @type {Opened|null} */ (null));
  const load = () => call('GET', '/teams').then((answer) => { setTeams(answer.items); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, []);
  /** @param {Team} team */
  const remove = async (team) => {
    const { name } = team.fields;
    const answer = await ask({ title: t('teams.delete.title', { name }), text: t('teams.delete.text'), choices: [['yes', t('teams.delete'), 'danger']] });
    if (answer !== 'yes') return;
    try {
      await call('DELETE', '/teams/' + team.id, undefined, { ifMatch: team.version });
      toast(t('teams.deleted', { name }));
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      toastProblem({ message: Object.values(why.byField())[0] || why.message, status: why.status, request: why.request, told: why.told });
    }
    load();
  };
  if (problem) return html`<${Failed} problem=${problem} retry=${load} />`;
  if (!teams) return html`<${Skeleton} blocks=${2} />`;
  const add = html`<button type="button" class="btn primary" onClick=${() => setDialog({ kind: 'add' })}><${Icon} n="plus" />${t('teams.add')}</button>`;
  return html`
    <div class="set-lead"><span class="grow">${t('teams.lead')}</span>${teams.length !== 0 && add}</div>
    ${teams.length === 0
      ? html`<section class="card"><${Empty} icon="users" title=${t('teams.none')} text=${t('teams.none.text')}>${add}<//></section>`
      : html`<section class="card" aria-label=${t('settings.teams')}><ul class="fvs teams">${placed(teams).map(({ team, depth }) => html`
          <li key=${team.id} aria-level=${depth + 1} style=${{ paddingInlineStart: 16 + depth * 24 + 'px' }}>${depth !== 0 && html`<${Icon} n="chevR" s=${13} c="t3" />`}
            <b class="cut">${team.fields.name}</b><span class="count grow">${t('people.count', { count: int(team.people) })}</span>
            <${Menu} class="icon-btn" label=${t('teams.menu', { name: team.fields.name })} items=${[
              { icon: 'plus', text: t('teams.add.below'), run: () => setDialog({ kind: 'add', team }) },
              { icon: 'edit', text: t('teams.rename'), run: () => setDialog({ kind: 'rename', team }) },
              { icon: 'arrowR', text: t('teams.move'), run: () => setDialog({ kind: 'move', team }) },
              '-', { icon: 'trash', text: t('teams.delete'), danger: true, run: () => remove(team) },
            ]}><${Icon} n="more" /><//></li>`)}</ul></section>`}
    ${dialog && html`<${TeamDialog} ...${dialog} teams=${teams} close=${() => setDialog(null)} done=${() => { setDialog(null); load(); }} />`}`;
}

/** @param {Opened & {teams: Team[], close: () => void, done: () => void}} props team: the one that is changed, or under which the new one stands */
function TeamDialog({ kind, team, teams, close, done }) {
  const [name, setName] = useState(kind === 'add' ? '' : team?.fields.name || '');
  const [parent, setParent] = useState((kind === 'add' ? team?.id : team?.fields.parent?.id) || '');
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const [intent] = useState(newIntent);
  const title = kind === 'add' ? t('teams.add') : t(kind === 'move' ? 'teams.move.of' : 'teams.rename.of', { name: team?.fields.name });
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!name.trim()) {
      setFaults({ name: t('teams.name.needed') });
      return;
    }
    setBusy(true);
    try {
      const said = name.trim();
      const made = { name: said, parent: parent || null };
      if (kind === 'add') await call('POST', '/teams', made, { idempotencyKey: intent(made) });
      else await call('PATCH', '/teams/' + team?.id, kind === 'move' ? { parent: parent || null } : { name: said }, { ifMatch: team?.version });
      toast(t(kind === 'add' ? 'teams.added' : 'teams.changed', { name: said }));
      done();
    } catch (refusal) {
      const why = /** @type {any} */ (refusal);
      const byField = why.byField();
      const known = byField.name || byField.parent;
      setFaults(known ? byField : { all: why.status === 412 ? t('teams.stale') : Object.values(byField)[0] || why.message });
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${title} onClose=${close} />
        <div class="dialog-b">
          ${faults.all && html`<${Note} tone="danger" role="alert">${faults.all}<//>`}
          ${kind !== 'move' && html`<${Field} label=${t('teams.name')} req error=${faults.name} ctl=${(/** @type {any} */ aria) => html`
            <input class="input" ...${aria} data-autofocus maxlength="40" autocomplete="off" value=${name} onInput=${(/** @type {any} */ e) => { setName(e.target.value); setFaults({}); }} />`} />`}
          ${kind !== 'rename' && html`<${Field} label=${t('teams.parent')} error=${faults.parent} ctl=${(/** @type {any} */ aria) => html`
            <${Select} ...${aria} data-autofocus=${kind === 'move' || undefined} value=${parent} opts=${[['', t('teams.parent.none')], ...asOptions(teams, kind === 'move' ? team?.id : undefined)]}
              onChange=${(/** @type {any} */ e) => { setParent(e.target.value); setFaults({}); }} />`} />`}
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${t(kind === 'add' ? 'teams.add' : 'settings.save')}<//></div>
      </form>
    <//>`;
}
