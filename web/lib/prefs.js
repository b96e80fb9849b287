// What this device remembers: theme, density, columns; and whether the screen is narrow.
import { signal, effect } from './html.js';

/** @param {string} key */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be switched off: the choice then lasts as long as the page.
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const system = () => (dark.matches ? 'dark' : 'light');

/** 'light' or 'dark': as the system has it until the person chooses. */
export const theme = signal(recall('theme') || system());
dark.addEventListener('change', () => { if (!recall('theme')) theme.value = system(); });
effect(() => { document.documentElement.dataset.theme = theme.value; });
/** @param {string} value */
export const setTheme = (value) => { theme.value = value; remember('theme', value); };
export const toggleTheme = () => setTheme(theme.value === 'dark' ? 'light' : 'dark');

/** Row height of lists: 'cosy' or 'compact'. */
export const density = signal(recall('density') || 'cosy');
effect(() => { document.documentElement.dataset.density = density.value; });
/** @param {string} value */
export const setDensity = (value) => { density.value = value; remember('density', value); };

/** Whether single-key shortcuts are on. */
export const shortcuts = signal(recall('shortcuts') !== 'off');
/** @param {boolean} on */
export const setShortcuts = (on) => { shortcuts.value = on; remember('shortcuts', on ? 'on' : 'off'); };

const query = matchMedia('(max-width: 760px)');
/** True on a phone. */
export const narrow = signal(query.matches);
query.addEventListener('change', () => { narrow.value = query.matches; });
