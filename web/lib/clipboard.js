// Copies a text; where the browser gives no clipboard (a page over plain HTTP) by way of a hidden field.

/** @param {string} text @returns {Promise<boolean>} whether it worked */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'vh';
  field.setAttribute('aria-hidden', 'true');
  const host = document.querySelector('dialog[open]') || document.body;
  const before = /** @type {HTMLElement|null} */ (document.activeElement);
  host.append(field);
  field.select();
  const worked = document.execCommand('copy');
  field.remove();
  before?.focus({ preventScroll: true });
  return worked;
}
