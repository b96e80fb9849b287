// Sends a file with its progress: the one place that uses XMLHttpRequest, since fetch does not tell how far an upload is.
import { Problem, address, belief } from './api.js';
import { lang, t } from './i18n.js';

/**
 * Posts a file as the raw body.
 * @param {string} path under the base @param {Record<string, string>} query @param {File} file
 * @param {(done: number) => void} progress bytes sent so far @param {string} [media] what is sent, where the server keeps it
 * @param {string} [key] one per intent: sent again with it, the file is taken once
 * @returns {{done: Promise<any>, abort: () => void}} `done` gives the parsed answer or throws a Problem (kind `aborted` after `abort`)
 */
export function upload(path, query, file, progress, media = 'application/octet-stream', key = '') {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => settle(request, resolve, reject);
    request.onerror = () => reject(new Problem({ type: '/problems/offline', detail: t('import.network') }, 0));
    request.onabort = () => reject(new Problem({ type: '/problems/aborted', detail: t('import.cancelled') }, 0));
  });
  request.open('POST', address(path, query));
  request.setRequestHeader('Content-Type', media);
  request.setRequestHeader('Accept', 'application/json');
  request.setRequestHeader('Accept-Language', lang.value);
  if (key) request.setRequestHeader('Idempotency-Key', key);
  for (const [name, value] of Object.entries(belief())) request.setRequestHeader(name, value);
  request.send(file);
  return { done, abort: () => request.abort() };
}

/** @param {XMLHttpRequest} request @param {(data: any) => void} resolve @param {(problem: Problem) => void} reject */
function settle(request, resolve, reject) {
  let data = null;
  try {
    data = JSON.parse(request.responseText);
  } catch {
    // An answer that is not JSON says nothing more than its status.
  }
  if (200 <= request.status && request.status < 300 && data) resolve(data);
  else reject(new Problem(data && typeof data === 'object' ? data : { detail: t('error.garbled') }, request.status));
}
