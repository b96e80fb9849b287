// Short messages at the foot of the page, with undo; they wait while one reads or points at them.
import { html, signal, useEffect } from '../lib/html.js';
import { t } from '../lib/i18n.js';
import { composing, typing } from '../lib/keys.js';
import { Icon } from './icon.js';

/** @typedef {{id: number, text: any, tone: 'ok'|'danger', action?: {label: string, run: () => void}, undo?: () => void, left: number}} Toast */

/** @type {{value: Toast[]}} */
const toasts = signal(/** @type {Toast[]} */ ([]));
let last = 0;
let held = false;

/**
 * Shows a message; at most three at a time.
 * @param {any} text
 * @param {{undo?: () => void, action?: {label: string, run: () => void}, tone?: 'ok'|'danger'}} [options]
 *   undo: eight seconds, also by Ctrl+Z; action: a button of its own, such as 重试
 */
export function toast(text, { undo, action, tone = 'ok' } = {}) {
  last += 1;
  const left = undo || action || tone === 'danger' ? 8000 : 4000;
  toasts.value = [...toasts.value.slice(-2), { id: last, text, tone, undo, action, left }];
}

/** Shows a refusal, with its number for the administrator. @param {any} problem @param {{label: string, run: () => void}} [action] */
export function toastProblem(problem, action) {
  if (problem.told) return;
  const number = problem.request && 500 <= problem.status ? `（${t('error.request', { request: problem.request })}）` : '';
  toast(`${problem.message}${number}`, { tone: 'danger', action });
}

/** @param {number} id */
const drop = (id) => { toasts.value = toasts.value.filter((one) => one.id !== id); };

/** @param {Toast} one */
function undo(one) {
  drop(one.id);
  one.undo?.();
}

/** The place of the messages: once, in the shell. */
export function Toasts() {
  useEffect(() => {
    const timer = setInterval(() => {
      if (held || toasts.value.length === 0) return;
      for (const one of toasts.value) one.left -= 250;
      if (toasts.value.some((one) => one.left <= 0)) toasts.value = toasts.value.filter((one) => 0 < one.left);
    }, 250);
    /** @param {KeyboardEvent} event */
    const key = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'z') return;
      if (composing(event) || typing(event.target)) return;
      const one = [...toasts.value].reverse().find((each) => each.undo);
      if (!one) return;
      event.preventDefault();
      undo(one);
    };
    addEventListener('keydown', key);
    return () => { clearInterval(timer); removeEventListener('keydown', key); };
  }, []);
  const hold = () => { held = true; };
  const release = () => { held = false; };
  return html`
    <div class="toasts" role="status" aria-live="polite" onMouseEnter=${hold} onMouseLeave=${release} onFocusIn=${hold} onFocusOut=${release}>
      ${toasts.value.map((one) => html`
        <div class=${'toast ' + one.tone} key=${one.id}>
          <${Icon} n=${one.tone === 'ok' ? 'circleCheck' : 'err'} /><span>${one.text}</span>
          ${one.action && html`<button type="button" onClick=${() => { drop(one.id); one.action?.run(); }}>${one.action.label}</button>`}
          ${one.undo && html`<button type="button" onClick=${() => undo(one)}>${t('ui.undo')}</button>`}
          <button type="button" aria-label=${t('ui.dismiss')} onClick=${() => drop(one.id)}><${Icon} n="x" s=${14} /></button>
        </div>`)}
    </div>`;
}
