import { createPayScoreClient } from '../../../src/server';
import { merchantKeys, PUBLIC_KEY_ID, wechat } from '../support/identity';

/** The fields of every verb, as documented: the longest text of each, with `?` where it may be left out. */
const VERBS: Record<string, Record<string, number>> = {
  'acquiringBank.apply': {
    service_id: 32,
    channel_id: 32,
    appid: 32,
    'sub_appid?': 32,
    sub_mchid: 32,
    authorization_code: 32,
    'notify_url?': 255,
  },
  'acquiringBank.query': { authorization_code: 32, service_id: 32, channel_id: 32, sub_mchid: 32 },
  'acquiringBank.terminate': { authorization_code: 32, service_id: 32, channel_id: 32, sub_mchid: 32, reason: 50 },
  'merchant.apply': { service_id: 32, appid: 32, authorization_code: 32, 'notify_url?': 255 },
  'merchant.query': { authorization_code: 32, service_id: 32 },
  'merchant.queryByOpenid': { openid: 128, appid: 32, service_id: 32 },
  'merchant.terminate': { authorization_code: 32, service_id: 32, reason: 50 },
  'merchant.terminateByOpenid': { openid: 128, appid: 32, service_id: 32, reason: 50 },
  'partner.apply': {
    service_id: 32,
    appid: 32,
    'sub_appid?': 32,
    sub_mchid: 32,
    authorization_code: 32,
    'notify_url?': 255,
  },
  'partner.applyForScene': {
    service_id: 32,
    appid: 32,
    'sub_appid?': 32,
    sub_mchid: 32,
    authorization_code: 32,
    'notify_url?': 255,
    'transaction_scene_info?.mchid': 32,
    'transaction_scene_info?.sub_mchid': 32,
  },
  'partner.query': { authorization_code: 32, service_id: 32, sub_mchid: 32 },
  'partner.search': { service_id: 32, sub_mchid: 32, appid: 32, 'sub_appid?': 32, openid: 128 },
  'partner.search by sub_openid': { service_id: 32, sub_mchid: 32, appid: 32, sub_appid: 32, sub_openid: 128 },
  'partner.terminate': { authorization_code: 32, service_id: 32, sub_mchid: 32, reason: 50 },
  'partner.terminateByOpenid': {
    service_id: 32,
    sub_mchid: 32,
    appid: 32,
    'sub_appid?': 32,
    openid: 128,
    reason: 50,
  },
  'partner.terminateByOpenid by sub_openid': {
    service_id: 32,
    sub_mchid: 32,
    appid: 32,
    sub_appid: 32,
    sub_openid: 128,
    reason: 50,
  },
  'palm.preauthorize': { openid: 128, organization_id: 128 },
  'palm.preauthorize from the mini program': { openid: 128, preauthorize_session_id: 128 },
  'palm.query': { openid: 128, organization_id: 64 },
};
const CASES = Object.entries(VERBS).flatMap(([verb, fields]) => Object.keys(fields).map((field) => [verb, field]));
const OF_LENGTH: Record<string, (length: number) => string> = {
  notify_url: (length) => 'https://shop.example/'.padEnd(length, 'n'),
};

let sent: string[];
const client = createPayScoreClient({
  mchid: '1230000109',
  serial: 'S',
  privateKey: merchantKeys.privateKey,
  platformKeys: { [PUBLIC_KEY_ID]: wechat.publicKey },
  // What was sent, and no answer.
  fetch: (url, { body }) => {
    sent.push(`${url} ${body ?? ''}`);
    return Promise.reject(new TypeError('fetch failed'));
  },
});

beforeEach(() => {
  sent = [];
});

type Input = Record<string, unknown>;

/** Calls a verb with every field at its longest, but for what `change` does. Answers what it rejects with. */
function call(verb: string, change: (input: Input) => void = () => undefined): Promise<{ argument?: string }> {
  const input: Input = verb === 'partner.applyForScene' ? { scene: 'TRANSACTION' } : {};
  for (const [path, longest] of Object.entries(VERBS[verb]!)) put(input, path, text(path, longest));
  change(input);
  const [group, name] = verb.split(' ')[0]!.split('.') as ['merchant', 'apply'];
  return client[group][name](input as never).then(
    () => ({}),
    (error: { argument?: string }) => error,
  );
}

function put(input: Input, path: string, value: unknown): void {
  const [name, inner] = path.replace('?', '').split('.') as [string, string?];
  if (inner) put((input[name] ??= {}) as Input, inner, value);
  else input[name] = value;
}

const nameOf = (path: string): string => path.replace('?', '');
const text = (path: string, length: number): string =>
  (OF_LENGTH[nameOf(path)] ?? ((wanted) => nameOf(path).at(-1)!.repeat(wanted)))(length);

it.each(Object.keys(VERBS))('%s sends every field at its longest', async (verb) => {
  expect(await call(verb)).toMatchObject({ code: 'NETWORK_ERROR' });
  expect(sent).toHaveLength(1);
  for (const [path, longest] of Object.entries(VERBS[verb]!)) expect(sent[0]).toContain(text(path, longest));
});

it.each(CASES)('%s refuses a %s that is one longer, empty, or no text', async (verb, path) => {
  for (const value of [text(path!, VERBS[verb!]![path!]! + 1), '', 5, {}]) {
    expect(await call(verb!, (input) => put(input, path!, value))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: nameOf(path!),
    });
  }
  expect(sent).toEqual([]);
});

it.each(CASES.filter(([, path]) => !path!.includes('?') || path!.includes('.')))(
  '%s refuses to go without %s',
  async (verb, path) => {
    for (const value of [undefined, null]) {
      const { argument } = await call(verb!, (input) => put(input, path!, value));
      // Of two that stand for each other the first is named.
      const alternatives = ['openid', 'sub_openid', 'preauthorize_session_id', 'organization_id'];
      if (alternatives.includes(nameOf(path!))) expect(alternatives).toContain(argument);
      else expect(argument).toBe(nameOf(path!));
    }
    expect(sent).toEqual([]);
  },
);

it.each(CASES.filter(([, path]) => path!.includes('?')))('%s may go without %s', async (verb, path) => {
  for (const value of [undefined, null]) {
    await call(verb!, (input) => put(input, path!.split('.')[0]!, value));
    expect(sent).toHaveLength(1);
    const name = nameOf(path!).split('.')[0]!;
    expect(sent.pop()).not.toMatch(new RegExp(`["?&]${name}[=":]`));
  }
});

describe('a notify_url', () => {
  const apply = (url: string) => call('merchant.apply', (input) => (input['notify_url'] = url));

  it.each([
    'HTTPS://shop.example/notify',
    'HTTP://LOCALHOST:3000/notify',
    'https://1.0.0.1/',
    'https://9.255.255.255/',
    'https://11.0.0.0/',
    'https://100.63.255.255/',
    'https://100.128.0.0/',
    'https://169.253.0.1/',
    'https://172.15.255.255/',
    'https://172.32.0.0/',
    'https://192.0.1.0/',
    'https://192.167.0.1/',
    'https://198.17.255.255/',
    'https://198.20.0.0/',
    'https://223.255.255.255/',
    'https://127.shop.example/',
    'https://[2001:fd::1]/',
    'https://[2001:db8::ff]/',
  ])('of %s is sent', async (url) => {
    expect(await apply(url)).toMatchObject({ code: 'NETWORK_ERROR' });
    expect(sent).toHaveLength(1);
  });

  it.each([
    'HTTPS://user@shop.example/',
    'HTTPS://@shop.example/',
    'https://:@shop.example/',
    'https://:password@shop.example/',
    'https://shop.example:99999/',
    'ftp:https://shop.example/',
    'https://0.1.2.3/',
    'https://10.127.0.1/',
    'https://100.64.0.0/',
    'https://100.79.0.0/',
    'https://100.101.0.0/',
    'https://100.119.0.0/',
    'https://100.127.255.255/',
    'https://172.16.0.0/',
    'https://172.20.0.0/',
    'https://172.30.0.0/',
    'https://192.0.0.1/',
    'https://198.18.0.0/',
    'https://198.19.255.255/',
    'https://224.0.0.1/',
    'https://239.255.255.255/',
    'https://255.255.255.255/',
    'https://[::]/',
    'https://[64:ff9b::a00:1]/',
    'https://[fc00::1]/',
    'https://[fe80::1]/',
    'https://[febf::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
  ])('of %s is refused', async (url) => {
    expect(await apply(url)).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'notify_url' });
    expect(sent).toEqual([]);
  });
});

describe('a text', () => {
  it.each(['a', '.a', 'a.', '...', '\u{ffff}', '授权'])('of %j is sent', async (openid) => {
    expect(await call('merchant.queryByOpenid', (input) => (input['openid'] = openid))).toMatchObject({
      code: 'NETWORK_ERROR',
    });
  });

  it.each(['.', '..', '\u{10000}', '\u{10ffff}', '\ud800', '\u0000', '\u007f', '\u0085'])(
    'of %j is refused in a path',
    async (openid) => {
      const refusal = { code: 'INVALID_ARGUMENT', argument: 'openid' };
      expect(await call('merchant.queryByOpenid', (input) => (input['openid'] = openid))).toMatchObject(refusal);
    },
  );

  it('may be a dot in a body', async () => {
    expect(await call('merchant.terminate', (input) => (input['reason'] = '..'))).toMatchObject({
      code: 'NETWORK_ERROR',
    });
  });

  it.each(['a b', ' a', 'a ', 'a\n', 'a/', '授'])('of %j is no authorization_code', async (code) => {
    expect(await call('merchant.query', (input) => (input['authorization_code'] = code))).toMatchObject({
      argument: 'authorization_code',
    });
  });
});
