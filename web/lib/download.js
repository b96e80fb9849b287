// Gives a file to the person, as the browser's own download.
import { call } from './api.js';

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Fetches a file and saves it. @param {string} path under the base @param {import('./api.js').CallOptions['query']} query @param {string} name */
export async function download(path, query, name) {
  save(await call('GET', path, undefined, { query, file: true }), name);
}
