// Dialogs, drawers and sheets on the native element: focus trap, Esc and inert background come from the browser.
import { html, useLayoutEffect, useRef, signal } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { IconBtn, Busy } from './button.js';

/**
 * A modal dialog, shown while it is rendered with `open`. Focus returns to where it was.
 * @param {{open: boolean, onClose: () => void, class?: string, label: string, children?: any}} props
 *   class: `dialog` (centre), `drawer` (right side), `sheet` (bottom), `palette`; onClose: Esc or a press outside
 */
export function Dialog({ open, ...rest }) {
  return open ? html`<${Opened} ...${rest} />` : null;
}

/** @param {{onClose: () => void, class?: string, label: string, children?: any}} props */
function Opened({ onClose, class: c = 'dialog', label, children }) {
  const ref = useRef(/** @type {any} */ (null));
  useLayoutEffect(() => {
    const before = /** @type {HTMLElement|null} */ (document.activeElement);
    const dialog = ref.current;
    dialog.showModal();
    dialog.querySelector('[data-autofocus]')?.focus();
    return () => {
      if (dialog.open) dialog.close();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return html`
    <dialog ref=${ref} class=${c} aria-label=${label}
      onCancel=${(/** @type {Event} */ e) => { if (e.target !== ref.current) return; e.preventDefault(); onClose(); }}
      onMouseDown=${(/** @type {Event} */ e) => { if (e.target === ref.current) onClose(); }}>${children}</dialog>`;
}

/** Title, explanation and close button. @param {{title: any, sub?: any, onClose: () => void}} props */
export const DialogHead = ({ title, onClose, sub }) => html`
  <div class="dialog-h">
    <div class="grow"><h2>${title}</h2>${sub && html`<p class="hint">${sub}</p>`}</div>
    <${IconBtn} n="x" label=${t('ui.close')} onClick=${onClose} />
  </div>`;

/**
 * @typedef {{title: string, text?: any, choices: [value: string, label: string, style?: string][], cancel?: string}} Question
 */

/** @type {{value: null | (Question & {answer: (value: string|null) => void})}} */
const question = signal(/** @type {any} */ (null));

/**
 * Asks one question over the page; the answer is the value of the choice, null when it is dismissed. Cancel has the focus.
 * @param {Question} asked choices: value, label, class of the button ('primary', 'danger')
 * @returns {Promise<string|null>}
 */
export function ask(asked) {
  return new Promise((answer) => {
    question.value = { ...asked, answer: (value) => { question.value = null; answer(value); } };
  });
}

/** The place of the question: once, in the shell. */
export function Asker() {
  const q = question.value;
  if (!q) return null;
  const close = () => q.answer(null);
  return html`
    <${Dialog} open onClose=${close} label=${q.title}>
      <${DialogHead} title=${q.title} onClose=${close} />
      ${q.text && html`<div class="dialog-b"><p class="t2">${q.text}</p></div>`}
      <div class="dialog-f">
        <button type="button" class="btn" data-autofocus onClick=${close}>${q.cancel || t('ui.cancel')}</button>
        ${q.choices.map(([value, label, style]) => html`
          <${Busy} key=${value} type="button" class=${'btn ' + (style || '')} onClick=${() => q.answer(value)}>${label}<//>`)}
      </div>
    <//>`;
}
