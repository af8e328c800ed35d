import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createClient } from 'redis';
import { createClient as createClient4 } from 'redis4';
import Redis from 'ioredis';
import { type Authorizations, memoryAuthorizations, redisAuthorizations } from '../../../src/server';
import { type Compiled, compileServer } from '../support/compile-server';
import { describeWithRedis, type RunningRedis, startRedis } from '../support/redis-server';
import { describeWithPostgres, type RunningPostgres, startPostgres } from './postgres-server';

/** Another process's authorisations, and what else it can do. */
interface Remote extends Authorizations {
  onEvent(event: object): Promise<void>;
  end(): Promise<void>;
}

async function startProcess(args: string[], env: Record<string, string> = {}): Promise<Remote> {
  const child: ChildProcess = fork(join(__dirname, 'authorizations-process.mjs'), args, {
    execArgv: [],
    serialization: 'advanced',
    env: { ...process.env, ...env },
  });
  await once(child, 'message');
  const waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>();
  child.on('message', (answer: { id: number; value?: unknown; error?: string }) => {
    waiting.get(answer.id)!(answer);
    waiting.delete(answer.id);
  });
  let id = 0;
  const call = (verb: string, ...args: unknown[]) =>
    new Promise<never>((resolve, reject) => {
      waiting.set((id += 1), ({ value, error }) => (error ? reject(new Error(error)) : resolve(value as never)));
      child.send({ id, verb, args });
    });
  return {
    find: (user) => call('find', user),
    save: (user, code, replaces) => call('save', user, code, replaces),
    onEvent: (event) => call('onEvent', event),
    end: async () => {
      const ended = once(child, 'exit');
      process.kill(child.pid!, 'SIGKILL');
      await ended;
    },
  };
}

/** What every implementation must do, seen by two processes where there are two. */
function itKeepsTheContract(both: () => readonly [Authorizations, Authorizations]): void {
  let n = 0;
  let user: string;
  beforeEach(() => (user = `user-${(n += 1)}`));

  it('finds nothing of a user that it does not know', async () => {
    expect(await both()[0].find(user)).toBeUndefined();
  });

  it('keeps the first code, for other processes too, and answers it to later callers', async () => {
    const [one, other] = both();
    expect(await one.save(user, 'code-1')).toBe('code-1');
    expect(await other.save(user, 'code-2')).toBe('code-1');
    expect(await other.find(user)).toBe('code-1');
  });

  it('replaces a code only by naming the present one', async () => {
    const [one, other] = both();
    await one.save(user, `${user}-1`);
    expect(await other.save(user, `${user}-2`, 'another')).toBe(`${user}-1`);
    expect(await other.save(user, `${user}-2`, `${user}-1`)).toBe(`${user}-2`);
    expect(await one.save(user, `${user}-3`, `${user}-1`)).toBe(`${user}-2`);
    expect(await one.find(user)).toBe(`${user}-2`);
  });

  it('keeps a code that is to replace one which is gone', async () => {
    expect(await both()[0].save(user, `${user}-2`, `${user}-1`)).toBe(`${user}-2`);
  });

  it('agrees on one code where forty are saved at once, and where forty replace one', async () => {
    const [one, other] = both();
    const forty = (replaces?: string, suffix = '') =>
      Promise.all(
        Array.from({ length: 40 }, (_, i) => (i % 2 ? one : other).save(user, `${user}-${i}${suffix}`, replaces)),
      );
    const first = new Set(await forty());
    expect(first.size).toBe(1);
    const [code] = [...first];
    expect(await one.find(user)).toBe(code);
    const next = new Set(await forty(code, '-next'));
    expect(next.size).toBe(1);
    expect([...next][0]).toMatch(/-next$/);
    expect(await other.find(user)).toBe([...next][0]);
  });

  it.each([
    '__proto__',
    'constructor',
    'a:b',
    'a b',
    "'; DROP TABLE payscore_codes; --",
    '用户',
    '😀',
    '*',
    'USER',
    'user',
  ])('tells the user %p from every other', async (name) => {
    const [one, other] = both();
    const own = Buffer.from(name).toString('hex').slice(0, 20);
    expect(await one.find(name)).toBeUndefined();
    expect(await one.save(name, own)).toBe(own);
    expect(await other.find(name)).toBe(own);
  });
}

describe('memoryAuthorizations', () => {
  const memory = memoryAuthorizations();
  itKeepsTheContract(() => [memory, memory]);

  it('shares nothing with another', async () => {
    await memory.save('alice', 'code-1');
    expect(await memoryAuthorizations().find('alice')).toBeUndefined();
  });
});

describeWithRedis('redisAuthorizations, in two processes', () => {
  let compiled: Compiled;
  let redis: RunningRedis;
  let processes: [Remote, Remote];
  const connect = () => createClient({ url: redis.url });
  let client: ReturnType<typeof connect>;

  beforeAll(async () => {
    [compiled, redis] = await Promise.all([compileServer(), startRedis()]);
    client = connect();
    client.on('error', () => undefined);
    await client.connect();
    const start = () => startProcess(['redis', compiled.path, redis.url]);
    processes = await Promise.all([start(), start()]);
  });

  afterAll(async () => {
    client.destroy();
    await Promise.all(processes.map((each) => each.end()));
    await redis.stop();
    compiled.remove();
  });

  itKeepsTheContract(() => processes);

  it('lets no code expire, also one that replaced another', async () => {
    const [one] = processes;
    await one.save('lasting', 'code-1');
    expect(await client.ttl('weixin-payscore:authorization:lasting')).toBe(-1);
    await one.save('lasting', 'code-2', 'code-1');
    expect(await client.ttl('weixin-payscore:authorization:lasting')).toBe(-1);
  });

  it('keeps codes under another prefix apart', async () => {
    const test = redisAuthorizations(client, { prefix: 'shop-test:' });
    await test.save('alice', 'code-test');
    expect(await client.get('shop-test:alice')).toBe('code-test');
    expect(await redisAuthorizations(client, { prefix: 'shop-live:' }).find('alice')).toBeUndefined();
  });

  it('refuses a bad prefix', () => {
    for (const prefix of ['', 7 as never]) {
      expect(() => redisAuthorizations(client, { prefix })).toThrow('INVALID_ARGUMENT: prefix');
    }
  });

  it('refuses a client of another package or version by its name, and one that is not connected', async () => {
    const old = createClient4({ url: redis.url });
    const io = new Redis(redis.url);
    await old.connect();
    expect(() => redisAuthorizations(old as never)).toThrow('redis 4');
    expect(() => redisAuthorizations(io as never)).toThrow('ioredis');
    expect(() => redisAuthorizations(connect())).toThrow('not connected');
    expect(() => redisAuthorizations({} as never)).toThrow('INVALID_ARGUMENT: client');
    expect(() => redisAuthorizations(undefined as never)).toThrow('INVALID_ARGUMENT: client');
    await old.disconnect();
    io.disconnect();
  });
});

describeWithPostgres('the example over SQL, in two processes', () => {
  let postgres: RunningPostgres;
  let client: Client;
  let processes: [Remote, Remote];

  beforeAll(async () => {
    postgres = await startPostgres();
    client = new Client({ connectionString: postgres.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(readFileSync(join(__dirname, '../snippets/schema.sql'), 'utf8'));
    const start = () => startProcess(['sql'], { DATABASE_URL: postgres.url });
    processes = await Promise.all([start(), start()]);
  });

  afterAll(async () => {
    await client.end();
    await Promise.all(processes.map((each) => each.end()));
    await postgres.stop();
  });

  itKeepsTheContract(() => processes);

  it('refuses to give two users one code', async () => {
    const [one] = processes;
    await one.save('carol', 'code-of-carol');
    await expect(one.save('dave', 'code-of-carol')).rejects.toThrow('payscore_codes_authorization_code_key');
    expect(await one.find('dave')).toBeUndefined();
  });

  const event = (code: string, what: 'OPEN' | 'CLOSE', at: string) => ({
    type: `PAYSCORE.USER_${what}_SERVICE`,
    createdAt: '2026-11-26T12:00:00+08:00',
    resource: { authorization_code: code, openorclose_time: at },
  });
  const stateOf = async (code: string) =>
    (await client.query<{ state: string }>('SELECT state FROM payscore_states WHERE authorization_code = $1', [code]))
      .rows;

  it.each([
    ['in their order', ['OPEN 10:00', 'CLOSE 11:00'], 'UNAVAILABLE'],
    ['the opening late', ['CLOSE 11:00', 'OPEN 10:00'], 'UNAVAILABLE'],
    ['each twice, mixed', ['OPEN 10:00', 'CLOSE 11:00', 'OPEN 10:00', 'CLOSE 11:00'], 'UNAVAILABLE'],
    ['both in one second', ['CLOSE 10:00', 'OPEN 10:00'], 'UNAVAILABLE'],
    ['the opening alone, twice', ['OPEN 10:00', 'OPEN 10:00'], 'AVAILABLE'],
  ])('writes events that arrive %s to the same end', async (how, events, state) => {
    const code = how.replaceAll(' ', '_');
    for (const [index, text] of events.entries()) {
      const [what, at] = text.split(' ') as ['OPEN' | 'CLOSE', string];
      await processes[index % 2]!.onEvent(event(code, what, `2026-11-26T${at}:00+08:00`));
    }
    expect(await stateOf(code)).toEqual([{ state }]);
  });

  it('compares times, not texts: another zone is the same moment', async () => {
    const [one] = processes;
    await one.onEvent(event('zones', 'CLOSE', '2026-11-26T04:00:00Z'));
    await one.onEvent(event('zones', 'OPEN', '2026-11-26T11:00:00+08:00'));
    expect(await stateOf('zones')).toEqual([{ state: 'UNAVAILABLE' }]);
  });

  it('takes the time of the notification where the event has none', async () => {
    const { type, createdAt } = event('timeless', 'OPEN', '');
    await processes[0].onEvent({ type, createdAt, resource: { authorization_code: 'timeless' } });
    expect(await stateOf('timeless')).toEqual([{ state: 'AVAILABLE' }]);
  });
});
