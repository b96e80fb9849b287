// One change for all chosen customers: another level, more tags, or any field; what could not be changed is told.
import { html, useState } from '../../lib/html.js';
import { call, newIntent } from '../../lib/api.js';
import { field as fieldOf, fromDraft, isEmpty, label, loadCatalogue, openOptions, optionLabel, shownFields, toDraft } from '../../lib/fields.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { FieldInput } from '../../records/input.js';
import { Busy } from '../../ui/button.js';
import { Dialog, DialogHead } from '../../ui/dialog.js';
import { Note } from '../../ui/empty.js';
import { Field, Select } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { takeBack } from './hand.js';
import { Told } from './told.js';

/** @typedef {'level'|'tags'|'field'} Way */

/** Each customer has its own of these, or another dialog changes them. */
const NOT_FOR_MANY = ['name', 'code', 'level', 'tags', 'owner', 'external_id', 'external_source', 'short_name', 'contact_name'];

/** Levels that ask for a deal or a reason are given one by one. */
const ONE_BY_ONE = ['won', 'lost'];

/** Fields that may be the same for many. */
const changeable = () => shownFields().filter((one) => one.editable && one.writable && one.privacy === 'open' && !NOT_FOR_MANY.includes(one.key));

/**
 * @param {{way: Way, count: number, what: {ids: string[]}|{filter: string}, close: () => void, done: () => void}} props
 */
export function ChangeDialog({ way, count, what, close, done }) {
  const [key, setKey] = useState(way === 'field' ? '' : way);
  const [draft, setDraft] = useState(/** @type {any} */ (way === 'tags' ? [] : ''));
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState(/** @type {import('./told.js').Outcome|null} */ (null));
  const [intent] = useState(newIntent);
  const one = fieldOf(key);
  const title = t(`bulk.${way}.n`, { n: int(count) });
  /** @param {any} next */
  const pick = (next) => {
    setDraft(next);
    setError('');
  };
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!one || (way !== 'field' && isEmpty(draft))) {
      setError(t(way === 'tags' ? 'bulk.tags.needed' : 'ui.choose'));
      return;
    }
    setBusy(true);
    const said = { ...what, [way === 'tags' ? 'add' : 'set']: { [key]: fromDraft(one, draft) } };
    try {
      const answer = await call('POST', '/customers/bulk', said, { idempotencyKey: intent(said) });
      if (one.type === 'tags') loadCatalogue();
      customersChanged();
      const { batch, changed, unchanged, kept, kept_more } = answer;
      const text = t('bulk.changed', { n: int(changed) }) + (unchanged ? t('bulk.unchanged', { n: int(unchanged) }) : '');
      toast(changed ? text + t('bulk.later') : text, changed ? { undo: () => takeBack(batch, done) } : { tone: 'danger' });
      if (kept.length === 0) done();
      else setTold({ changed, unchanged, kept, count: kept.length + kept_more });
    } catch (refusal) {
      const faults = /** @type {any} */ (refusal).byField?.() || {};
      setError(faults[key] || /** @type {Error} */ (refusal).message);
    }
    setBusy(false);
  };
  if (told) return html`<${Told} told=${told} close=${done} />`;
  return html`
    <${Dialog} open onClose=${close} label=${title}>
      <form onSubmit=${submit} noValidate>
        <${DialogHead} title=${title} sub=${t(`bulk.${way}.text`)} onClose=${close} />
        <div class="dialog-b">
          ${way === 'field' && html`<${Field} label=${t('bulk.field.which')} req error=${one ? '' : error} ctl=${(/** @type {any} */ aria) => html`
            <${Select} ...${aria} data-autofocus value=${key} onChange=${(/** @type {any} */ e) => { setKey(e.target.value); const to = fieldOf(e.target.value); pick(to ? toDraft(to, null) : ''); }}
              opts=${[['', t('ui.choose')], ...changeable().map((each) => [each.key, label(each)])]} />`} />`}
          ${one && html`<${Field} key=${key} label=${way === 'tags' ? t('bulk.tags') : label(one)} req=${way !== 'field'} error=${error} hint=${way === 'field' ? t('bulk.field.empty') : ''} ctl=${(/** @type {any} */ aria) => way === 'level'
            ? html`<${Select} ...${aria} data-autofocus value=${draft} onChange=${(/** @type {any} */ e) => pick(e.target.value)}
                opts=${[['', t('ui.choose')], ...openOptions(one).filter((option) => !ONE_BY_ONE.includes(option.code || '')).map((option) => [String(option.value), optionLabel(option)])]} />`
            : html`<${FieldInput} field=${one} value=${draft} onChange=${pick} aria=${aria} autofocus=${way === 'tags'} />`} />`}
          ${100 < count && html`<${Note}>${t('bulk.many')}<//>`}
        </div>
        <div class="dialog-f"><button type="button" class="btn" onClick=${close}>${t('ui.cancel')}</button><${Busy} busy=${busy}>${t('bulk.do')}<//></div>
      </form>
    <//>`;
}
