import {
  createNotificationHandler,
  createPayScoreClient,
  isDeliveryError,
  isNotificationError,
  type NotificationHandlerOptions,
  parseNotification,
  type PayScoreClient,
  type PermissionEvent,
  platformCertificates,
} from '../../../src/server';
import { sealCertificate } from '../support/certificates';
import {
  API_V3_KEY,
  CERTIFICATE_SERIAL,
  certificateKeyPem,
  merchantKeys,
  PUBLIC_KEY_ID,
  stranger,
  wechat,
} from '../support/identity';
import { makeNotification, type NotificationChoices, samplePayload, toRequest } from '../support/notification';
import { payApi } from '../support/pay-api';

const OTHER_API_V3_KEY = 'the-other-api-v3-key-32-letters.';
const SERIAL = 'ABCDEF0123456789';

const request = (choices: Partial<NotificationChoices> = {}): Request =>
  toRequest(makeNotification({ signWith: wechat.privateKey, ...choices }));

let events: PermissionEvent[];
let errors: unknown[];
const account = { apiV3Key: API_V3_KEY, platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem } };
const handling = {
  onEvent: (event: PermissionEvent) => void events.push(event),
  onError: (error: unknown) => void errors.push(error),
};

beforeEach(() => {
  events = [];
  errors = [];
});

describe('expect', () => {
  const { mchid, appid, service_id } = samplePayload;

  it.each<[string, object]>([
    ['its mchid', { mchid }],
    ['its mchid, among others', { mchid: ['1', mchid] }],
    ['its appid', { appid }],
    ['its service_id', { service_id }],
    ['all three', { mchid, appid: [appid], service_id: [service_id, '2'] }],
    ['nothing', {}],
  ])('lets a notification pass that has %s', async (_, expected) => {
    const handler = createNotificationHandler({ ...account, ...handling, expect: expected });
    expect((await handler(request())).status).toBe(204);
    expect(
      parseNotification(makeNotification({ signWith: wechat.privateKey }), { ...account, expect: expected }),
    ).toEqual(events[0]);
  });

  it.each<[string, object]>([
    ['mchid', { mchid: '1230000108' }],
    ['mchid', { mchid: ['1', '2'] }],
    ['mchid', { mchid: mchid.slice(0, -1), appid }],
    ['appid', { mchid, appid: 'wx1' }],
    ['service_id', { mchid, appid, service_id: ['500002'] }],
  ])('refuses a genuine notification about another %s with 400, case %$', async (name, expected) => {
    const handler = createNotificationHandler({ ...account, ...handling, expect: expected });
    expect((await handler(request())).status).toBe(400);
    expect(events).toEqual([]);
    expect(errors).toEqual([expect.objectContaining({ code: 'BAD_PAYLOAD', hint: expect.stringContaining(name) })]);
    expect(() =>
      parseNotification(makeNotification({ signWith: wechat.privateKey }), { ...account, expect: expected }),
    ).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });

  it('reads mch_id as mchid', async () => {
    const { mchid: id, ...rest } = samplePayload;
    const payload = { ...rest, mch_id: id };
    const ours = createNotificationHandler({ ...account, ...handling, expect: { mchid } });
    const other = createNotificationHandler({ ...account, ...handling, expect: { mchid: '1' } });
    expect((await ours(request({ payload }))).status).toBe(204);
    expect((await other(request({ payload }))).status).toBe(400);
  });

  it('holds an event of another type to the fields that it has', async () => {
    const onOther = jest.fn();
    const handler = createNotificationHandler({ ...account, ...handling, onOther, expect: { mchid, service_id } });
    const other = (id: string, payload: object) => request({ eventType: 'TRANSACTION.SUCCESS', id, payload });
    expect((await handler(other('EV-1', { mchid }))).status).toBe(204);
    expect((await handler(other('EV-2', { sp_mchid: mchid }))).status).toBe(204);
    expect((await handler(other('EV-3', { mchid: '1' }))).status).toBe(400);
    expect((await handler(other('EV-4', { mchid: 5 }))).status).toBe(400);
    expect(onOther).toHaveBeenCalledTimes(2);
  });

  it('cannot be changed after the handler was made', async () => {
    const list = ['1'];
    const handler = createNotificationHandler({ ...account, ...handling, expect: { mchid: list } });
    list.push(mchid);
    expect((await handler(request())).status).toBe(400);
  });

  it.each<[string, unknown]>([
    ['expect.mchid', { mchid: undefined }],
    ['expect.mchid', { mchid: '' }],
    ['expect.mchid', { mchid: [] }],
    ['expect.appid', { appid: ['wx1', undefined] }],
    ['expect.service_id', { service_id: 500001 }],
    ['expect.mchId', { mchId: '1' }],
    ['expect', null],
    ['expect', '1230000109'],
  ])('that would let everything pass is refused: %s in %j', (argument, expected) => {
    const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT', argument });
    const options = { ...account, ...handling, expect: expected } as never;
    expect(() => createNotificationHandler(options)).toThrow(refused);
    expect(() => parseNotification(makeNotification({ signWith: wechat.privateKey }), options)).toThrow(refused);
  });
});

describe('platformKeys as a function', () => {
  it('is asked for the serial of each notification, and again for one that it did not have', async () => {
    const known = new Map<string, string>();
    const platformKeys = jest.fn(async (serial: string) => known.get(serial));
    const handler = createNotificationHandler({ ...account, ...handling, platformKeys });
    expect((await handler(request({ id: 'EV-1' }))).status).toBe(400);
    expect(errors).toEqual([expect.objectContaining({ code: 'UNKNOWN_SERIAL' })]);
    known.set(PUBLIC_KEY_ID, wechat.publicPem);
    expect((await handler(request({ id: 'EV-1' }))).status).toBe(204);
    expect(platformKeys.mock.calls).toEqual([[PUBLIC_KEY_ID], [PUBLIC_KEY_ID]]);
  });

  it('is not asked where headers or clock are wrong', async () => {
    const platformKeys = jest.fn(() => wechat.publicKey);
    const handler = createNotificationHandler({ ...account, ...handling, platformKeys });
    expect((await handler(request({ timestamp: 1_500_000_000 }))).status).toBe(400);
    expect((await handler(new Request('http://a/', { method: 'POST' }))).status).toBe(400);
    expect(platformKeys).not.toHaveBeenCalled();
    expect((await handler(request())).status).toBe(204);
  });

  it.each<[string, () => unknown]>([
    ['rejects', () => Promise.reject(new Error('network'))],
    [
      'throws',
      () => {
        throw new Error('network');
      },
    ],
    ["gives the merchant's private key", () => wechat.privateKey],
    ['gives a text that is no key', () => 'key'],
  ])('that %s is 500, so that WeChat delivers again', async (_, platformKeys) => {
    const handler = createNotificationHandler({ ...account, ...handling, platformKeys: platformKeys as never });
    expect((await handler(request())).status).toBe(500);
    expect(errors).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('that never answers is 500 after five seconds', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    try {
      const platformKeys = (): Promise<never> => new Promise(() => undefined);
      const answer = createNotificationHandler({ ...account, ...handling, platformKeys })(request());
      await jest.advanceTimersByTimeAsync(5000);
      expect((await answer).status).toBe(500);
      expect(errors).toEqual([expect.objectContaining({ code: 'KEY_TIMEOUT' })]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('can be the platform certificates that the pay client fetches', async () => {
    const list = { body: { data: [sealCertificate()] }, signWith: certificateKeyPem, serial: CERTIFICATE_SERIAL };
    const api = await payApi(merchantKeys.publicKey, wechat.privateKey);
    try {
      api.answer = list;
      const client: PayScoreClient = createPayScoreClient({
        mchid: '1230000109',
        serial: 'MERCHANT-SERIAL',
        privateKey: merchantKeys.privateKey,
        platformKeys: (serial) => platformKeys(serial),
        baseURL: api.url,
      });
      const platformKeys = platformCertificates({ client, apiV3Key: API_V3_KEY });
      const handler = createNotificationHandler({ ...account, ...handling, platformKeys });
      const signed = { serial: CERTIFICATE_SERIAL, signWith: certificateKeyPem };
      expect((await handler(request({ ...signed, id: 'EV-1' }))).status).toBe(204);
      expect((await handler(request({ ...signed, id: 'EV-2' }))).status).toBe(204);
      expect((await handler(request({ ...signed, id: 'EV-3', signWith: stranger.privateKey }))).status).toBe(401);
      expect(api.requests.map(({ url }) => url)).toEqual(['/v3/certificates']);
    } finally {
      await api.close();
    }
  });

  it('is refused by parseNotification, which does not wait', () => {
    const options = { ...account, platformKeys: (() => wechat.publicKey) as never };
    expect(() => parseNotification(makeNotification({ signWith: wechat.privateKey }), options)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'platformKeys' }),
    );
  });
});

describe('several merchants behind one notify_url', () => {
  const a = { ...account, expect: { mchid: '1230000109' } };
  const b = {
    apiV3Key: OTHER_API_V3_KEY,
    platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem, [SERIAL]: stranger.publicPem },
    expect: { mchid: '1230000209' },
  };
  const ofA = (choices: Partial<NotificationChoices> = {}) => request({ id: 'EV-A', ...choices });
  const ofB = (choices: Partial<NotificationChoices> = {}) =>
    request({
      id: 'EV-B',
      apiV3Key: OTHER_API_V3_KEY,
      payload: { ...samplePayload, mchid: '1230000209' },
      ...choices,
    });

  it('each get their own, whichever comes first in the list', async () => {
    for (const accounts of [
      [a, b],
      [b, a],
    ]) {
      events = [];
      const handler = createNotificationHandler({ ...handling, accounts });
      expect((await handler(ofA())).status).toBe(204);
      expect((await handler(ofB())).status).toBe(204);
      expect(events.map(({ id, resource }) => [id, resource.mchid])).toEqual([
        ['EV-A', '1230000109'],
        ['EV-B', '1230000209'],
      ]);
    }
  });

  it('are told apart by their platform keys, too', async () => {
    const handler = createNotificationHandler({ ...handling, accounts: [a, b] });
    expect((await handler(ofB({ serial: SERIAL, signWith: stranger.privateKey }))).status).toBe(204);
    expect((await handler(ofA({ serial: SERIAL, signWith: stranger.privateKey }))).status).toBe(400);
  });

  it.each<[string, number, string, () => Request]>([
    ['no account has a key for the serial', 400, 'UNKNOWN_SERIAL', () => ofA({ serial: 'UNKNOWN' })],
    ['the signature is a stranger’s', 401, 'BAD_SIGNATURE', () => ofA({ signWith: stranger.privateKey })],
    ['no API v3 key decrypts it', 400, 'DECRYPT_FAILED', () => ofA({ apiV3Key: 'x'.repeat(32) })],
    ['it is about a third merchant', 400, 'BAD_PAYLOAD', () => ofA({ payload: { ...samplePayload, mchid: '3' } })],
    ["it is about a merchant with the other's key", 400, 'BAD_PAYLOAD', () => ofB({ apiV3Key: API_V3_KEY })],
  ])('refuse a notification where %s', async (_, status, code, make) => {
    const handler = createNotificationHandler({ ...handling, accounts: [a, b] });
    expect((await handler(make())).status).toBe(status);
    expect(errors).toEqual([expect.objectContaining({ code })]);
    expect(events).toEqual([]);
  });

  it('do not wait for one whose keys cannot be had', async () => {
    const hanging = { ...a, platformKeys: (): Promise<never> => new Promise(() => undefined) };
    const handler = createNotificationHandler({ ...handling, accounts: [hanging, b] });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    try {
      // No time passes.
      expect((await handler(ofB())).status).toBe(204);
    } finally {
      jest.useRealTimers();
    }
  });

  it('have WeChat deliver again where the one whose keys failed may be meant', async () => {
    const failing = { ...a, platformKeys: () => Promise.reject(new Error('network')) };
    const handler = createNotificationHandler({ ...handling, accounts: [failing, b] });
    expect((await handler(ofA())).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining({ message: 'network' })]);
  });

  it('name the failure of the account that came furthest', async () => {
    // The first has no key for the serial; the second verifies the signature and fails at each later check in turn.
    const accounts = [a, b];
    const ofSecond = (change: Partial<NotificationChoices>) =>
      ofB({ serial: SERIAL, signWith: stranger.privateKey, ...change });
    for (const [code, change] of [
      ['UNKNOWN_SERIAL', { serial: 'UNKNOWN' }],
      ['BAD_SIGNATURE', { signWith: wechat.privateKey }],
      ['UNSUPPORTED_ALGORITHM', { resource: { algorithm: 'none' } }],
      ['DECRYPT_FAILED', { apiV3Key: 'x'.repeat(32) }],
      ['BAD_PAYLOAD', { payload: { ...samplePayload, mchid: '3' } }],
    ] as const) {
      errors = [];
      await createNotificationHandler({ ...handling, accounts })(ofSecond(change));
      await createNotificationHandler({ ...handling, accounts: [...accounts].reverse() })(ofSecond(change));
      expect(errors).toEqual([expect.objectContaining({ code }), expect.objectContaining({ code })]);
    }
  });

  it('name the first of those that failed at the same check', async () => {
    const failing = (message: string) => ({ ...a, platformKeys: () => Promise.reject(new Error(message)) });
    const handler = createNotificationHandler({ ...handling, accounts: [failing('first'), failing('second')] });
    expect((await handler(ofA())).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining({ message: 'first' })]);
  });

  it.each<[string, object]>([
    ['accounts', { accounts: [] }],
    ['accounts', { accounts: a }],
    ['accounts[1]', { accounts: [a, null] }],
    ['accounts[1].apiV3Key', { accounts: [a, { ...b, apiV3Key: 'short' }] }],
    ['accounts[0].platformKeys', { accounts: [{ ...a, platformKeys: {} }] }],
    [`accounts[0].platformKeys[${PUBLIC_KEY_ID}]`, { accounts: [{ ...a, platformKeys: { [PUBLIC_KEY_ID]: 'pem' } }] }],
    ['accounts[0].expect.mchid', { accounts: [{ ...a, expect: { mchid: '' } }] }],
    ['apiV3Key', { accounts: [a], apiV3Key: API_V3_KEY }],
    ['expect', { accounts: [a], expect: { mchid: '1' } }],
  ])('are checked when the handler is made: %s, case %$', (argument, change) => {
    expect(() =>
      createNotificationHandler({ ...handling, ...change } as unknown as NotificationHandlerOptions),
    ).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }));
  });
});

describe('isNotificationError', () => {
  it('knows an error of this copy of the package and of another, and no other error', () => {
    const thrown = (() => {
      try {
        return parseNotification({ headers: {}, body: '' }, account);
      } catch (error) {
        return error;
      }
    })();
    expect(isNotificationError(thrown)).toBe(true);
    class NotificationError extends Error {
      override name = 'NotificationError';
    }
    expect(isNotificationError(new NotificationError())).toBe(true);
    for (const other of [new Error('NotificationError'), { name: 'NotificationError' }, null, 'NotificationError']) {
      expect(isNotificationError(other)).toBe(false);
    }
  });
});

describe('isDeliveryError', () => {
  it('knows an error of this copy of the package and of another, and no other error', async () => {
    const handler = createNotificationHandler({ ...account, ...handling });
    expect((await handler(new Request('http://a/'))).status).toBe(405);
    expect(errors.map(isDeliveryError)).toEqual([true]);
    class DeliveryError extends Error {
      override name = 'DeliveryError';
    }
    expect(isDeliveryError(new DeliveryError())).toBe(true);
    for (const other of [new Error('DeliveryError'), { name: 'DeliveryError' }, null, 'DeliveryError']) {
      expect(isDeliveryError(other)).toBe(false);
    }
  });
});
