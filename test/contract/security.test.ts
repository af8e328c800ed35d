import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REQUEST, SAFARI, openPage, settle, TOKEN } from './open-page';
import type { PayScoreRequest, WeixinOptions } from '../../src';
import type { ApiAnswer, SimulateWeixinOptions } from '../../src/testing';

const root = join(__dirname, '../..');

function authorize(client: SimulateWeixinOptions, request: Partial<PayScoreRequest>, options?: Partial<WeixinOptions>) {
  return settle(openPage(client, options).weixin.authorizePayScore({ ...REQUEST, ...request }));
}

/** The text of a file and of every file that it imports. */
function sourcesOf(file: string, seen = new Map<string, string>()): string[] {
  if (!seen.has(file)) {
    const text = readFileSync(file, 'utf8');
    seen.set(file, text);
    for (const [, name] of text.matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
      const path = join(dirname(file), name!);
      sourcesOf(existsSync(`${path}.ts`) ? `${path}.ts` : join(path, 'index.ts'), seen);
    }
  }
  return [...seen.values()];
}

/** What each sentence about the page in SECURITY.md says, tried. */
const SENTENCES: Record<string, () => Promise<void>> = {
  "`state` is `AVAILABLE` only if `confirm`, which is the merchant's own function, said exactly that. No answer of the client leads to it.":
    async () => {
      const answers: ApiAnswer[] = [
        { err_code: 0, err_msg: 'openBusinessView:ok' },
        { err_code: '0', err_msg: 'openBusinessView:ok', extraData: { authorization_state: 'AVAILABLE' } },
        {
          err_code: 0,
          err_msg: 'openBusinessView:ok',
          extraData: '{"state":"AVAILABLE"}',
          authorization_state: 'AVAILABLE',
        },
      ];
      for (const answer of answers) {
        const client = { apis: { openBusinessView: answer } };
        expect(await authorize(client, {})).toMatchObject({ state: 'UNCONFIRMED', view: { status: 'ok' } });
        expect(await authorize(client, { confirm: () => 'UNBINDUSER', confirmTimeout: 100 })).toMatchObject({
          state: 'UNBINDUSER',
        });
        for (const other of ['available', 'AVAILABLE ', ['AVAILABLE'], true]) {
          const result = await authorize(client, { confirm: () => other as never, confirmTimeout: 100 });
          expect(result.state).not.toBe('AVAILABLE');
        }
        expect(await authorize(client, { confirm: () => 'AVAILABLE' })).toMatchObject({ state: 'AVAILABLE' });
      }
    },
  'The browser entry handles no key, secret or ticket, and has no option that takes one.': async () => {
    const texts = sourcesOf(join(root, 'src/index.ts'));
    expect(texts.length).toBeGreaterThan(20);
    const code = texts.join().replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
    expect(code).toContain('openBusinessView');
    expect(code).not.toMatch(/appSecret|apiV3Key|privateKey|PRIVATE KEY|jsapi_?ticket|access_token|node:|createHash/i);
  },
  'No error message, hint or trace event of the page holds a token, a ticket, a key or a signature. What the host said is in `errMsg`, and what was thrown is in `cause`; neither is part of `message`.':
    async () => {
      const thrown = new Error(TOKEN);
      const says = { err_code: -1, err_msg: `openBusinessView:fail ${TOKEN}` };
      const page = openPage({ apis: { openBusinessView: says } });
      const request = { ...REQUEST, confirm: () => Promise.reject(thrown), confirmTimeout: 100 };
      const error = await settle(page.weixin.authorizePayScore(request).catch((reason: unknown) => reason));
      expect(error).toMatchObject({ name: 'WeixinError', errMsg: expect.stringContaining(TOKEN) });
      const { message, hint, stack } = error as Error & { hint: string };
      expect([message, hint, stack, JSON.stringify(page.traced)].join().toLowerCase()).not.toContain(
        TOKEN.toLowerCase(),
      );
      const failing = openPage();
      const refused = { applyPermissionsToken: () => Promise.reject(thrown) };
      const caused = await settle(failing.weixin.authorizePayScore(refused).catch((reason: unknown) => reason));
      expect(caused).toMatchObject({ cause: thrown });
      expect((caused as Error).message + JSON.stringify(failing.traced)).not.toContain(TOKEN);
    },
  "Parameters can't smuggle others into a view: keys and values are URL-encoded one by one.": async () => {
    const page = openPage();
    const evil = 'a&apply_permissions_token=b#c=d%26e';
    await settle(page.weixin.authorizePayScore({ applyPermissionsToken: evil }));
    const { queryString } = page.sentTo('openBusinessView')[0]!;
    expect([...new URLSearchParams(String(queryString))]).toEqual([['apply_permissions_token', evil]]);
    expect(page.library.toQueryString({ 'x=1&y': '2' })).toBe('x%3D1%26y=2');
  },
  'No script is loaded outside WeChat.': async () => {
    const page = openPage({ userAgent: SAFARI });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'NOT_IN_WEIXIN' });
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(page.getConfigSignature).not.toHaveBeenCalled();
  },
  "A client that stays silent can't keep a page waiting for ever: every wait ends by itself, or, while a view may still be open, when the user is back or the caller's `signal` is aborted.":
    async () => {
      for (const client of [{ bridge: 'never' }, { config: 'never' }, { apis: { checkJsApi: 'never' } }] as const) {
        await expect(authorize(client as SimulateWeixinOptions, {})).rejects.toMatchObject({ name: 'WeixinError' });
      }
      const page = openPage({ apis: { openBusinessView: 'never' } });
      const controller = new AbortController();
      const opened = page.weixin.authorizePayScore(REQUEST, { signal: controller.signal });
      setTimeout(() => controller.abort(), 5000);
      await expect(settle(opened)).rejects.toMatchObject({ name: 'WeixinError' });
    },
};

test('every sentence of SECURITY.md about the page is tried below', () => {
  const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
  const section = /## What the page guarantees\n([^]*?)\n## /.exec(text)![1]!;
  expect(Object.keys(SENTENCES)).toEqual([...section.matchAll(/^- (.+)$/gm)].map(([, sentence]) => sentence));
});

test.each(Object.entries(SENTENCES))('%s', (_, holds) => holds());
