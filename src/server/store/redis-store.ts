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

/** Compare and act in one step: between a GET and a DEL of ours the claim could expire and become another's. */
const IF_STILL_OURS = (command: string): string =>
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return ${command} end return 0`;
const RELEASE = IF_STILL_OURS("redis.call('DEL', KEYS[1])");
const RENEW = IF_STILL_OURS("redis.call('PEXPIRE', KEYS[1], ARGV[2])");

/**
 * Makes a {@link Store} that several processes share.
 *
 * The connection stays the caller's, and so does its `error` event: a client without a listener for it ends the process
 * when Redis is restarted or the connection breaks.
 *
 * ```js
 * const redis = createClient({ url: process.env.REDIS_URL });
 * redis.on('error', (error) => console.error('Redis:', error.message));
 * await redis.connect();
 * const store = redisStore(redis, { prefix: 'shop-production:' });
 * ```
 *
 * Give each environment and each account of its own a `prefix` of its own: two that share one Redis, one appId and one
 * prefix also share tickets and notification claims, so that a test server would answer for the live one.
 *
 * @param client a connected client of the `redis` package, 5 or later
 * @param options `prefix`: what every key starts with, default `weixin-payscore:`
 * @returns a store whose every key has the prefix and a time to live. Its verbs reject with what the client rejects with,
 *   and with `WeixinError` `INVALID_ARGUMENT` for a `ttl` that is not a whole number of ms from 1 up
 * @throws `WeixinError` `INVALID_ARGUMENT` for a client that is not connected, and for one of another package or of redis 4
 *   or older: those ignore the options that this store sets, so that claims would be granted to everyone and never expire
 */
export function redisStore(client: RedisClient, options: { prefix?: string } = {}): Store {
  const { prefix = 'weixin-payscore:' } = ownFields(options, 'options');
  checkText(prefix, 'prefix');
  checkRedisClient(client);
  const value = (key: string): string => `${prefix}value:${key}`;
  const claim = (key: string): string => `${prefix}claim:${key}`;
  const lasting = (ttl: number) => ({ type: 'PX', value: checkTtl(ttl) }) as const;
  const release = (key: string, token: string) => client.eval(RELEASE, { keys: [claim(key)], arguments: [token] });

  return {
    get: async (key) => {
      const text = await client.get(value(key));
      return text === null || text === undefined ? undefined : String(text);
    },
    set: async (key, text, ttl) => {
      await client.set(value(key), text, { expiration: lasting(ttl) });
    },
    claim: async (key, ttl) => {
      const token = randomUUID();
      const expiration = lasting(ttl);
      try {
        const answer = await client.set(claim(key), token, { expiration, condition: 'NX' });
        return String(answer) === 'OK' ? token : undefined;
      } catch (error) {
        // Redis may have granted the claim and only its reply was lost; the client sends this once it has reconnected.
        release(key, token).catch(() => undefined);
        throw error;
      }
    },
    release: async (key, token) => {
      await release(key, token);
    },
    renew: async (key, token, ttl) => {
      const renewed = await client.eval(RENEW, { keys: [claim(key)], arguments: [token, String(checkTtl(ttl))] });
      return Number(renewed) === 1;
    },
  };
}

function checkTtl(ttl: number): number {
  return checkDuration(ttl, 'ttl', Number.MAX_SAFE_INTEGER);
}

/**
 * Requires a connected client of the `redis` package, 5 or later.
 *
 * @param client what the caller gave
 * @throws `WeixinError` `INVALID_ARGUMENT` that names the package and version the client looks like
 */
export function checkRedisClient(client: RedisClient): void {
  const has = (name: string): boolean =>
    typeof (client as unknown as Record<string, unknown> | null)?.[name] === 'function';
  const refuse = (looks: string) => invalidArgument('client', `${looks} ${WANTED}`);
  if (has('defineCommand')) throw refuse('This looks like a client of ioredis.');
  if (has('send_command') || has('internal_send_command'))
    throw refuse('This looks like a client of redis 3 or older.');
  const { isOpen } = Object(client) as { isOpen?: unknown };
  // `destroy` came with redis 5.
  if (typeof isOpen === 'boolean' && !has('destroy')) throw refuse('This looks like a client of redis 4.');
  if (typeof isOpen !== 'boolean' || !has('get') || !has('set') || !has('eval')) {
    throw refuse('This is no client of the redis package.');
  }
  if (!isOpen) throw refuse('This client is not connected: await client.connect() first.');
}

const WANTED = 'Give a connected client of the redis package, version 5 or later.';
