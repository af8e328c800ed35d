import type { Fetch } from '../../server';

/** A `fetch` that remembers what the last answer said outside of what the library reads. */
export interface ObservedFetch {
  readonly fetch: Fetch;
  /** How far this machine's clock is ahead of the server's, in ms. */
  offset(): number | undefined;
  /** The last answer's `Wechatpay-Serial`. */
  serial(): string | undefined;
  /** The last answer's JSON field, where it is text. Not for printing: it is WeChat's own text. */
  field(name: string): string | undefined;
}

/**
 * Makes one.
 *
 * @param now ms since 1970
 */
export function observeFetch(now: () => number): ObservedFetch {
  let offset: number | undefined;
  let serial: string | undefined;
  let answer: Record<string, unknown> = {};
  return {
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      const { headers } = response;
      const signedAt = Number(headers.get('wechatpay-timestamp') ?? NaN) * 1000;
      const servedAt = Number.isNaN(signedAt) ? Date.parse(headers.get('date') ?? '') : signedAt;
      if (!Number.isNaN(servedAt)) offset = now() - servedAt;
      serial = headers.get('wechatpay-serial') ?? undefined;
      answer = await jsonOf(response.clone());
      return response;
    },
    offset: () => offset,
    serial: () => serial,
    field: (name) => (typeof answer[name] === 'string' ? answer[name] : undefined),
  };
}

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  try {
    return Object(await response.json()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
