// The people at a customer: the main contact of its own fields first, then the further ones.
import { html } from '../../lib/html.js';
import { call } from '../../lib/api.js';
import { fieldIn, isMasked } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { undoBatch, undoneText } from '../../lib/undo.js';
import { told, toBin } from '../../records/bin.js';
import { Avatar, Tag } from '../../ui/badge.js';
import { IconBtn } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { toast, toastProblem } from '../../ui/toast.js';
import { placeId } from './at.js';
import { isPerson } from './sections.js';

/** @typedef {import('../../records/kinds.js').Row} Row */

/** @param {{values: Record<string, any>, clear?: string}} props clear: the phone while it is shown whole */
const Reach = ({ values, clear }) => html`
  <div class="f12 t2 contact-r">${[clear ?? values.phone, values.wechat, values.email].filter(Boolean).map((one) => html`<span key=${one} class="cut">${one}</span>`)}</div>`;

/** @param {string} department @param {string} title @param {{label: string} | null} role */
const said = (department, title, role) => html`
  <span class="t3 f12 cut">${[department, title, role?.label].filter(Boolean).join(' · ')}</span>`;

/**
 * @param {{desk: import('./details.js').Desk, contacts: Row[]}} props
 */
export function Contacts({ desk, contacts }) {
  const { row, may } = desk;
  const values = row.fields;
  const main = !isPerson(values) && Boolean(values.contact_name);
  return html`
    <div class="sub-h"><h3>${t('contacts.title')}</h3>
      ${desk.add && may.add('contacts') && html`<${IconBtn} n="plus" class="sm" label=${t('contacts.add')} onClick=${() => desk.add?.('contacts')} />`}</div>
    ${(main || contacts.length !== 0) && html`<ul class="contacts">
      ${main && html`<li>
        <${Avatar} name=${values.contact_name} />
        <div class="grow"><div class="row"><b class="cut">${values.contact_name}</b>${said(values.contact_department, values.contact_title, values.contact_role)}<${Tag}>${t('contacts.main')}<//></div><${Reach} values=${values} clear=${desk.revealed.phone} /></div>
      </li>`}
      ${contacts.map((contact) => html`<${Contact} key=${contact.id} contact=${contact} desk=${desk} />`)}
    </ul>`}`;
}

/** @param {{contact: Row, desk: import('./details.js').Desk}} props */
function Contact({ contact, desk }) {
  const { name, title, department, role_in_deal: role } = contact.fields;
  const { may } = desk;
  const phone = fieldIn('contacts', 'phone');
  const clear = desk.revealed['contacts' + contact.id];
  const masked = phone && isMasked(phone, contact.fields.phone) && clear === undefined;
  const promote = async () => {
    try {
      const answer = await call('POST', `/contacts/${contact.id}/promotions`, {}, { ifMatch: contact.version });
      const tell = () => told('contacts', { ...contact, fields: { customer: { id: desk.row.id } } }, 'edit');
      tell();
      const back = async () => {
        try {
          toast(undoneText(await undoBatch(answer.batch), t('ui.undone')));
        } catch (refusal) {
          toastProblem(refusal);
        }
        tell();
      };
      toast(t('contacts.promoted', { name }), answer.batch ? { undo: back } : {});
    } catch (refusal) {
      toastProblem(refusal);
      desk.refresh?.();
    }
  };
  const items = [
    ...(desk.open && may.change('contacts', contact) ? [{ icon: 'edit', text: t('contacts.edit'), run: () => desk.open?.('contacts', contact) }] : []),
    ...(desk.editable && may.change('contacts', contact) ? [{ icon: 'user', text: t('contacts.promote'), run: promote }] : []),
    ...(desk.open && may.drop('contacts', contact) ? ['-', { icon: 'trash', text: t('contacts.remove'), danger: true, run: () => { toBin('contacts', contact, t('contacts.removed', { name })); } }] : []),
  ];
  return html`
    <li id=${placeId('contacts', contact.id)}>
      <${Avatar} name=${name || '?'} />
      <div class="grow"><div class="row"><b class="cut">${name}</b>${said(department, title, role)}</div><${Reach} values=${contact.fields} clear=${clear} /></div>
      ${masked && desk.revealContact && html`<${IconBtn} n="eye" s=${14} class="sm" label=${t('contacts.reveal', { name })} onClick=${() => desk.revealContact?.(contact)} />`}
      ${clear && html`<a class="icon-btn sm" href=${'tel:' + clear.replace(/[^\d+]/g, '')} aria-label=${t('contacts.call', { name })}><${Icon} n="phone" s=${14} /></a>`}
      ${items.length !== 0 && html`<${Menu} class="icon-btn sm" label=${t('contacts.menu', { name })} items=${items}><${Icon} n="more" s=${14} /><//>`}
    </li>`;
}
