// Taking a card up with mouse, pen or finger: it follows the pointer, and the stage below it lights up.
import { useEffect, useRef } from '../../lib/html.js';

/** How far the pointer goes before a press becomes a drag, px. */
const FAR = 6;
/** How long a finger rests before it takes a card up: shorter is a scroll. */
const REST = 320;
/** How near to the edge the board scrolls, px, and by how much a frame. */
const EDGE = 48;
const STEP = 14;

/**
 * @param {{begin: (id: string) => boolean, over: (stage: string|null) => void, drop: (id: string, stage: string|null) => void}} act
 *   begin: a card is taken up, whether it may be; over: the stage below; drop: let go, null for nowhere
 * @returns {(event: any) => void} for `onPointerDown` of the board
 */
export function usePointer(act) {
  const live = useRef(act);
  live.current = act;
  const stop = useRef(/** @type {null | (() => void)} */ (null));
  useEffect(() => () => stop.current?.(), []);
  return (event) => {
    const card = event.target.closest?.('.deal');
    if (!card || event.button !== 0 || stop.current) return;
    stop.current = follow(event, card, live, () => { stop.current = null; });
  };
}

/** @param {number} x @param {number} y @returns {string|null} */
const stageAt = (x, y) => /** @type {HTMLElement|null} */ (document.elementFromPoint(x, y)?.closest('[data-stage]'))?.dataset.stage || null;

/** A copy of the card over the page, where the card stands. @param {HTMLElement} card @returns {HTMLElement} */
function lifted(card) {
  const box = card.getBoundingClientRect();
  const ghost = /** @type {HTMLElement} */ (card.cloneNode(true));
  ghost.removeAttribute('id');
  ghost.setAttribute('aria-hidden', 'true');
  ghost.tabIndex = -1;
  ghost.classList.add('st-drag');
  Object.assign(ghost.style, { left: box.left + 'px', top: box.top + 'px', width: box.width + 'px' });
  document.body.append(ghost);
  return ghost;
}

/** Follows one press to its end. @param {any} event @param {HTMLElement} card @param {{current: any}} live @param {() => void} ended @returns {() => void} what ends it before */
function follow(event, card, live, ended) {
  const { clientX: x0, clientY: y0, pointerId } = event;
  const id = card.dataset.id || '';
  const finger = event.pointerType === 'touch';
  let taken = false;
  let [x, y] = [x0, y0];
  let frame = 0;
  const board = /** @type {HTMLElement} */ (card.closest('.board'));
  /** What follows the pointer: the card itself stays where it is until it is dropped. @type {HTMLElement|null} */
  let ghost = null;

  const take = () => {
    taken = live.current.begin(id);
    if (!taken) {
      end(false);
      return;
    }
    ghost = lifted(card);
    card.classList.add('st-lifted');
    document.documentElement.classList.add('dragging');
    frame = requestAnimationFrame(scroll);
    show();
  };
  const show = () => {
    if (ghost) ghost.style.transform = `translate(${x - x0}px, ${y - y0}px) rotate(1.2deg)`;
    live.current.over(stageAt(x, y));
  };
  const scroll = () => {
    const box = board.getBoundingClientRect();
    if (x < box.left + EDGE) board.scrollLeft -= STEP;
    else if (box.right - EDGE < x) board.scrollLeft += STEP;
    frame = requestAnimationFrame(scroll);
  };
  /** @param {PointerEvent} e */
  const move = (e) => {
    if (e.pointerId !== pointerId) return;
    [x, y] = [e.clientX, e.clientY];
    const far = FAR < Math.hypot(x - x0, y - y0);
    if (taken) show();
    else if (far && finger) end(false);
    else if (far) take();
  };
  /** @param {PointerEvent} e */
  const up = (e) => { if (e.pointerId === pointerId) end(true); };
  /** @param {PointerEvent} e */
  const lost = (e) => { if (e.pointerId === pointerId) end(false); };
  /** @param {KeyboardEvent} e */
  const key = (e) => {
    if (e.key !== 'Escape' || !taken) return;
    e.preventDefault();
    e.stopPropagation();
    end(false);
  };
  /** The press that ends a drag is no click on the link. @param {Event} e */
  const click = (e) => { e.preventDefault(); e.stopPropagation(); };
  /** While a card is up the page does not scroll under the finger. @param {Event} e */
  const still = (e) => { if (taken && e.cancelable) e.preventDefault(); };
  /** A finger that rests asks for no menu. @param {Event} e */
  const menu = (e) => { if (finger) e.preventDefault(); };
  const rest = finger ? window.setTimeout(take, REST) : 0;

  /** @param {boolean} dropped */
  function end(dropped) {
    clearTimeout(rest);
    cancelAnimationFrame(frame);
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
    removeEventListener('pointercancel', lost);
    removeEventListener('keydown', key, true);
    board.removeEventListener('touchmove', still);
    board.removeEventListener('contextmenu', menu);
    card.classList.remove('st-lifted');
    ghost?.remove();
    document.documentElement.classList.remove('dragging');
    ended();
    if (!taken) return;
    card.addEventListener('click', click, { once: true, capture: true });
    setTimeout(() => card.removeEventListener('click', click, true), 0);
    live.current.over(null);
    live.current.drop(id, dropped ? stageAt(x, y) : null);
  }
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
  addEventListener('pointercancel', lost);
  addEventListener('keydown', key, true);
  board.addEventListener('touchmove', still, { passive: false });
  board.addEventListener('contextmenu', menu);
  return () => end(false);
}
