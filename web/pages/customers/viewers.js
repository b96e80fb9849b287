// Who may see a customer, and by which rule.
import { html, useEffect, useState } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { has, t } from '../../lib/i18n.js';
import { Who } from '../../ui/badge.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Failed } from '../../ui/empty.js';

/** @typedef {{user: {id: string, name: string}, role: {id: string, name: string}, by: string, actions: string[]}} Viewer */

/** @param {{path: string, close: () => void}} props path: of the customer */
export function ViewersDialog({ path, close }) {
  const [viewers, setViewers] = useState(/** @type {Viewer[]|null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const load = () => call('GET', path + '/viewers').then((answer) => { setViewers(answer.items); setProblem(null); }, setProblem);
  useEffect(() => { load(); }, [path]);
  const count = viewers ? new Set(viewers.map((one) => one.user.id)).size : 0;
  return html`
    <${Dialog} open onClose=${close} class="dialog wide" label=${t('viewers.title')}>
      <${DialogHead} title=${t('viewers.title')} sub=${viewers ? t('viewers.count', { n: int(count), count }) : ''} onClose=${close} />
      <div class="dialog-b">
        ${problem && html`<${Failed} problem=${problem} retry=${load} />`}
        ${!viewers && !problem && html`<p class="t3 late" aria-busy="true">${t('ui.loading')}</p>`}
        ${viewers && viewers.length !== 0 && html`
          <div class="tblbox" tabindex="0" role="group" aria-label=${t('viewers.title')}><table class="tbl viewers">
            <thead><tr><th scope="col">${t('viewers.who')}</th><th scope="col">${t('viewers.role')}</th><th scope="col">${t('viewers.by')}</th><th scope="col">${t('viewers.actions')}</th></tr></thead>
            <tbody>${viewers.map((one) => html`
              <tr key=${one.user.id + (one.role?.id || '')}>
                <td><${Who} name=${one.user.name} /></td><td>${one.role?.name}</td>
                <td>${has('viewers.by.' + one.by) ? t('viewers.by.' + one.by) : one.by}</td>
                <td class="t2">${one.actions.map((action) => t('action.' + action)).join(t('ui.list_comma'))}</td>
              </tr>`)}</tbody>
          </table></div>`}
      </div>
      <div class="dialog-f"><button type="button" class="btn" data-autofocus onClick=${close}>${t('ui.close')}</button></div>
    <//>`;
}
