// What stands where nothing else does: empty states, refusals and the shapes of what is still loading.
import { html } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { Icon } from './icon.js';

/** @param {{icon?: string, title: any, text?: any, children?: any, role?: string}} props children: the buttons */
export const Empty = ({ icon = 'inbox', title, text, children, role }) => html`
  <div class="empty" role=${role}>
    <div class="art"><${Icon} n=${icon} s=${24} /></div>
    <h2>${title}</h2>
    ${text && html`<p>${text}</p>`}
    ${children && html`<div class="row wrap jc">${children}</div>`}
  </div>`;

/** A page or part that could not be had, with its one way out. @param {{problem: any, retry?: () => void}} props */
export const Failed = ({ problem, retry }) => html`
  <${Empty} icon=${problem.status === 0 ? 'warn' : problem.status === 403 ? 'lock' : 'err'} role="alert"
    title=${problem.status === 403 ? t('error.denied') : t('error.title')} text=${html`${problem.message}${problem.request && html`<br /><span class="f12 mono">${t('error.request', { request: problem.request })}</span>`}`}>
    ${retry && html`<button type="button" class="btn" onClick=${retry}><${Icon} n="refresh" />${t('ui.retry')}</button>`}
  <//>`;

/** A line of explanation in a box. @param {{tone?: 'info'|'warn'|'ok'|'danger', icon?: string, role?: string, children?: any}} props */
export const Note = ({ tone = 'info', icon, role, children }) => html`
  <div class=${'note ' + tone} role=${role}><${Icon} n=${icon || { info: 'info', warn: 'warn', ok: 'circleCheck', danger: 'err' }[tone]} /><div class="grow">${children}</div></div>`;

/** A page that is on its way: shows after 200 ms only. @param {{blocks?: number}} props */
export const Skeleton = ({ blocks = 4 }) => html`
  <div class="page late" aria-busy="true"><div class="skel sk-t"></div>${Array.from({ length: blocks }, (_, i) => html`<div class="skel sk-b" key=${i}></div>`)}</div>`;
