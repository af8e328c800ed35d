import { randomUUID } from 'node:crypto';
import { invalidArgument, checkDuration, checkText, ownFields } from '../arguments';
import type { Store } from './store';

/** What {@link redisStore} uses of a connected client of the `redis` package, 5 or later. */
export interface RedisClient {
  get(key: string): Promise<unknown>;
  set(
    key: string,
    value: string,
    options: { expiration: { type: 'PX'; value: number }; condition?: 'NX' },
  ): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** Compare and delete in one step: between a GET and a DEL of ours the claim could expire and become another's. */
const RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

/**
 * Makes a {@link Store} that several processes share.
 *
 * @param client a connected client of the `redis` package, 5 or later; its connection and its `error` event stay the caller's
 * @param options `prefix`: what every key starts with, default `weixin-payscore:`; one Redis can serve several applications
 * @returns a store whose every key has the prefix and a time to live. Its verbs reject with what the client rejects with,
 *   and with `WeixinError` `INVALID_ARGUMENT` for a `ttl` that is not a whole number of ms from 1 up
 * @throws `WeixinError` `INVALID_ARGUMENT` for something that is no such client
 */
export function redisStore(client: RedisClient, options: { prefix?: string } = {}): Store {
  const { prefix = 'weixin-payscore:' } = ownFields(options, 'options');
  checkText(prefix, 'prefix');
  if (!(['get', 'set', 'eval'] as const).every((verb) => typeof client?.[verb] === 'function')) {
    throw invalidArgument('client', 'Give a connected client of the redis package, version 5 or later.');
  }
  const value = (key: string): string => `${prefix}value:${key}`;
  const claim = (key: string): string => `${prefix}claim:${key}`;
  const lasting = (ttl: number) => ({ type: 'PX', value: checkDuration(ttl, 'ttl', Number.MAX_SAFE_INTEGER) }) as const;

  return {
    get: async (key) => ((await client.get(value(key))) as string | null) ?? undefined,
    set: async (key, text, ttl) => {
      await client.set(value(key), text, { expiration: lasting(ttl) });
    },
    claim: async (key, ttl) => {
      const token = randomUUID();
      const answer = await client.set(claim(key), token, { expiration: lasting(ttl), condition: 'NX' });
      return answer === 'OK' ? token : undefined;
    },
    release: async (key, token) => {
      await client.eval(RELEASE, { keys: [claim(key)], arguments: [token] });
    },
  };
}
