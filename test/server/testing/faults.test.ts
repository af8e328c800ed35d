import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createWeixinServices } from '../../../src/testing/server';
import type { Fault } from '../../../src/testing/server';
import { applications, isSigned, merchantRequest } from './merchant-request';

const { base, owner } = applications.merchant;

/** A simulation in which the next request meets this fault, and later ones none. */
function faulty(fault: Fault) {
  let next: Fault | undefined = fault;
  const services = createWeixinServices({
    fault() {
      const current = next;
      next = undefined;
      return current;
    },
  });
  const { credentials } = services;
  const body = { ...owner, appid: credentials.appId, authorization_code: 'C1' };
  return { services, credentials, apply: () => services.fetch(merchantRequest(credentials, { path: base, body })) };
}

test('a status is answered with its documented body, and the next request works', async () => {
  const expected = { 429: 'FREQUENCY_LIMITED', 500: 'SYSTEM_ERROR', 503: 'SYSTEM_ERROR', 403: 'NO_AUTH' };
  for (const [status, code] of Object.entries(expected)) {
    const { apply, credentials } = faulty({ status: Number(status) });
    const refused = await apply();
    const text = await refused.text();
    expect([refused.status, JSON.parse(text).code]).toEqual([Number(status), code]);
    expect(isSigned(refused.headers, text, credentials.platformKeys)).toBe(true);
    expect((await apply()).status).toBe(200);
  }
});

test.each([204, 304])('a status that forbids a body, %d, has none, whatever the fault says', async (status) => {
  for (const body of [undefined, '{}']) {
    const { apply, credentials } = faulty({ status, ...(body !== undefined && { body }) });
    const answer = await apply();
    expect([answer.status, await answer.text()]).toEqual([status, '']);
    expect(isSigned(answer.headers, '', credentials.platformKeys)).toBe(true);
    const platform = faulty({ status, ...(body !== undefined && { body }) }).services;
    const bare = await platform.fetch(new Request('https://api.weixin.qq.com/cgi-bin/token'));
    expect([bare.status, await bare.text()]).toEqual([status, '']);
  }
});

test('an answer can lack its signature, or not fit it', async () => {
  const unsigned = faulty({ unsigned: true });
  const bare = await unsigned.apply();
  expect([bare.status, bare.headers.has('Wechatpay-Signature')]).toEqual([200, false]);

  const tampered = faulty({ tampered: true });
  const { platformKeys } = tampered.credentials;
  const changed = await tampered.apply();
  expect([changed.status, isSigned(changed.headers, await changed.text(), platformKeys)]).toEqual([200, false]);
  const sound = await tampered.apply();
  expect([sound.status, isSigned(sound.headers, await sound.text(), platformKeys)]).toEqual([200, true]);
});

test('an answer can be held back', async () => {
  const { apply } = faulty({ delay: 100 });
  const began = Date.now();
  expect((await apply()).status).toBe(200);
  expect(Date.now() - began).toBeGreaterThanOrEqual(95);
});

test('an answer can get lost after the work was done', async () => {
  const { apply, services, credentials } = faulty({ drop: true });
  await expect(apply()).rejects.toThrow(TypeError);
  const path = `${base}/authorization-code/C1?service_id=${owner.service_id}`;
  expect((await services.fetch(merchantRequest(credentials, { path }))).status).toBe(200);
});

test('a connection over HTTP is cut the same way', async () => {
  const { services } = faulty({ drop: true });
  const { url, close } = await services.listen();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect(fetch(`${url}/cgi-bin/token`)).rejects.toThrow();
  expect(await (await fetch(`${url}/cgi-bin/token`)).json()).toMatchObject({ errcode: 40002 });
  await close();
  await expect(fetch(`${url}/cgi-bin/token`)).rejects.toThrow();
});

test('api.weixin.qq.com fails with an errcode, a status or a broken body', async () => {
  const path = 'https://api.weixin.qq.com/cgi-bin/token';
  const busy = await faulty({ errcode: 40164 }).services.fetch(new Request(path));
  expect(await busy.json()).toMatchObject({ errcode: 40164, errmsg: expect.stringContaining('whitelist') });
  expect((await faulty({ status: 502 }).services.fetch(new Request(path))).status).toBe(502);
  expect(await (await faulty({ body: '{"access_' }).services.fetch(new Request(path))).text()).toBe('{"access_');
});

test('a port that is taken is an error', async () => {
  const services = createWeixinServices();
  const { url, close } = await services.listen();
  await expect(services.listen(Number(new URL(url).port))).rejects.toThrow('EADDRINUSE');
  await close();
});

test('no output of the simulation holds a secret', async () => {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((text) => Boolean(written.push(String(text)))),
  );
  const { apply, services, credentials } = faulty({ status: 500 });
  const answers = [await apply(), await apply()];
  answers.push(await services.fetch(merchantRequest(credentials, { path: base, body: {}, signed: { body: '' } })));
  for (const spy of spies) spy.mockRestore();
  for (const answer of answers) written.push(await answer.text(), JSON.stringify([...answer.headers]));
  for (const secret of [credentials.apiV3Key, credentials.appSecret, credentials.privateKey]) {
    expect(written.join('\n')).not.toContain(secret);
  }
});

test('the source depends on nothing that a merchant would use', () => {
  const root = join(__dirname, '../../../src/testing/server');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const imported = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name]) =>
      name!.startsWith('.') ? relative(root, join(root, dirname(file), name!)) : name!,
    ),
  );
  const own = new Set(files.map((file) => file.replace(/\.ts$/, '')));
  const outside = [...new Set(imported)].filter((name) => !own.has(name)).sort();
  expect(outside).toEqual(['node:crypto', 'node:events', 'node:http', 'node:net']);
});
