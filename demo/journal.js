import { AsyncLocalStorage } from 'node:async_hooks';
import { mask } from './mask.js';

/** A request of the merchant's server to WeChat, or of WeChat to the merchant's server, says in this header for whom it is. */
export const VISITOR = 'x-demo-visitor';

/**
 * Writes down what the servers do, for the page that shows it: each request when it begins and when it ends, without secrets.
 * Whose request it is follows the asynchronous calls, so that neither server has to pass it on.
 */
export function createJournal() {
  const visitors = new AsyncLocalStorage();
  const listeners = new Map();
  let latest = 0;

  function tell(visitor, kind, detail) {
    for (const listener of listeners.get(visitor) ?? []) listener(kind, detail);
  }

  /** @returns how to say that it has ended */
  function begin(row) {
    const visitor = visitors.getStore();
    const id = `server-${++latest}`;
    const startedAt = Date.now();
    tell(visitor, 'row', { id, startedAt, ...row });
    return (end) => tell(visitor, 'row', { id, startedAt, ...row, duration: Date.now() - startedAt, ...end });
  }

  return {
    /** Runs a task, and all that comes of it, for a visitor. */
    as: (visitor, task) => visitors.run(visitor, task),
    current: () => visitors.getStore(),
    tell,
    begin,

    /** @returns how to stop listening */
    listen(visitor, listener) {
      const own = listeners.get(visitor) ?? new Set();
      listeners.set(visitor, own.add(listener));
      return () => own.delete(listener) && own.size === 0 && listeners.delete(visitor);
    },

    /** A `fetch` that is written down in `lane`, by `name` or by what is asked. */
    watch: (lane, name) =>
      async function watched(url, init = {}) {
        const { pathname, searchParams } = new URL(url);
        const end = begin({
          lane,
          name: name ?? `${init.method ?? 'GET'} ${maskPath(pathname).replace('/v3/payscore', '…')}`,
          waits: lane,
          question: mask({ path: maskPath(pathname), ...Object.fromEntries(searchParams), ...readJson(init.body) }),
        });
        try {
          const headers = new globalThis.Headers(init.headers);
          headers.set(VISITOR, visitors.getStore() ?? '');
          const answer = await fetch(url, { ...init, headers });
          end(await verdictOf(answer));
          return answer;
        } catch (error) {
          end({ code: 'NETWORK_ERROR', verdict: error.message });
          throw error;
        }
      },
  };
}

/** What a row says of an answer. */
export async function verdictOf(response) {
  const answer = readJson(await response.clone().text());
  const refused = !response.ok || answer.errcode;
  return {
    verdict: String(answer.authorization_state ?? response.status),
    ...(refused && { code: String(answer.code ?? answer.errcode ?? response.status), hint: answer.message }),
    answer: mask({ status: response.status, ...answer }),
  };
}

function readJson(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** `…/authorization-code/{authorization_code}` */
function maskPath(path) {
  return path.replace(/(authorization-code|openid)\/[^/]+/, '$1/•••');
}
