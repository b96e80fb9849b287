// Two people changed the same field: choose mine or theirs, field by field.
import { html, useState } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { fieldIn, label, optionOf, optionLabel, people, valueText } from '../lib/fields.js';
import { Busy } from '../ui/button.js';
import { Dialog, DialogHead } from '../ui/dialog.js';
import { Note } from '../ui/empty.js';
import { Author, useAuthors } from './live.js';

/** @typedef {import('./record.js').Clash} Clash */

/**
 * @param {{clashes: Clash[], kind?: string, path?: string, settle: (mine: string[]) => Promise<void>, drop: () => void}} props
 *   kind: of the record, a customer unless given; path: of the record, to tell who has changed it; settle: the keys of the fields whose own value is kept; may throw a Problem
 */
export function Conflict({ clashes, kind = 'customers', path, settle, drop }) {
  const marks = useAuthors(path, clashes.map((one) => one.field));
  const [mine, setMine] = useState(/** @type {Record<string, boolean>} */ (Object.fromEntries(clashes.map((one) => [one.field, true]))));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const title = t(kind === 'customers' ? 'conflict.title' : 'conflict.title.record');
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await settle(clashes.map((one) => one.field).filter((key) => mine[key]));
    } catch (refusal) {
      setError(/** @type {Error} */ (refusal).message);
      setBusy(false);
    }
  };
  return html`
    <${Dialog} open onClose=${drop} label=${title} class="dialog">
      <form onSubmit=${submit}>
        <${DialogHead} title=${title} onClose=${drop} />
        <div class="dialog-b">
          <p class="t2 f13">${t('conflict.text')}</p>
          ${error && html`<${Note} tone="danger" role="alert">${error}<//>`}
          <div class="clash">
            <div class="clash-r head" aria-hidden="true"><span>${t('conflict.field')}</span><span>${t('conflict.mine')}</span><span>${t('conflict.theirs')}</span></div>
            ${clashes.map((one) => html`<${Choice} key=${one.field} clash=${one} field=${fieldIn(kind, one.field)} marks=${marks} mine=${mine[one.field]} pick=${(/** @type {boolean} */ own) => setMine({ ...mine, [one.field]: own })} />`)}
          </div>
        </div>
        <div class="dialog-f">
          <button type="button" class="btn" onClick=${drop}>${t('conflict.drop')}</button>
          <${Busy} busy=${busy}>${t('conflict.save')}<//>
        </div>
      </form>
    <//>`;
}

/** @param {{clash: Clash, field: import('../lib/fields.js').Field|undefined, marks: import('./live.js').Marks, mine: boolean, pick: (own: boolean) => void}} props */
function Choice({ clash, field, marks, mine, pick }) {
  if (!field) return null;
  const name = label(field);
  const texts = [draftText(field, clash.mine), valueText(field, clash.theirs) || t('history.empty_value')];
  return html`
    <fieldset class="clash-r"><legend class="vh">${name}</legend>
      <span class="t3">${name}</span>
      ${texts.map((text, i) => html`
        <label key=${i} class=${'clash-c' + ((i === 0) === mine ? ' on' : '')}>
          <input type="radio" class="check" name=${'clash-' + clash.field} checked=${(i === 0) === mine} onChange=${() => pick(i === 0)}
            aria-label=${t(i === 0 ? 'conflict.keep_mine' : 'conflict.keep_theirs', { label: name, value: text })} />
          <span>${text}${i === 1 && html`<${Author} marks=${marks} field=${clash.field} />`}</span>
        </label>`)}
    </fieldset>`;
}

/** The value of an input as text: what it holds are option values and ids. @param {import('../lib/fields.js').Field} field @param {any} draft */
function draftText(field, draft) {
  const one = (/** @type {any} */ item) => {
    const option = optionOf(field, item);
    return option ? optionLabel(option) : people.value.find((person) => person.id === item)?.name || item;
  };
  if (field.type === 'region' || ['date', 'datetime', 'money'].includes(field.type)) return String(draft || t('history.empty_value')).replace('T', ' ');
  if (Array.isArray(draft)) return draft.map(one).join(t('ui.list_comma')) || t('history.empty_value');
  if (typeof draft === 'boolean') return t(draft ? 'ui.yes' : 'ui.no');
  return one(draft) || t('history.empty_value');
}
