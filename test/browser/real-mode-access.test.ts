import { request } from 'node:http';
import { closeRealModes, phoneUrl, type RealMode, startRealMode } from './start-real-mode';

let real: RealMode;
let key: string;

beforeAll(async () => {
  real = await startRealMode({
    files: { 'verify/MP_verify_AbCdEf0123456789.txt': 'AbCdEf0123456789', 'verify/other.txt': 'not for the public' },
  });
  key = new URL(await phoneUrl(real)).hash.slice('#key='.length);
});
afterAll(closeRealModes);

/** Sends a request as it is written: `fetch` would correct the path and the host. */
function raw(base: string, options: { method?: string; path: string; headers?: Record<string, string> }) {
  const { port } = new URL(base);
  return new Promise<{ status: number; location: string | undefined; body: string }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, ...options }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => (body += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode!, location: answer.headers.location, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const EVENT = { kind: 'step', step: 'config', verdict: 'ok', startedAt: 1, duration: 2 };
const trace = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${real.local}/trace`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-trace-key': key, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** What the desktop is told, up to now. */
async function feed(): Promise<Record<string, unknown>[]> {
  const abort = new AbortController();
  const answer = await fetch(`${real.desktop}events`, { signal: abort.signal });
  let text = '';
  const timer = setTimeout(() => abort.abort(), 300);
  try {
    for await (const chunk of answer.body!) text += Buffer.from(chunk).toString();
  } catch {
    clearTimeout(timer);
  }
  return [...text.matchAll(/^id: \d+\ndata: (.*)$/gm)].map(([, line]) => JSON.parse(line!) as Record<string, unknown>);
}

describe('the public pages', () => {
  test.each(['evil.example', 'tunnel.invalid:99', '127.0.0.1', 'a b', ''])(
    'the Host header %j changes nothing, and redirects nowhere',
    async (host) => {
      const page = await raw(real.local, { path: '/', headers: { host } });
      expect(page).toMatchObject({ status: 200, location: undefined });
      expect(page.body).not.toContain(host || 'tunnel');
      const signed = await raw(real.local, { path: '/payscore/config?url=https://shop.example/', headers: { host } });
      expect(JSON.parse(signed.body)).toMatchObject({ appId: real.services.credentials.appId });
      const foreign = await raw(real.local, { path: '/payscore/config?url=https://evil.example/', headers: { host } });
      expect(foreign.status).toBe(403);
    },
  );

  test('forwarding headers do not move the pages either', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' };
    const page = await raw(real.local, { path: '/es5', headers });
    expect(page).toMatchObject({ status: 302, location: '/es5/' });
  });

  test.each(['http://evil.example/', '*'])('the request target %s is refused', async (path) => {
    expect((await raw(real.local, { path, method: path === '*' ? 'OPTIONS' : 'GET' })).status).toBe(400);
  });

  test('MP_verify_….txt comes from the folder next to the env file, and no other file does', async () => {
    const answer = await fetch(`${real.local}/MP_verify_AbCdEf0123456789.txt`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await answer.text()).toBe('AbCdEf0123456789');
    for (const path of [
      '/MP_verify_nothing.txt',
      '/other.txt',
      '/verify/other.txt',
      '/MP_verify_..%2fother.txt',
      '/MP_verify_../other.txt',
      '/MP_verify_%2e%2e/%2e%2e/.env.txt',
      '/.env',
      '/keys/apiclient_key.pem',
    ]) {
      expect((await raw(real.local, { path })).status).toBe(404);
    }
  });

  test.each([
    ['GET', '/stage/merchant'],
    ['POST', '/weixin/verify-config'],
    ['POST', '/weixin/open-service'],
    ['POST', '/weixin/close-service'],
    ['GET', '/shop/'],
    ['GET', '/scripts/client.js'],
    ['POST', '/cgi-bin/stable_token'],
    ['POST', '/v3/payscore/permissions'],
    // The desktop's.
    ['GET', '/state'],
    ['GET', '/events'],
    ['GET', '/qr.svg'],
    ['GET', '/scripts/desktop.js'],
  ])('there is no %s %s', async (method, path) => {
    expect((await fetch(real.local + path, { method })).status).toBe(404);
  });

  test('a session begins with the key only, and its cookie is for https and for scripts of nobody', async () => {
    expect((await fetch(`${real.local}/session`, { method: 'POST' })).status).toBe(401);
    const wrong = { 'x-trace-key': key.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) };
    expect((await fetch(`${real.local}/session`, { method: 'POST', headers: wrong })).status).toBe(401);
    const begun = await fetch(`${real.local}/session`, { method: 'POST', headers: { 'x-trace-key': key } });
    expect(begun.status).toBe(204);
    const cookie = begun.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^__Host-session=[\w-]{36}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    const [session] = cookie.split(';');

    const token = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${real.local}/payscore/token`, { method: 'POST', headers });
    expect((await token({})).status).toBe(401);
    expect((await token({ cookie: '__Host-session=00000000-0000-0000-0000-000000000000' })).status).toBe(401);
    expect((await token({ cookie: session!, origin: 'https://evil.example' })).status).toBe(403);
    expect(await (await token({ cookie: session!, origin: 'https://shop.example' })).json()).toEqual({
      apply_permissions_token: expect.any(String),
    });
  });
});

describe('the trace', () => {
  test('is taken with the key', async () => {
    expect((await trace({ page: 'taken', events: [EVENT] })).status).toBe(204);
    expect(await feed()).toContainEqual({
      from: 'phone',
      page: 'taken',
      ...EVENT,
      id: expect.any(Number),
      at: expect.any(Number),
    });
  });

  test.each<[string, number, unknown, Record<string, string>]>([
    ['without the key', 401, { page: 'refused', events: [EVENT] }, { 'x-trace-key': '' }],
    ['with another key', 401, { page: 'refused', events: [EVENT] }, { 'x-trace-key': 'A'.repeat(22) }],
    ['from a page of another origin', 403, { page: 'refused', events: [EVENT] }, { origin: 'https://evil.example' }],
    ['as a form could send it', 415, { page: 'refused', events: [EVENT] }, { 'content-type': 'text/plain' }],
    ['longer than 16 KiB', 413, { page: 'refused', events: [{ ...EVENT, hint: 'x'.repeat(17_000) }] }, {}],
    ['with more events than 50', 400, { page: 'refused', events: Array(51).fill({ kind: 'step' }) }, {}],
    ['that is no JSON', 400, 'no JSON', {}],
    ['that is null', 400, 'null', {}],
    ['without a page', 400, { events: [EVENT] }, {}],
    ['whose page is no name', 400, { page: '<b>', events: [EVENT] }, {}],
    ['of an unknown kind', 400, { page: 'refused', events: [{ kind: 'notification' }] }, {}],
    ['of no kind', 400, { page: 'refused', events: [null] }, {}],
  ])('is refused %s', async (_, status, body, headers) => {
    expect((await trace(body, headers)).status).toBe(status);
    expect((await feed()).filter(({ page }) => page === 'refused')).toEqual([]);
  });

  test('is refused by any method but POST', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(`${real.local}/trace`, { method, headers: { 'x-trace-key': key } });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('keeps known fields of known types only, cut to a length, and nothing that could be a secret', async () => {
    const secret = 'kgt8ON7yVITDhtdwci0qeZg4L-Dj1O5WF42Nog47n6aGF4WPwGrDz3EVuJTPBQPrR1ttbxd1bl3R';
    const event = {
      kind: 'error',
      from: 'server',
      id: 1,
      hint: `Signed: https://shop.example/a?code=${secret} for wx1. ${'h'.repeat(500)}`,
      code: 7,
      duration: '5',
      signature: 'sig',
      url: `https://shop.example/a?code=${secret}&state=x`,
      errMsg: `fail: ${secret} is no token`,
      constructor: 'x',
    };
    expect((await trace({ page: 'cut', events: [event] })).status).toBe(204);
    const entry = (await feed()).find(({ page }) => page === 'cut')!;
    expect(entry).toEqual({
      from: 'phone',
      page: 'cut',
      kind: 'error',
      hint: `Signed: https://shop.example/a?code=*** for wx1. ${'h'.repeat(500)}`.slice(0, 400),
      url: 'https://shop.example/a?code=***&state=x',
      errMsg: 'fail: *** is no token',
      id: expect.any(Number),
      at: expect.any(Number),
    });
  });

  test('is refused while more comes than phones send', async () => {
    const answers = await Promise.all(Array.from({ length: 260 }, () => trace({ page: 'many', events: [] })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(204);
    expect(statuses).toContain(429);
  });
});

describe('the desktop', () => {
  test.each(['evil.example', 'shop.example', '127.0.0.1:1'])('does not answer under the name %j', async (host) => {
    for (const path of ['/', '/state', '/events', '/qr.svg']) {
      const answer = await raw(real.desktop, { path, headers: { host } });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toContain(key);
    }
  });

  test('lets no page of another origin read what it says', async () => {
    const answer = await fetch(`${real.desktop}state`, { headers: { origin: 'https://evil.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'self'/);
  });

  test('goes on from the last event that it was told', async () => {
    const all = await feed();
    const last = all.at(-2)!['id'];
    const abort = new AbortController();
    const answer = await fetch(`${real.desktop}events`, {
      headers: { 'last-event-id': String(last) },
      signal: abort.signal,
    });
    const reader = answer.body!.getReader();
    let text = '';
    while (!/^id: /m.test(text)) text += Buffer.from((await reader.read()).value!).toString();
    abort.abort();
    expect(text.match(/^id: (\d+)$/m)![1]).toBe(String(all.at(-1)!['id']));
  });
});
