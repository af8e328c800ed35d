import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { memoryAuthorizations, toNodeHandler } from '../../../src/server';
import { OPENID, openShop, type ShopChoices } from './shop';

/** A shop in which the user may have agreed already. */
async function shopOf(user: string, choices: ShopChoices = {}) {
  const shop = openShop(choices);
  const { body } = await shop.token(user);
  await shop.agree(body.apply_permissions_token);
  shop.calls.length = 0;
  return shop;
}

/** Serves a handler on loopback and answers what it answers to this request. */
async function overNode(
  handler: Parameters<typeof toNodeHandler>[0],
  init: RequestInit,
  prepare: (request: Parameters<ReturnType<typeof toNodeHandler>>[0]) => unknown = () => undefined,
): Promise<Response> {
  const server = createServer(async (incoming, outgoing) => {
    await prepare(incoming);
    toNodeHandler(handler)(incoming, outgoing);
  }).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`, init);
    return new Response(await response.arrayBuffer(), response);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** What each sentence about the routes in SECURITY.md says, tried. */
const SENTENCES: Record<string, () => Promise<unknown>> = {
  '`token` and `state` answer only for the user that `userOf` names; without one they answer 401, and nothing is asked of WeChat Pay.':
    async () => {
      const shop = await shopOf('alice');
      expect((await shop.state('alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
      expect((await shop.state('bob')).status).toBe(404);
      expect((await shop.token('bob')).body).toEqual({ apply_permissions_token: expect.any(String) });
      shop.calls.length = 0;
      for (const userOf of [() => null, () => undefined, () => '', async () => null]) {
        const closed = openShop({ userOf, services: shop.services });
        for (const [method, path] of [
          ['POST', '/payscore/token'],
          ['GET', '/payscore/state'],
        ] as const) {
          expect(await closed.ask(method, path)).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
        }
        expect(closed.calls).toEqual([]);
      }
    },
  'Nothing else in a request decides anything: no query, body or header of it chooses the user, the application or the code.':
    async () => {
      const authorizations = memoryAuthorizations();
      const shop = await shopOf('alice', { authorizations });
      const code = (await authorizations.find('alice'))!;
      const others = {
        user: 'alice',
        authorization_code: code,
        openid: OPENID,
        service_id: '500002',
        appid: 'wx-evil',
      };
      const headers = { 'x-user': 'bob', 'x-forwarded-user': 'alice', 'x-authorization-code': code };
      const query = String(new URLSearchParams(others));
      const asked = (method: string, path: string, body?: string) =>
        shop.routes.handler(
          new Request(`https://shop.example${path}?${query}`, { method, headers, ...(body && { body }) }),
        );
      expect((await asked('GET', '/payscore/state')).status).toBe(404);
      expect(await (await asked('POST', '/payscore/token', JSON.stringify(others))).json()).toEqual({
        apply_permissions_token: expect.any(String),
      });
      const bobs = (await authorizations.find('bob'))!;
      expect(bobs).not.toBe(code);
      const permission = await shop.client.merchant.query({ authorization_code: bobs, service_id: '500001' });
      expect(permission).toMatchObject({ appid: shop.services.credentials.appId, authorization_state: 'UNBINDUSER' });
    },
  'A page of another origin is refused before `userOf` is called, unless the signer signs for that origin.':
    async () => {
      const userOf = jest.fn(() => 'alice');
      const shop = openShop({ userOf });
      for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example']) {
        expect((await shop.ask('POST', '/payscore/token', { origin })).status).toBe(403);
        expect((await shop.ask('GET', '/payscore/state', { origin })).status).toBe(403);
      }
      expect(userOf).not.toHaveBeenCalled();
      expect((await shop.ask('POST', '/payscore/token', { origin: 'https://www.shop.example' })).status).toBe(200);
    },
  'A code that the authorisations did not keep is never applied with.': async () => {
    const save = jest.fn(async () => Promise.reject(new Error('disk full')));
    const shop = openShop({ authorizations: { find: async () => undefined, save } });
    expect((await shop.token('alice')).status).toBe(500);
    expect(save).toHaveBeenCalledTimes(1);
    expect(shop.calls).toEqual([]);
    const kept = openShop({ authorizations: { find: async () => undefined, save: async () => 'KEPT' } });
    expect((await kept.token('alice')).status).toBe(200);
    await expect(
      kept.client.merchant.query({ authorization_code: 'KEPT', service_id: '500001' }),
    ).resolves.toMatchObject({ authorization_state: 'UNBINDUSER' });
  },
  "`AVAILABLE` is answered only where WeChat Pay said so of the user's own code, in an answer that was verified.":
    async () => {
      const authorizations = memoryAuthorizations();
      const shop = await shopOf('alice', { authorizations });
      expect((await shop.token('alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
      const alices = (await authorizations.find('alice'))!;
      let genuine: Response | undefined;
      const recording = openShop({
        authorizations,
        services: {
          ...shop.services,
          fetch: async (request) => (genuine = await shop.services.fetch(request)).clone(),
        },
      });
      expect((await recording.state('alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
      // Bob's question gets WeChat Pay's answer to Alice's.
      const mixedUp = openShop({
        authorizations: { ...memoryAuthorizations(), find: async () => 'BOBS' },
        services: { ...shop.services, fetch: async () => genuine!.clone() },
      });
      for (const answer of [await mixedUp.state('bob'), await mixedUp.token('bob')]) {
        expect(answer).toMatchObject({ status: 502, body: { code: 'MISMATCHED_ANSWER' } });
      }
      const forged = { authorization_state: 'AVAILABLE' };
      const unsigned = openShop({
        services: { ...shop.services, fetch: async () => Response.json(forged) },
        authorizations: { ...memoryAuthorizations(), find: async () => alices },
      });
      expect(await unsigned.token('alice')).toMatchObject({ status: 502, body: { code: 'MISSING_HEADER' } });
    },
  'What `userOf`, the authorisations or the signer threw reaches `onError` alone, and no answer.': async () => {
    const secret = 'postgres://shop:p4ssw0rd@10.0.0.1';
    const fail = () => {
      throw new Error(secret);
    };
    const faults: ShopChoices[] = [
      { userOf: fail },
      { authorizations: { find: fail, save: async (_, code) => code } },
      { authorizations: { find: async () => undefined, save: fail } },
      { signer: { handler: fail } },
    ];
    for (const fault of faults) {
      const shop = openShop(fault);
      const origin = fault.signer ? { origin: 'https://www.shop.example' } : {};
      const answer = await shop.ask('POST', '/payscore/token', { 'x-user': 'alice', ...origin });
      expect(answer.status).toBe(500);
      expect(JSON.stringify(answer.body)).not.toContain('p4ssw0rd');
      expect(String(shop.errors)).toContain(secret);
    }
  },
  '`toNodeHandler` takes the URL from no header of a proxy, and hands on the bytes as they came or none.': async () => {
    const echo = async (request: Request) => Response.json([request.url, await request.text()]);
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-original-url': '/admin',
      forwarded: 'host=evil.example;proto=https',
    };
    const body = '{ "a": "\\u6388" }\r\n';
    const straight = await overNode(echo, { method: 'POST', headers, body });
    expect(await straight.json()).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/notify$/), body]);
    const parsed = await overNode(echo, { method: 'POST', body }, async (incoming) => {
      let text = '';
      for await (const chunk of incoming) text += chunk;
      Object.assign(incoming, { body: JSON.parse(text) });
    });
    expect(parsed.status).toBe(500);
  },
};

test('every sentence of SECURITY.md about the routes is tried below', () => {
  const text = readFileSync(join(__dirname, '../../../SECURITY.md'), 'utf8');
  const section = /## What the routes guarantee\n([^]*?)\n## /.exec(text)![1]!;
  expect(Object.keys(SENTENCES)).toEqual([...section.matchAll(/^- (.+)$/gm)].map(([, sentence]) => sentence));
});

test.each(Object.entries(SENTENCES))('%s', (_, holds) => holds());
