// Others change customers while the list is open: rows in sight follow, of the rest a button tells how many.
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { call, heardOf } from '../../lib/api.js';
import { int } from '../../lib/format.js';
import { t } from '../../lib/i18n.js';
import { customersChanged } from '../../lib/overlay.js';
import { session } from '../../lib/session.js';
import { Icon } from '../../ui/icon.js';

/** Changes that come together are looked at together. */
const GATHER_MS = 300;
/** More rows than these are not asked for one by one. */
const AT_ONCE = 20;

/** @param {{rows: import('./rows.js').Rows, tick: unknown}} props tick: grows when the list is asked for again */
export function Updates({ rows, tick }) {
  const [others, setOthers] = useState(/** @type {Set<string>} */ (new Set()));
  const [missed, setMissed] = useState(false);
  const seq = useRef(0);
  const now = useRef(rows);
  now.current = rows;
  useEffect(() => { setOthers(new Set()); setMissed(false); }, [tick]);
  useEffect(() => {
    const edited = new Set();
    let timer = 0;
    const look = async () => {
      const ids = [...edited];
      edited.clear();
      const shown = ids.filter((id) => now.current.has(id));
      const here = shown.length <= AT_ONCE ? shown : [];
      const rest = ids.filter((id) => !here.includes(id));
      if (rest.length) setOthers((old) => new Set([...old, ...rest]));
      for (const id of here) {
        // Out of sight by now, or gone: the next look at the list tells.
        await call('GET', '/customers/' + id, undefined, { quiet: true }).then((row) => now.current.replace(row), () => {});
      }
    };
    /** @param {Event} event */
    const changed = (event) => {
      const change = /** @type {CustomEvent} */ (event).detail;
      if (change.kind !== 'customers' || !change.at || change.actor?.id === session.value?.user.id) return;
      seq.current = Math.max(seq.current, change.seq);
      if (change.action === 'edit') edited.add(change.id);
      else setOthers((old) => new Set([...old, change.id]));
      clearTimeout(timer);
      timer = window.setTimeout(look, GATHER_MS);
    };
    /** @param {Event} event */
    const synced = (event) => {
      const { first, own, seq: head } = /** @type {CustomEvent} */ (event).detail;
      if (first || own) return;
      seq.current = Math.max(seq.current, head);
      setMissed(true);
    };
    addEventListener('zhike:changed', changed);
    addEventListener('zhike:sync', synced);
    return () => {
      clearTimeout(timer);
      removeEventListener('zhike:changed', changed);
      removeEventListener('zhike:sync', synced);
    };
  }, []);
  if (others.size === 0 && !missed) return null;
  const refresh = () => {
    heardOf(seq.current);
    customersChanged();
  };
  return html`<div class="updates" role="status"><button type="button" class="btn sm" onClick=${refresh}>
    <${Icon} n="history" s=${14} />${missed ? t('live.list') : t('live.list_n', { n: int(others.size) })}</button></div>`;
}
