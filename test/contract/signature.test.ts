import { SIGNATURE, REQUEST, openPage, settle } from './open-page';

const FAILED = { code: 'SIGNATURE_FAILED' };

test.each<[string, () => unknown, unknown]>([
  ['rejects', () => Promise.reject(new Error('503')), { message: '503' }],
  [
    'throws',
    () => {
      throw new Error('no network');
    },
    { message: 'no network' },
  ],
])('a server that %s is SIGNATURE_FAILED, with the cause', async (_how, getConfigSignature, cause) => {
  const page = openPage({}, { getConfigSignature: getConfigSignature as never });
  await expect(settle(page.weixin.authorizePayScore(REQUEST))).rejects.toMatchObject({ ...FAILED, cause });
  expect(page.sent()).toEqual([]);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['text', 'forbidden'],
  ['an empty object', {}],
  ...Object.keys(SIGNATURE).flatMap((field): [string, unknown][] => [
    ['no ' + field, { ...SIGNATURE, [field]: undefined }],
    ['an empty ' + field, { ...SIGNATURE, [field]: '' }],
  ]),
])('a server that answers with %s is SIGNATURE_FAILED', async (_what, signature) => {
  for (const answer of [() => signature, () => Promise.resolve(signature)]) {
    const page = openPage({}, { getConfigSignature: answer as never });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject(FAILED);
    expect(page.sent()).toEqual([]);
  }
});

test('a server that is silent is TIMEOUT', async () => {
  const page = openPage({}, { getConfigSignature: () => new Promise(() => undefined) });
  await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'TIMEOUT', step: 'signature' });
  expect(page.sent()).toEqual([]);
});

test.each<[string, (signature: typeof SIGNATURE) => unknown]>([
  ['at once', (signature) => signature],
  ['with a promise', (signature) => Promise.resolve(signature)],
  ['with a timestamp in text', (signature) => ({ ...signature, timestamp: String(signature.timestamp) })],
  ['with more than was asked for', (signature) => ({ ...signature, url: 'https://example.com/' })],
])('a server may answer %s, and its answer stays as it is', async (_how, answer) => {
  const signature = Object.freeze({ ...SIGNATURE });
  const page = openPage({}, { getConfigSignature: () => answer(signature) as typeof SIGNATURE });
  await settle(page.weixin.ready());
  expect(page.sentTo('preVerifyJSAPI')[0]).toMatchObject({ verifyTimestamp: '1700000000' });
});

test('functions of the options keep their this', async () => {
  class Shop {
    private readonly signature = SIGNATURE;
    private readonly address = 'https://shop.example/pay';
    readonly steps: string[] = [];
    getConfigSignature(url: string): typeof SIGNATURE {
      return { ...this.signature, nonceStr: url };
    }
    getSignatureUrl(): string {
      return this.address;
    }
    onTrace({ step }: { step: string }): void {
      this.steps.push(step);
    }
  }
  const page = openPage();
  const shop = new Shop();
  await settle(page.library.createWeixin(shop).ready());
  expect(page.sentTo('preVerifyJSAPI').pop()).toMatchObject({ verifyNonceStr: 'https://shop.example/pay' });
  expect(shop.steps).toContain('config');
});

test('a server that failed once is asked again by the next use', async () => {
  const page = openPage();
  page.getConfigSignature.mockRejectedValueOnce(new Error('503'));
  await expect(settle(page.weixin.ready())).rejects.toMatchObject(FAILED);
  await settle(page.weixin.ready());
  expect(page.getConfigSignature).toHaveBeenCalledTimes(2);
});
