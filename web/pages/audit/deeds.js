// The kinds of event in the audit log: how they are grouped, what they look like.
import { t } from '../../lib/i18n.js';

/** Events by group, as one looks for them. @type {Record<string, string[]>} */
export const GROUPS = {
  records: ['create', 'edit', 'delete', 'restore', 'purge', 'claim', 'return', 'import', 'undo', 'settings'],
  sight: ['reveal', 'lookup', 'export'],
  refusals: ['refused', 'sign-in-failed'],
  sessions: ['sign-in', 'sign-out', 'session-ended'],
  accounts: ['factor-on', 'factor-off', 'password', 'token-made', 'token-revoked', 'link-made', 'preview-on', 'preview-off'],
};

const TONES = /** @type {Record<string, string>} */ ({ sight: 'violet', refusals: 'danger', sessions: 'slate', accounts: 'warn', records: 'info' });

/** Colour of the badge of an event. @param {string} deed */
export function toneOf(deed) {
  if (deed === 'delete') return 'danger';
  const group = Object.keys(GROUPS).find((name) => GROUPS[name].includes(deed));
  return TONES[group || ''] || 'slate';
}

/** @param {string} deed */
export const deedText = (deed) => t('audit.deed.' + deed);

/** What to ask the server for: the events of a group, or one event. @param {string} chosen */
export const deedsOf = (chosen) => (GROUPS[chosen] || [chosen]).join(',');
