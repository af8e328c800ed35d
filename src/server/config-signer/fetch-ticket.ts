import type { Store } from '../store/store';
import { askWeixin } from './ask-weixin';
import { ConfigSignerError } from './config-signer-error';

/** The account, and where its access token is kept. */
export interface TicketSource {
  readonly appId: string;
  readonly appSecret: string;
  readonly apiBase: string;
  readonly store: Store;
}

/** A credential and how long it may be kept, in ms. */
export interface Lasting {
  readonly value: string;
  readonly ttl: number;
}

/** WeChat renews a token about this long before it expires, in s; an older one is worth a call. */
const RENEWED_EARLY = 300;
/** WeChat takes `force_refresh` once in 30 s and 20 times a day, in ms. */
const FORCED_REFRESH_REST = 30_000;
const TOKEN_REFUSED: readonly (number | undefined)[] = [40001, 40014, 42001];

/**
 * Fetches a new `jsapi_ticket`, and an access token for it if the store has none.
 *
 * A token that is refused is replaced once: by the one WeChat now gives, or, where that is the refused one again, by force.
 *
 * @param source the account
 * @param signal ends every call of this fetch
 * @throws {@link ConfigSignerError} `UPSTREAM_REFUSED` or `UPSTREAM_FAILED`
 * @see https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
 */
export async function fetchTicket(source: TicketSource, signal: AbortSignal): Promise<Lasting> {
  const key = `access_token:${source.appId}`;
  const kept = await source.store.get(key);
  const token = kept ?? (await fetchToken(source, false, signal));
  try {
    return await askTicket(source, token, signal);
  } catch (error) {
    if (!(error instanceof ConfigSignerError) || !TOKEN_REFUSED.includes(error.errcode)) throw error;
    const fresh = await replaceToken(source, token, kept !== undefined, signal);
    if (fresh === undefined) throw error;
    return askTicket(source, fresh, signal);
  }
}

async function replaceToken(
  source: TicketSource,
  refused: string,
  wasKept: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (wasKept) {
    const current = await fetchToken(source, false, signal);
    if (current !== refused) return current;
  }
  const mayForce = await source.store.claim(`force_refresh:${source.appId}`, FORCED_REFRESH_REST);
  return mayForce === undefined ? undefined : fetchToken(source, true, signal);
}

async function fetchToken(source: TicketSource, force: boolean, signal: AbortSignal): Promise<string> {
  const { appId, appSecret, apiBase, store } = source;
  const answer = await askWeixin({
    url: `${apiBase}/cgi-bin/stable_token`,
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: force }),
    signal,
  });
  const { value, ttl } = lasting(answer, 'access_token');
  await store.set(`access_token:${appId}`, value, ttl);
  return value;
}

async function askTicket({ apiBase }: TicketSource, token: string, signal: AbortSignal): Promise<Lasting> {
  const query = new URLSearchParams({ access_token: token, type: 'jsapi' });
  return lasting(
    await askWeixin({ url: `${apiBase}/cgi-bin/ticket/getticket?${query}`, method: 'GET', signal }),
    'ticket',
  );
}

function lasting(answer: Record<string, unknown>, field: 'access_token' | 'ticket'): Lasting {
  const value = answer[field];
  const seconds = answer['expires_in'];
  if (typeof value !== 'string' || value === '' || typeof seconds !== 'number' || !(seconds >= 1)) {
    throw new ConfigSignerError('UPSTREAM_FAILED', `The answer has no ${field} with its expires_in.`);
  }
  // Near its end WeChat may say less than five minutes; then half of what is left, so that it is still asked for only once.
  const kept = Math.max(seconds - RENEWED_EARLY, seconds / 2);
  return { value, ttl: Math.max(1, Math.floor(kept * 1000)) };
}
