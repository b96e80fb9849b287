// The head of a customer page: where one came from, previous and next, name, level, tags and what one may do.
import { html } from '../../lib/html.js';
import { choiceText, levelTone, partsOf } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { listUrl, placeOf } from '../../lib/liststate.js';
import { can } from '../../lib/session.js';
import { Badge, Tag, Tile } from '../../ui/badge.js';
import { IconBtn } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { iconOf, kindName } from '../../records/kinds.js';
import { Steps } from './steps.js';

/** What may be added from the menu, where the person has the right to. */
const ADDED = ['contacts', 'deals', 'payments', 'orders', 'participations', 'consents'];

/**
 * @param {{row: import('../../records/record.js').Row, levels: import('./overview.js').LevelChange[], editable: boolean, binned: boolean, step: (by: 1|-1) => void, edit: (key: string) => void,
 *   remove: () => void, copyLink: () => void, may: ReturnType<typeof import('./rights.js').rightsTo>, claim: () => void,
 *   open: (dialog: 'assign'|'return'|'viewers'|'transition') => void, add: (kind: string) => void, attach: () => void, follow: () => void}} props
 *   add: opens the form of a kind; follow: goes to where talks are noted
 */
export function Head({ row, levels, editable, binned, step, edit, remove, copyLink, may, claim, open, add, attach, follow }) {
  const values = row.fields;
  const place = placeOf(row.id);
  const added = binned ? [] : ADDED.filter((kind) => may.add(kind));
  const items = /** @type {any[]} */ ([
    ...added.map((kind) => ({ icon: iconOf(kind), text: t('rec.new', { kind: kindName(kind) }), run: () => add(kind) })),
    ...(!binned && may.add('attachments') ? [{ icon: 'clip', text: t('files.add'), run: attach }] : []),
    ...(added.length ? ['-'] : []),
    ...(may.assign && !binned ? [{ icon: 'user', text: t('customer.assign'), run: () => open('assign') }] : []),
    ...(may.giveBack && !binned ? [{ icon: 'inbox', text: t('customer.return'), run: () => open('return') }] : []),
    ...(may.viewers ? [{ icon: 'eye', text: t('customer.viewers'), run: () => open('viewers') }] : []),
    { icon: 'link', text: t('customer.copy_link'), run: copyLink },
    { icon: 'printer', text: t('customer.print'), run: () => print() },
    ...(may.remove && !binned ? ['-', { icon: 'trash', text: t('customer.delete'), danger: true, run: remove }] : []),
  ]);
  return html`
    <header class="c-head">
      <div class="crumbs">
        <a href=${listUrl()}>${t('customer.crumb')}</a><${Icon} n="chevR" s=${13} /><span class="mono">${values.code}</span>
        ${place && html`
          <span class="push">
            <span class="count">${t('customer.place', { at: int(place.index + 1), total: int(place.total) })}</span>
            <${IconBtn} n="chevL" class="sm" label=${t('customer.previous') + '（[）'} disabled=${place.index === 0} onClick=${() => step(-1)} />
            <${IconBtn} n="chevR" class="sm" label=${t('customer.next') + '（]）'} disabled=${place.index + 1 === place.total} onClick=${() => step(1)} />
          </span>`}
      </div>
      <div class="c-title">
        <${Tile} name=${values.name || '?'} xl />
        <div class="grow">
          <h1 data-page-title tabindex="-1">${values.name}</h1>
          <div class="c-sub">
            ${values.level && html`<${Badge} tone=${levelTone(values.level)}>${choiceText('level', values.level)}<//>`}
            ${values.unverified && html`<${Badge} tone="warn">${t('customer.unverified')}<//>`}
            ${partsOf(values.tags).map((/** @type {any} */ tag) => html`<${Tag} key=${tag.value ?? tag}>${choiceText('tags', tag)}<//>`)}
            ${!editable && !binned && html`<span class="tag" title=${t(can('edit') ? 'customer.read_only.reach' : 'customer.read_only.right')}><${Icon} n="lock" s=${12} />${t('customer.read_only')}</span>`}
            ${editable && html`<button type="button" class="addtag" onClick=${() => edit('tags')}><${Icon} n="plus" s=${12} />${t('customer.add_tag')}</button>`}
          </div>
        </div>
        <div class="c-act">
          ${may.claim && !binned && html`<button type="button" class="btn primary" onClick=${claim}>${t('customer.claim')}</button>`}
          ${!binned && may.add('followups') && html`<button type="button" class="btn" onClick=${follow}><${Icon} n="phone" />${t('customer.follow')}<kbd class="only-d">F</kbd></button>`}
          ${editable && html`<button type="button" class="btn primary" onClick=${() => open('transition')}>${t('customer.transition')}<kbd class="only-d">S</kbd></button>`}
          <${Menu} class="icon-btn" label=${t('customer.more')} items=${items}><${Icon} n="more" /><//>
        </div>
      </div>
      <${Steps} values=${values} levels=${levels} />
    </header>`;
}
