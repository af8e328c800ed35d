import { checkText, invalidArgument, ownFields } from '../arguments';
import { inTime } from '../limits';
import { checkRedisClient, type RedisClient } from '../store/redis-store';

/**
 * Which `authorization_code` each user has. This is business data: it has no time to live, and a code that is lost takes the
 * way to the user's authorisation with it. Keep one for each `service_id`.
 *
 * Over a database it takes two statements: docs/server.md has them for PostgreSQL.
 */
export interface Authorizations {
  /** Resolves to the user's code, or to `undefined` where the user has none. Users are told apart letter by letter. */
  find(user: string): Promise<string | undefined>;
  /**
   * Atomic: keeps `code` for the user where the user has none, or where the present one is `replaces`; a present one that is
   * another stays. Resolves to the code that the user has now.
   */
  save(user: string, code: string, replaces?: string): Promise<string>;
}

/**
 * Makes {@link Authorizations} in this process's memory: for tests and for trying things out. When the process ends, every
 * code is lost, and users who authorised before are asked again.
 */
export function memoryAuthorizations(): Authorizations {
  const codes = new Map<string, string>();
  return {
    find: async (user) => codes.get(user),
    save: async (user, code, replaces) => {
      const current = codes.get(user);
      if (current !== undefined && current !== replaces) return current;
      codes.set(user, code);
      return code;
    },
  };
}

/** In one step: between a GET and a SET of ours another process could save a code of its own. */
const SAVE = `local current = redis.call('GET', KEYS[1])
if current and current ~= ARGV[2] then return current end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]`;

/**
 * Makes {@link Authorizations} in a Redis that several processes share. Its keys never expire, so let that Redis write to disk
 * (`appendonly yes`) and evict nothing (`maxmemory-policy noeviction`).
 *
 * The connection stays the caller's, and so does its `error` event: a client without a listener for it ends the process when
 * Redis is restarted or the connection breaks.
 *
 * @param client a connected client of the `redis` package, 5 or later
 * @param options `prefix`: what every key starts with, default `weixin-payscore:authorization:`. Give each environment and each
 *   `service_id` one of its own
 * @returns authorisations whose verbs reject with what the client rejects with
 * @throws `WeixinError` `INVALID_ARGUMENT` for a client that is not connected, and for one of another package or of redis 4 or
 *   older
 */
export function redisAuthorizations(client: RedisClient, options: { prefix?: string } = {}): Authorizations {
  const { prefix = 'weixin-payscore:authorization:' } = ownFields(options, 'options');
  checkText(prefix, 'prefix');
  checkRedisClient(client);
  return {
    find: async (user) => {
      const code = await client.get(prefix + user);
      return code === null || code === undefined ? undefined : String(code);
    },
    save: async (user, code, replaces = '') =>
      String(await client.eval(SAVE, { keys: [prefix + user], arguments: [code, replaces] })),
  };
}

/** How long one call may take, in ms: as long as a call of a store. */
const PATIENCE = 2000;

/**
 * Requires both verbs of {@link Authorizations}, puts a clock of 2 s on each call, and takes only a text for a code.
 *
 * @param value what the caller gave
 * @returns authorisations that reject with an error where `value` does not answer in time, or answers something else
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkAuthorizations(value: Authorizations): Authorizations {
  if (typeof value?.find !== 'function' || typeof value.save !== 'function') {
    throw invalidArgument(
      'authorizations',
      'Give memoryAuthorizations(), redisAuthorizations(client), or an object with find and save.',
    );
  }
  return {
    find: async (user) => {
      const code: unknown = await answered('find', async () => value.find(user));
      // Databases say null for "none".
      return code === undefined || code === null ? undefined : checkText(code, 'authorizations.find');
    },
    save: async (user, code, replaces) =>
      checkText(await answered('save', async () => value.save(user, code, replaces)), 'authorizations.save'),
  };
}

async function answered<T>(verb: keyof Authorizations, ask: () => Promise<T>): Promise<T> {
  return inTime(ask(), PATIENCE, () => {
    throw new Error(`authorizations.${verb} did not answer within ${PATIENCE} ms. Check that the database is running.`);
  });
}
