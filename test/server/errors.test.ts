import * as here from '../../src/server';
import { API_V3_KEY, merchantKeys, PUBLIC_KEY_ID } from './support/identity';

/** Another copy of the package, as where a server imports it and one of its dependencies requires it. */
let other: typeof here;
beforeAll(() => jest.isolateModules(() => void (other = jest.requireActual('../../src/server'))));

const { publicKey, privateKey } = merchantKeys;
const identity = { mchid: '1900000001', serial: 'S', privateKey, platformKeys: { [PUBLIC_KEY_ID]: publicKey } };
const page = 'https://shop.example/rent';

async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

/** What `onError` of a handler is told. */
async function toldBy(make: (onError: (error: unknown) => void) => unknown, url = page): Promise<unknown> {
  const told: unknown[] = [];
  const handler = make((error) => void told.push(error)) as (request: Request) => Promise<Response>;
  await handler(new Request(url));
  return told[0];
}

const signer = (from: typeof here) =>
  from.createConfigSigner({ appId: 'wx1', appSecret: 'secret', allowedOrigins: ['https://shop.example'] });
const client = (from: typeof here) =>
  from.createPayScoreClient({ ...identity, fetch: () => Promise.reject(new Error('no network')) });

const errors: [string, (from: typeof here) => Promise<unknown>][] = [
  ['WeixinError', (from) => thrownBy(() => from.signView({}, ''))],
  ['ConfigSignerError', (from) => thrownBy(() => signer(from).sign('rent'))],
  ['WechatPayError', (from) => thrownBy(() => client(from).warmUp())],
  [
    'NotificationError',
    (from) =>
      thrownBy(() =>
        from.parseNotification(
          { headers: {}, body: '' },
          { apiV3Key: API_V3_KEY, platformKeys: identity.platformKeys },
        ),
      ),
  ],
  [
    'DeliveryError',
    (from) =>
      toldBy((onError) =>
        from.createNotificationHandler({
          apiV3Key: API_V3_KEY,
          platformKeys: identity.platformKeys,
          onEvent: () => undefined,
          onError,
        }),
      ),
  ],
  [
    'PayScoreRoutesError',
    (from) =>
      toldBy(
        (onError) =>
          from.createPayScoreRoutes({
            signer: signer(from),
            permissions: client(from).merchant,
            application: { service_id: '500001', appid: 'wx1' },
            userOf: () => null,
            onError,
          }).handler,
      ),
  ],
  [
    'StoreError',
    async (from) => {
      jest.useFakeTimers();
      try {
        const store = { ...from.memoryStore(), get: () => new Promise<undefined>(() => undefined) };
        const asked = thrownBy(() => from.createOnce(store)('EV-1', () => undefined));
        await jest.advanceTimersByTimeAsync(2000);
        return await asked;
      } finally {
        jest.useRealTimers();
      }
    },
  ],
];

type Check = (value: unknown) => boolean;
const checkOf = (from: typeof here, name: string): Check => from[`is${name}` as keyof typeof from] as Check;
const classOf = (from: typeof here, name: string) => from[name as 'StoreError'] as unknown as new () => Error;

describe.each(errors)('is%s', (name, provoke) => {
  it('knows an error of this copy of the package, and one of another', async () => {
    const [ours, theirs] = [await provoke(here), await provoke(other)];
    expect(ours).toBeInstanceOf(classOf(here, name));
    expect(theirs).not.toBeInstanceOf(classOf(here, name));
    for (const error of [ours, theirs]) {
      expect(checkOf(here, name)(error)).toBe(true);
      expect(checkOf(other, name)(error)).toBe(true);
    }
  });

  it('says no to every other error, and to what is none', async () => {
    const others = await Promise.all(errors.filter(([one]) => one !== name).map(([, make]) => make(here)));
    for (const value of [...others, new Error(name), { name }, null, undefined, name]) {
      expect(checkOf(here, name)(value)).toBe(false);
    }
  });

  it('means an error with a code and a hint', async () => {
    expect(await provoke(here)).toMatchObject({
      name,
      code: expect.stringMatching(/^[A-Z_]+$/),
      hint: expect.stringMatching(/.\.$/),
    });
  });
});
