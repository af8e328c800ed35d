import type { KeyObject } from 'node:crypto';
import { invalidArgument, ownFields } from '../arguments';
import { apiV3KeyBytes } from '../keys';
import { inTime } from '../limits';
import { checkStore, type Store } from '../store/store';
import { type CertificateList, type OpenedCertificate, openCertificates } from './certificates';
import type { PayScoreClient } from './create-pay-score-client';

/** What {@link platformCertificates} takes. */
export interface PlatformCertificatesOptions {
  /** Asks WeChat Pay for the certificates. */
  client: Pick<PayScoreClient, 'certificates' | 'mchid'>;
  /** The merchant's API v3 key: 32 bytes. It decrypts the certificates and is not sent. */
  apiV3Key: string;
  /** Shares the certificates between processes, encrypted as they came; default: each process asks for itself. */
  store?: Store;
  /** The clock, in ms since 1970; default `Date.now`. */
  now?(): number;
}

/** WeChat Pay wants to be asked at least this often, in ms: a new certificate is listed 24 hours before it is used. */
const RENEW_AFTER = 12 * 3600_000;
/** An unknown serial is looked for at most this often, in ms, for anyone can send a notification with a made-up one. */
const LOOK_AGAIN_AFTER = 60_000;
/** How long a call that has a key already waits for a renewal, in ms: WeChat Pay waits 5 s for the answer to a notification. */
const PATIENCE = 2000;

/**
 * Makes a `platformKeys` function that fetches the platform certificates (平台证书) at the first serial it is asked for, again
 * after 12 hours, and at once for a serial that it does not have, though not twice within a minute.
 *
 * Where a renewal fails, the certificates it has are used until their `expire_time`. It resolves to `undefined` for a serial
 * that WeChat Pay does not list, and for every `PUB_KEY_ID_…`: that key is not fetched but copied from the merchant platform.
 * It rejects with `WechatPayError` where it has no certificate and gets none.
 *
 * The client may use the same function:
 *
 * ```ts
 * const client: PayScoreClient = createPayScoreClient({ mchid, serial, privateKey, platformKeys: (name) => keys(name) });
 * const keys = platformCertificates({ client, apiV3Key });
 * ```
 *
 * @param options who asks, and what decrypts the answer
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012551764
 */
export function platformCertificates(
  options: PlatformCertificatesOptions,
): (serial: string) => Promise<KeyObject | undefined> {
  const { client, apiV3Key, store: givenStore, now = () => Date.now() } = ownFields(options, 'options');
  if (typeof client?.certificates?.list !== 'function') {
    throw invalidArgument('client', 'Give what createPayScoreClient returns.');
  }
  const secret = apiV3KeyBytes(apiV3Key);
  const store = givenStore && checkStore(givenStore);
  const storeKey = `certificates:${client.mchid}`;
  let known = new Map<string, OpenedCertificate>();
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  let failures = 0;
  let lastFailure: unknown;
  let running: Promise<void> | undefined;

  function take(list: CertificateList, at: number): void {
    known = openCertificates(list, secret);
    fetchedAt = at;
  }

  /** Takes what another process has fetched since; a store that fails counts as an empty one. */
  async function readStore(): Promise<boolean> {
    try {
      const { at, list } = JSON.parse((await store!.get(storeKey)) ?? '{}') as { at?: number; list?: CertificateList };
      if (typeof at !== 'number' || at <= fetchedAt || at > now() || now() - at >= RENEW_AFTER) return false;
      if (openCertificates(list, secret).size === 0) return false;
      take(list!, at);
      return true;
    } catch {
      return false;
    }
  }

  async function download(): Promise<void> {
    triedAt = now();
    try {
      const list = await client.certificates.list({ apiV3Key });
      take(list, triedAt);
      failures = 0;
      await store?.set(storeKey, JSON.stringify({ at: triedAt, list }), RENEW_AFTER).catch(() => undefined);
    } catch (error) {
      failures += 1;
      lastFailure = error;
    }
  }

  /** One at a time, for all who wait. */
  async function renew(): Promise<void> {
    running ??= (async () => {
      if (store && (await readStore())) return;
      const waited = now() - triedAt;
      if (waited < 0 || waited >= pauseAfter(failures)) await download();
    })().finally(() => (running = undefined));
    return running;
  }

  const current = (serial: string): KeyObject | undefined => {
    const certificate = known.get(serial);
    return certificate && now() < certificate.expires ? certificate.key : undefined;
  };

  return async (serial) => {
    if (typeof serial !== 'string' || serial.startsWith('PUB_KEY_ID_')) return undefined;
    const key = current(serial);
    if (key && now() - fetchedAt < RENEW_AFTER) return key;
    await (key ? inTime(renew(), PATIENCE, () => undefined) : renew());
    const renewed = current(serial);
    if (!renewed && known.size === 0 && failures > 0) throw lastFailure;
    return renewed;
  };
}

/** After a success, and from the second failure in a row on: 1 s, then twice as long each time, at most a minute. */
function pauseAfter(failures: number): number {
  if (failures === 1) return 0;
  return failures === 0 ? LOOK_AGAIN_AFTER : Math.min(LOOK_AGAIN_AFTER, 1000 * 2 ** (failures - 2));
}
