import type { Fetch } from '../arguments';
import type { Store } from '../store/store';
import { askWeixin } from './ask-weixin';
import { ConfigSignerError } from './config-signer-error';

/** The account, and where its access token is kept. */
export interface TicketSource {
  readonly appId: string;
  readonly appSecret: string;
  readonly apiBase: string;
  readonly store: Store;
  readonly fetch: Fetch;
}

/** A credential, how long it lasts, and when to ask for the next, both in ms from now. */
export interface Lasting {
  readonly value: string;
  readonly endsIn: number;
  readonly renewIn: number;
}

/** WeChat gives out the next access token about this long before one ends, in s. */
const RENEWED_EARLY = 300;
/** WeChat takes `force_refresh` once in 30 s, in ms, and 20 times a day. */
const FORCED_REFRESH_REST = 30_000;
const FORCED_REFRESHES_A_DAY = 20;
const DAY = 24 * 3600_000;
const TOKEN_REFUSED: readonly (number | undefined)[] = [40001, 40014, 42001];

/**
 * Fetches a new `jsapi_ticket`, and an access token for it if the store has none.
 *
 * A token that is refused is replaced once: by the one WeChat now gives, or, where that is the refused one again, by force.
 *
 * @param source the account
 * @param signal ends every call of this fetch
 * @throws {@link ConfigSignerError} `UPSTREAM_REFUSED` or `UPSTREAM_FAILED`, and what the store rejects with
 * @see https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
 */
export async function fetchTicket(source: TicketSource, signal: AbortSignal): Promise<Lasting> {
  const kept = await source.store.get(`access_token:${source.appId}`);
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
  return (await mayForce(source)) ? fetchToken(source, true, signal) : undefined;
}

/**
 * Keeps all processes together within WeChat's limit. Each forced refresh takes one of 20 claims that last a day and are
 * never released, so that no 24 hours see more than 20.
 */
async function mayForce({ appId, store }: TicketSource): Promise<boolean> {
  const key = `force_refresh:${appId}`;
  if ((await store.claim(key, FORCED_REFRESH_REST)) === undefined) return false;
  for (let turn = 1; turn <= FORCED_REFRESHES_A_DAY; turn += 1) {
    if ((await store.claim(`${key}:${turn}`, DAY)) !== undefined) return true;
  }
  return false;
}

async function fetchToken(source: TicketSource, force: boolean, signal: AbortSignal): Promise<string> {
  const { appId, appSecret, apiBase, store, fetch } = source;
  const answer = await askWeixin({
    url: `${apiBase}/cgi-bin/stable_token`,
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: force }),
    fetch,
    signal,
  });
  const { value, renewIn } = lasting(answer, 'access_token');
  await store.set(`access_token:${appId}`, value, renewIn);
  return value;
}

async function askTicket({ apiBase, fetch }: TicketSource, token: string, signal: AbortSignal): Promise<Lasting> {
  const query = new URLSearchParams({ access_token: token, type: 'jsapi' });
  const url = `${apiBase}/cgi-bin/ticket/getticket?${query}`;
  return lasting(await askWeixin({ url, method: 'GET', fetch, signal }), 'ticket');
}

function lasting(answer: Record<string, unknown>, field: 'access_token' | 'ticket'): Lasting {
  const value = answer[field];
  const seconds = answer['expires_in'];
  if (typeof value !== 'string' || value === '' || typeof seconds !== 'number' || !(seconds >= 1)) {
    throw new ConfigSignerError('UPSTREAM_FAILED', `The answer has no ${field} with its expires_in.`);
  }
  // One that has less than ten minutes left is renewed halfway, so that it is not asked for again at every call.
  const renewAfter = Math.max(seconds - RENEWED_EARLY, seconds / 2);
  return { value, endsIn: Math.floor(seconds * 1000), renewIn: Math.floor(renewAfter * 1000) };
}
