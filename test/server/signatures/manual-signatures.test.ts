import { createHash, createHmac } from 'node:crypto';
import {
  buildCardExt,
  buildPackage,
  signAddress,
  signCard,
  signCardExt,
  signPackage,
  signView,
} from '../../../src/server';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

describe('buildPackage', () => {
  const order = {
    bank_type: 'WX',
    body: '支付测试',
    fee_type: '1',
    input_charset: 'UTF-8',
    notify_url: 'http://weixin.qq.com',
    out_trade_no: '7240b65810859cbf2a8d9f76a638c0a3',
    partner: '1900000109',
    spbill_create_ip: '196.168.1.1',
    total_fee: '1',
  };
  const key = '8934e7d15453e97507ef794cf7b0519d';
  const documented =
    'bank_type=WX&body=%E6%94%AF%E4%BB%98%E6%B5%8B%E8%AF%95&fee_type=1&input_charset=UTF-8' +
    '&notify_url=http%3A%2F%2Fweixin.qq.com&out_trade_no=7240b65810859cbf2a8d9f76a638c0a3&partner=1900000109' +
    '&spbill_create_ip=196.168.1.1&total_fee=1&sign=7F77B507B755B3262884291517E380F8';

  it("builds the manual's package", () => {
    expect(buildPackage(order, key)).toBe(documented);
  });

  it('sorts by name, whatever the order given', () => {
    expect(buildPackage(Object.fromEntries(Object.entries(order).reverse()), key)).toBe(documented);
  });

  it('leaves out empty fields and an old sign', () => {
    expect(buildPackage({ ...order, attach: '', sign: 'OLD' }, key)).toBe(documented);
  });

  it('escapes a space as %20', () => {
    expect(buildPackage({ ...order, body: 'a b+c' }, key)).toMatch(/&body=a%20b%2Bc&.*&sign=[0-9A-F]{32}$/);
  });

  it.each(Object.keys(order))('needs %s', (name) => {
    const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: `params.${name}` });
    const without = Object.fromEntries(Object.entries(order).filter(([other]) => other !== name));
    expect(() => buildPackage(without, key)).toThrow(refused);
    expect(() => buildPackage({ ...order, [name]: '' }, key)).toThrow(refused);
  });

  it.each([
    ['bank_type', 'CMB', 'WX'],
    ['body', '支'.repeat(43), '支'.repeat(42)],
    ['out_trade_no', 'a'.repeat(33), 'a'.repeat(32)],
    ['total_fee', '1.00', '100'],
    ['fee_type', '2', '1'],
    ['notify_url', '/notify', 'https://shop.example/notify'],
    ['notify_url', `https://shop.example/${'a'.repeat(255)}`, `https://shop.example/${'a'.repeat(234)}`],
    ['spbill_create_ip', '2001:db8::1', '192.0.2.1'],
    ['input_charset', 'GBK', 'UTF-8'],
    ['input_charset', 'ASCII', 'UTF-8'],
  ])('holds %s to its documented rule: not %s, but %s', (name, bad, good) => {
    expect(() => buildPackage({ ...order, [name]: bad }, key)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: `params.${name}` }),
    );
    expect(() => buildPackage({ ...order, [name]: good }, key)).not.toThrow();
  });

  it('takes GBK where every byte is the same in UTF-8', () => {
    expect(buildPackage({ ...order, body: 'test', input_charset: 'GBK' }, key)).toContain('input_charset=GBK');
  });

  it.each([
    ['params', {}, key],
    ['params', null, key],
    ['params.total_fee', { total_fee: 1 }, key],
    ['partnerKey', order, ''],
  ])('refuses a bad %s, case %$', (argument, params, partnerKey) => {
    expect(() => buildPackage(params as never, partnerKey)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }),
    );
  });
});

describe('signPackage', () => {
  it('is the SHA-1 of the lower-case names in order, with the appkey', () => {
    const input = { appId: 'wx1', timestamp: 1414587457, nonceStr: 'n', package: 'a=1&sign=X', appKey: 'k' };
    const text = 'appid=wx1&appkey=k&noncestr=n&package=a=1&sign=X&timestamp=1414587457';
    expect(signPackage(input)).toBe(sha1(text));
    expect(signPackage({ ...input, timestamp: '1414587457' })).toBe(sha1(text));
  });

  it.each(['appId', 'timestamp', 'nonceStr', 'package', 'appKey'])('needs %s', (argument) => {
    const input = { appId: 'wx1', timestamp: 1, nonceStr: 'n', package: 'p', appKey: 'k', [argument]: undefined };
    expect(() => signPackage(input as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }));
  });
});

describe('signAddress', () => {
  it('signs appendix 4 with the names in order and the URL without #…', () => {
    const url = 'https://shop.example/address?x=1';
    const input = { appId: 'wx1', timestamp: 1414587457, nonceStr: 'n', accessToken: 'OAUTH' };
    const text = `accesstoken=OAUTH&appid=wx1&noncestr=n&timestamp=1414587457&url=${url}`;
    expect(signAddress({ ...input, url })).toBe(sha1(text));
    expect(signAddress({ ...input, url: `${url}#top` })).toBe(sha1(text));
  });

  it.each(['appId', 'url', 'timestamp', 'nonceStr', 'accessToken'])('needs %s', (argument) => {
    const input = {
      appId: 'wx1',
      url: 'https://a/',
      timestamp: 1,
      nonceStr: 'n',
      accessToken: 't',
      [argument]: undefined,
    };
    expect(() => signAddress(input as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }));
  });
});

describe('signCardExt', () => {
  it("gives the manual's signature with the secret the manual's string holds, 456789", () => {
    const input = { code: '23456', timestamp: 141231233, cardId: '345667', appSecret: '456789' };
    expect(signCardExt(input)).toBe('4f76593a4245644fae4e1bc940f6422a0c3ec03e');
    expect(signCardExt({ ...input, appSecret: '45678' })).toBe('81115406965a0774326dcb835f755c58b79b14f1');
  });

  it('takes part in only what is there, and a number as its digits', () => {
    const input = { timestamp: 9, cardId: 'c', appSecret: 's', openid: '', balance: 100 };
    expect(signCardExt(input)).toBe(sha1('1009cs'));
    expect(signCardExt({ ...input, openid: 'o' })).toBe(sha1('1009cos'));
  });

  it('refuses a value that is neither text nor a whole number', () => {
    const input = { timestamp: 9, cardId: 'c', appSecret: 's', balance: 1.5 };
    expect(() => signCardExt(input)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'balance' }),
    );
  });
});

describe('buildCardExt', () => {
  const input = { appSecret: '456789', timestamp: 141231233, cardId: '345667' };

  it("is the JSON that wx.addCard takes, with the manual's signature and the timestamp as text", () => {
    expect(JSON.parse(buildCardExt({ ...input, code: '23456' }))).toEqual({
      code: '23456',
      timestamp: '141231233',
      signature: '4f76593a4245644fae4e1bc940f6422a0c3ec03e',
    });
  });

  it('holds what was signed, and neither the secret nor fields that were not given', () => {
    const full = { ...input, openid: 'o', balance: 100, code: '' };
    const written = JSON.parse(buildCardExt(full));
    expect(written).toEqual({
      openid: 'o',
      timestamp: '141231233',
      signature: signCardExt(full),
      balance: '100',
    });
    expect(buildCardExt(full)).not.toContain(input.appSecret);
  });

  it.each(['appSecret', 'timestamp', 'cardId'])('needs %s', (argument) => {
    expect(() => buildCardExt({ ...input, [argument]: undefined } as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }),
    );
  });
});

describe('signCard', () => {
  it('joins the sorted values of appendix 6', () => {
    const input = { appSecret: 's', appId: 'wx1', timestamp: 1414587457, nonceStr: 'n' };
    expect(signCard(input)).toBe(sha1('1414587457nswx1'));
    expect(signCard({ ...input, locationId: 55, cardId: 'c', cardType: 'GROUPON' })).toBe(
      sha1('141458745755GROUPONcnswx1'),
    );
  });
});

describe('signView', () => {
  const params = {
    mch_id: '1230000109',
    package: 'XXX',
    timestamp: '1530097563',
    nonce_str: 'zyx53Nkey8o4bHpxTQvd8m7e92nG5mG2',
    sign_type: 'HMAC-SHA256',
  };

  it('is the upper-case HMAC-SHA256 of the sorted pairs and the key', () => {
    const text =
      'mch_id=1230000109&nonce_str=zyx53Nkey8o4bHpxTQvd8m7e92nG5mG2&package=XXX&sign_type=HMAC-SHA256' +
      '&timestamp=1530097563&key=API_V2_KEY';
    const expected = createHmac('sha256', 'API_V2_KEY').update(text).digest('hex').toUpperCase();
    expect(signView(params, 'API_V2_KEY')).toBe(expected);
    expect(signView({ ...params, sign: 'OLD', service_id: '' }, 'API_V2_KEY')).toBe(expected);
  });

  it.each([
    ['apiKey', params, ''],
    ['params', {}, 'k'],
    ['params.mch_id', { ...params, mch_id: 1230000109 }, 'k'],
  ])('refuses a bad %s, case %$', (argument, given, key) => {
    expect(() => signView(given as never, key)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }),
    );
  });

  it('signs none of what a polluted Object.prototype adds', () => {
    const clean = signView(params, 'k');
    Object.assign(Object.prototype, { evil: 'yes' });
    try {
      expect(signView(params, 'k')).toBe(clean);
    } finally {
      delete (Object.prototype as { evil?: string }).evil;
    }
  });
});
