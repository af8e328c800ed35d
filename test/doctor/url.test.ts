import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { report, run, secrets } from './support/run';
import { removeFolders, write } from './support/set-up';

afterAll(removeFolders);

/** The sample of the JS-SDK's manual. */
const MANUAL = {
  page: 'http://mp.weixin.qq.com?params=value',
  ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
  nonceStr: 'Wm3WZYTPz0wzccnW',
  timestamp: '1414587457',
  signature: '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
};
secrets.add(MANUAL.ticket).add(MANUAL.signature);
const { ticket: TICKET, nonceStr: NONCE, timestamp: TIMESTAMP } = MANUAL;

const hash = (text: string, algorithm = 'sha1'): string => createHash(algorithm).update(text).digest('hex');
const textOver = (url: string): string => `jsapi_ticket=${TICKET}&noncestr=${NONCE}&timestamp=${TIMESTAMP}&url=${url}`;

/** Runs `doctor url` with a signature over another text than the page's. */
function diagnose(page: string, signature: string, ...more: string[]) {
  secrets.add(signature);
  const options = ['--nonce-str', NONCE, '--timestamp', TIMESTAMP, '--signature', signature, ...more];
  return report(['doctor', 'url', page, ...options], { env: { WEIXIN_JSAPI_TICKET: TICKET } });
}

test("the manual's sample fits, and its address is not what a browser reports", async () => {
  const { page, signature } = MANUAL;
  const { faults, checks } = await diagnose(page, signature);
  expect(faults).toEqual(['address']);
  expect(checks.find(({ id }) => id === 'address')!.hint).toContain('http://mp.weixin.qq.com/?params=value');
  expect(checks.find(({ id }) => id === 'signature')!.ok).toBe(true);
});

const PAGE = 'https://shop.example/pay/?id=1&name=%E4%BD%A0+x#/list';
const BARE = 'https://shop.example/pay/?id=1&name=%E4%BD%A0+x';

test('the text that is signed is shown, its ticket and the fragment are not', async () => {
  const { out, code } = await run([
    'doctor',
    'url',
    PAGE,
    '--ticket',
    TICKET,
    '--nonce-str',
    NONCE,
    '--timestamp',
    '1',
  ]);
  expect(code).toBe(1);
  expect(out).toContain(`jsapi_ticket=***&noncestr=${NONCE}&timestamp=1&url=${BARE}\n`);
  expect((await run(['doctor', 'url', BARE])).out).toContain(`noncestr=<nonceStr>&timestamp=<timestamp>&url=${BARE}\n`);
});

/** What was signed, for the page or another one, and the differences that explain it. */
const WRONG: [string, string, string[], string?][] = [
  ['the fragment kept', PAGE, ['hash']],
  ['& escaped for HTML', BARE.replace('&', '&amp;'), ['html-escape']],
  ['http behind a proxy', BARE.replace('https', 'http'), ['scheme']],
  ['the port of the process behind a proxy', BARE.replace('example', 'example:8080'), ['port']],
  ['the default port', BARE.replace('example', 'example:443'), ['port']],
  ['the port left out', BARE, ['port'], BARE.replace('example', 'example:8443')],
  [
    'scheme and port of the process',
    BARE.replace('https', 'http').replace('example', 'example:3000'),
    ['scheme', 'port'],
  ],
  ['www added', BARE.replace('shop', 'www.shop'), ['www']],
  ['www removed', BARE, ['www'], BARE.replace('shop', 'www.shop')],
  ['no slash at the end of the path', BARE.replace('/?', '?'), ['trailing-slash']],
  ['a slash added at the end of the path', BARE, ['trailing-slash'], BARE.replace('/?', '?')],
  ['index.html', BARE.replace('/?', '/index.html?'), ['index-file']],
  ['lower case', 'https://shop.example/pay', ['case'], 'https://shop.example/Pay'],
  ['no query', 'https://shop.example/pay/', ['query-dropped']],
  ['the query up to its first &', 'https://shop.example/pay/?id=1', ['query-cut']],
  ['a query in another order', BARE.replace('id=1&name=%E4%BD%A0+x', 'name=%E4%BD%A0+x&id=1'), ['query-order']],
  [
    'a query in the order of the alphabet',
    'https://shop.example/?a=1&b=2&c=3',
    ['query-order'],
    'https://shop.example/?c=3&a=1&b=2',
  ],
  [
    'what WeChat adds left out',
    'https://shop.example/?id=1',
    ['shared-link'],
    'https://shop.example/?id=1&from=timeline&isappinstalled=0',
  ],
  ['what WeChat adds kept', `${BARE}&from=singlemessage`, ['shared-link']],
  [
    'the fields of OAuth left out',
    'https://shop.example/?id=1',
    ['oauth-fields'],
    'https://shop.example/?id=1&code=061&state=S',
  ],
  ['the origin only', 'https://shop.example', ['path']],
  ['an empty query', 'https://shop.example/?', ['empty-query'], 'https://shop.example/'],
  ['the address still escaped', encodeURIComponent(BARE), ['escaped']],
  ['the address escaped twice inside', encodeURI(BARE), ['escaped']],
  ['the address unescaped once too often', decodeURIComponent(BARE), ['unescaped']],
  ['escapes in lower case', BARE.replace('%E4%BD%A0', '%e4%bd%a0'), ['percent-case']],
  ['escapes in upper case', BARE, ['percent-case'], BARE.replace('%E4%BD%A0', '%e4%bd%a0')],
  ['+ as a space', BARE.replace('+', ' '), ['plus']],
  ['a line end behind it', `${BARE}\n`, ['white-space']],
  ['http and & escaped for HTML', BARE.replace('https', 'http').replace('&', '&amp;'), ['scheme', 'html-escape']],
  ['the fragment kept, and all of it escaped', encodeURIComponent(PAGE), ['hash', 'escaped']],
  [
    'http, another port and no slash',
    BARE.replace('https', 'http').replace('example', 'example:8080').replace('/?', '?'),
    ['scheme', 'port', 'trailing-slash'],
  ],
];

test.each(WRONG)('%s is named', async (_, url, ids, page = PAGE) => {
  const wrong = await diagnose(page, hash(textOver(url)));
  expect(wrong).toMatchObject({ code: 1, ok: false, faults: ['signature', ...ids] });
  for (const { ok, hint } of wrong.checks) if (!ok) expect(hint).not.toBe('');
  const right = await diagnose(page, hash(textOver(page.split('#')[0]!)));
  expect(right).toMatchObject({ code: 0, ok: true, faults: [] });
});

test('&amp; in the page itself is named, whatever was signed', async () => {
  const page = 'https://shop.example/?a=1&amp;b=2';
  expect((await diagnose(page, hash(textOver('https://shop.example/?a=1&b=2')))).faults).toEqual([
    'address',
    'signature',
    'html-escape',
  ]);
  expect((await diagnose(page, hash(textOver(page)))).faults).toEqual(['address']);
});

describe('with the address by which the page was entered', () => {
  const ENTRY = 'https://shop.example/?from=menu#/home';

  test('its signature is named, with and without its fragment', async () => {
    const over = (url: string) => diagnose(BARE, hash(textOver(url)), '--entry', ENTRY);
    expect((await over('https://shop.example/?from=menu')).faults).toEqual(['signature', 'entry']);
    expect((await over(ENTRY)).faults).toEqual(['signature', 'entry', 'hash']);
    expect((await over('http://shop.example/?from=menu')).faults).toEqual(['signature', 'entry', 'scheme']);
    expect((await over(BARE)).faults).toEqual([]);
  });

  test('without it nothing is guessed', async () => {
    const { faults } = await diagnose(BARE, hash(textOver('https://shop.example/other?from=menu')));
    expect(faults).toEqual(['signature', 'variants']);
  });
});

/** The right address, signed in a wrong way. */
const MADE_WRONG: [string, string, string][] = [
  ['nonceStr in camel case', hash(textOver(BARE).replace('noncestr', 'nonceStr')), 'parameter-names'],
  [
    'the parameters in another order',
    hash(`noncestr=${NONCE}&jsapi_ticket=${TICKET}&timestamp=${TIMESTAMP}&url=${BARE}`),
    'parameter-order',
  ],
  ['milliseconds', hash(textOver(BARE).replace(TIMESTAMP, `${TIMESTAMP}000`)), 'timestamp'],
  ['the ticket with a line end', hash(textOver(BARE).replace(TICKET, `${TICKET}\n`)), 'ticket'],
  ['the nonce in lower case', hash(textOver(BARE).replace(NONCE, NONCE.toLowerCase())), 'nonce-str'],
  ['md5', hash(textOver(BARE), 'md5'), 'algorithm'],
  ['sha256', hash(textOver(BARE), 'sha256'), 'algorithm'],
];

test.each(MADE_WRONG)('a signature with %s is named', async (_, signature, id) => {
  expect((await diagnose(PAGE, signature)).faults).toEqual(['signature', id]);
});

test('a wrong address and a wrong way of signing are named together', async () => {
  const text = textOver(BARE.replace('https', 'http')).replace('noncestr', 'nonceStr');
  expect((await diagnose(PAGE, hash(text))).faults).toEqual(['signature', 'scheme', 'parameter-names']);
});

test('a signature in upper case, and one that is none, are named', async () => {
  const good = hash(textOver(BARE));
  const upper = await diagnose(PAGE, good.toUpperCase());
  expect(upper.faults).toEqual(['signature']);
  expect(upper.checks.at(-1)!.message).toMatch(/upper case/);
  const base64 = await diagnose(PAGE, Buffer.from(good, 'hex').toString('base64'));
  expect(base64.faults).toEqual(['signature']);
  expect(base64.checks.at(-1)!.message).toMatch(/not 40 hexadecimal digits/);
  expect((await diagnose(PAGE, good)).faults).toEqual([]);
});

test('a timestamp in milliseconds is named, also where that was signed', async () => {
  const milliseconds = `${TIMESTAMP}123`;
  const args = (timestamp: string) => {
    const signature = hash(`jsapi_ticket=${TICKET}&noncestr=${NONCE}&timestamp=${timestamp}&url=${BARE}`);
    secrets.add(signature);
    return ['doctor', 'url', BARE, '--nonce-str', NONCE, '--timestamp', timestamp, '--signature', signature];
  };
  const env = { WEIXIN_JSAPI_TICKET: TICKET };
  expect((await report(args(milliseconds), { env })).faults).toEqual(['timestamp']);
  expect((await report(args(TIMESTAMP), { env })).faults).toEqual([]);
});

test('a signature of another ticket is explained by nothing', async () => {
  const { faults, checks } = await diagnose(PAGE, hash(textOver(BARE).replace(TICKET, `${TICKET}x`)));
  expect(faults).toEqual(['signature', 'variants']);
  expect(checks.at(-1)!.hint).toMatch(/ticket is replaced every two hours/);
});

describe('the ticket', () => {
  const signature = hash(textOver(BARE));
  const args = ['doctor', 'url', BARE, '--nonce-str', NONCE, '--timestamp', TIMESTAMP, '--signature', signature];
  secrets.add(signature);

  test('is read from the arguments, the environment, an env file or the standard input', async () => {
    const folder = write({ variables: { WEIXIN_JSAPI_TICKET: TICKET }, files: {} });
    const ways: [string[], object][] = [
      [['--ticket', TICKET], {}],
      [[], { env: { WEIXIN_JSAPI_TICKET: TICKET } }],
      [['--file', join(folder, '.env')], {}],
      [[], { cwd: folder }],
      [['--ticket', '-'], { readInput: () => Promise.resolve(`${TICKET}\n`) }],
    ];
    for (const [more, surroundings] of ways) {
      expect((await report([...args, ...more], surroundings)).faults).toEqual([]);
    }
  });

  test('must be there where a signature is to be checked', async () => {
    expect(await report(args)).toMatchObject({ code: 2, faults: ['usage'] });
    const env = { WEIXIN_JSAPI_TICKET: TICKET };
    expect(
      await report(
        args.filter((arg) => !/nonce|Wm3/.test(arg)),
        { env },
      ),
    ).toMatchObject({ code: 2 });
    expect(await report(args, { env })).toMatchObject({ code: 0 });
  });

  test('is not printed where the address holds it', async () => {
    const { out } = await run([
      ...args.map((arg) => (arg === BARE ? `https://shop.example/?t=${TICKET}` : arg)),
      '--ticket',
      TICKET,
    ]);
    expect(out).toContain('url=https://shop.example/?t=***');
  });
});

test('secrets that an address carries are not printed', async () => {
  secrets.add('061abcdefghijk').add('77_token-of-this-test');
  const page = 'https://shop.example/?code=061abcdefghijk&access_token=77_token-of-this-test&id=1';
  expect((await run(['doctor', 'url', page])).out).toContain(
    'url=https://shop.example/?code=***&access_token=***&id=1',
  );
});

test.each([
  'shop.example',
  '/pay',
  'ftp://shop.example/',
  'javascript:alert(1)',
  'https://',
  'https://a:b@shop.example/',
])('%s is no page', async (page) => {
  expect(await report(['doctor', 'url', page])).toMatchObject({ code: 2, faults: ['usage'] });
});

test('what is not printable in an address does not reach the terminal', async () => {
  const { out } = await run(['doctor', 'url', 'https://shop.example/?a=\u001b[31m']);
  expect(out).not.toContain('\u001b');
  expect(out).toContain('\\u001b[31m');
});
