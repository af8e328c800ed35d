import { createHash } from 'node:crypto';
import { signConfig } from '../../../src/server';

const sample = {
  jsapiTicket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
  nonceStr: 'Wm3WZYTPz0wzccnW',
  timestamp: 1414587457,
};

describe('signConfig', () => {
  it.each([
    ['http://mp.weixin.qq.com', 'f4d90daf4b3bca3078ab155816175ba34c443a7b'],
    ['http://mp.weixin.qq.com?params=value', '0f9de62fce790f9a083d5c99e95740ceb90c27ed'],
    ['http://mp.weixin.qq.com/', 'a1a0141122148a10c58bbd00ef52231dc4dda87a'],
    ['http://mp.weixin.qq.com/?params=value', 'f50191877b62b116ef830363a3a613ed652a2d5d'],
  ])("signs the manual's %s letter for letter", (url, signature) => {
    expect(signConfig({ ...sample, url })).toEqual({
      url,
      nonceStr: sample.nonceStr,
      timestamp: sample.timestamp,
      signature,
    });
  });

  it('leaves out # and what follows', () => {
    const signed = signConfig({ ...sample, url: 'http://mp.weixin.qq.com#wechat_redirect' });
    expect(signed.url).toBe('http://mp.weixin.qq.com');
    expect(signed.signature).toBe('f4d90daf4b3bca3078ab155816175ba34c443a7b');
  });

  it('neither escapes nor normalises the URL', () => {
    const url = 'https://Shop.example:443/商店/../%7Efoo?a=b&a=c d';
    const text = `jsapi_ticket=${sample.jsapiTicket}&noncestr=${sample.nonceStr}&timestamp=1414587457&url=${url}`;
    expect(signConfig({ ...sample, url }).signature).toBe(createHash('sha1').update(text).digest('hex'));
  });

  it('makes up a nonce and takes the time in seconds where none is given', () => {
    const { jsapiTicket } = sample;
    const first = signConfig({ jsapiTicket, url: 'https://shop.example/' });
    const second = signConfig({ jsapiTicket, url: 'https://shop.example/' });
    expect(first.nonceStr).toMatch(/^[0-9a-f]{32}$/);
    expect(first.nonceStr).not.toBe(second.nonceStr);
    expect(Math.abs(first.timestamp - Date.now() / 1000)).toBeLessThan(5);
    expect(signConfig({ jsapiTicket, ...first }).signature).toBe(first.signature);
  });

  it.each([
    ['jsapiTicket', { jsapiTicket: '' }],
    ['jsapiTicket', { jsapiTicket: undefined }],
    ['url', { url: '' }],
    ['url', { url: 5 }],
    ['url', { url: 'https://shop.example/\ud83d' }],
    ['nonceStr', { nonceStr: '' }],
    ['timestamp', { timestamp: 1414587457000 }],
    ['timestamp', { timestamp: -1 }],
    ['timestamp', { timestamp: 1.5 }],
    ['timestamp', { timestamp: 'now' }],
  ])('refuses a bad %s, case %$', (argument, change) => {
    const input = { ...sample, url: 'https://shop.example/', ...change } as never;
    expect(() => signConfig(input)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }));
  });

  it('takes nothing from a polluted Object.prototype', () => {
    Object.assign(Object.prototype, { nonceStr: 'known', timestamp: 1 });
    try {
      const { jsapiTicket } = sample;
      const signed = signConfig({ jsapiTicket, url: 'https://shop.example/' });
      expect(signed.nonceStr).not.toBe('known');
      expect(signed.timestamp).not.toBe(1);
    } finally {
      for (const name of ['nonceStr', 'timestamp']) delete (Object.prototype as Record<string, unknown>)[name];
    }
  });
});
