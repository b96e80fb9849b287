// Keyboard shortcuts: off while typing, composing Chinese, or under an open dialog.
import { useEffect } from './html.js';
import { shortcuts } from './prefs.js';

/** Whether a key belongs to an input method that is composing. @param {KeyboardEvent} event */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** Whether keys go into a text. @param {EventTarget|null} target */
export function typing(target) {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLElement && target.isContentEditable);
}

/** Whether this is Ctrl+Enter, ⌘ Enter on a Mac. @param {KeyboardEvent} event */
export const isSubmit = (event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !composing(event);

/**
 * Single-key shortcuts while the component is shown: `{ n: create, '/': focusSearch }`. A handler that returns
 * false lets the key through.
 * @param {Record<string, (event: KeyboardEvent) => unknown>} map @param {unknown[]} [deps]
 */
export function useKeys(map, deps) {
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const listen = (event) => {
      if (!shortcuts.value || event.defaultPrevented || composing(event) || typing(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const act = map[event.key];
      if (act && act(event) !== false) event.preventDefault();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, deps);
}
