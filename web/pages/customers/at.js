// The entry that the address names, as `?at=KIND:ID`: brought into sight and marked, after loading as far back as it takes.
import { useEffect, useRef } from '../../lib/html.js';
import { route } from '../../lib/router.js';

/** Stretches of the timeline that are loaded to find an entry. */
const MOST = 40;
/** How long the mark stays, ms. */
const SHOWN = 4000;

/** The id of the element that shows a record. @param {string} kind @param {string} id */
export const placeId = (kind, id) => `at-${kind}-${id}`;

/** @param {{items: any[]|null, next: string|null, loading: boolean, more: () => void}} stream */
export function useAt(stream) {
  const wanted = route.value.query.get('at') || '';
  const done = useRef('');
  const asked = useRef(0);
  useEffect(() => { asked.current = 0; }, [wanted]);
  useEffect(() => {
    const [kind, id] = wanted.split(':');
    if (!id || done.current === wanted || !stream.items) return;
    const found = document.getElementById(placeId(kind, id)) || (kind === 'tasks' ? document.querySelector(`.todo[data-id="${CSS.escape(id)}"]`) : null);
    if (found instanceof HTMLElement) {
      done.current = wanted;
      show(found);
    } else if (stream.next && !stream.loading && asked.current < MOST) {
      asked.current += 1;
      stream.more();
    }
  }, [wanted, stream.items, stream.loading]);
}

/** @param {HTMLElement} found */
function show(found) {
  requestAnimationFrame(() => {
    found.scrollIntoView({ block: 'center' });
    (found.tabIndex < 0 && !found.hasAttribute('tabindex') ? /** @type {HTMLElement|null} */ (found.querySelector('input, button, a')) : found)?.focus({ preventScroll: true });
    found.classList.add('st-at');
    setTimeout(() => found.classList.remove('st-at'), SHOWN);
  });
}
