/* global XMLHttpRequest */
import { maskQueries, maskText, maskUrl } from './mask.js';

/** ms to collect events for one request, and events in one. */
const PAUSE = 200;
const MOST = 40;

const MASKS = { url: maskUrl, address: maskUrl, hint: maskQueries, errMsg: maskText, cause: maskText };

/**
 * Posts what happens on this page to the desktop page. The key comes with the QR code, in the address
 * behind `#`, which is neither sent to a server by itself nor part of what is signed.
 *
 * @param {(state: 'connected' | 'no-key' | 'wrong-key' | 'offline') => void} onState
 * @returns posts one event: names, verdicts and addresses, never a token, a signature or a result
 */
export function createTracePoster(onState) {
  const match = /[#&]key=([\w-]+)/.exec(location.hash);
  const page = Math.random().toString(36).slice(2) + Date.now().toString(36);
  let waiting = [];
  let isSending = false;

  function send() {
    if (isSending || waiting.length === 0) return;
    isSending = true;
    const events = waiting.splice(0, MOST);
    const request = new XMLHttpRequest();
    request.open('POST', '/trace');
    request.setRequestHeader('content-type', 'application/json');
    request.setRequestHeader('x-trace-key', match[1]);
    request.timeout = 10000;
    request.onload =
      request.onerror =
      request.ontimeout =
        () => {
          isSending = false;
          const { status } = request;
          onState(status === 204 ? 'connected' : status === 401 ? 'wrong-key' : 'offline');
          if (status === 401) waiting = [];
          // An answer that never came may be a page on its way to another app: what it says is still worth knowing.
          if (status === 0 && waiting.length + events.length < 200) waiting = events.concat(waiting);
          setTimeout(send, status === 204 ? PAUSE : 2000);
        };
    request.send(JSON.stringify({ page, events }));
  }

  if (!match) onState('no-key');
  return {
    key: match ? match[1] : null,
    post(event) {
      if (!match) return;
      for (const name in MASKS) if (event[name]) event[name] = MASKS[name](event[name]);
      waiting.push(event);
      setTimeout(send, PAUSE);
    },
  };
}
