import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import {
  createNotificationHandler,
  NotificationError,
  type NotificationErrorCode,
  parseNotification,
  type PlatformKeyRecord,
} from '../../../src/server';
import {
  API_V3_KEY,
  CERTIFICATE_SERIAL,
  certificateKeyPem,
  certificatePem,
  PUBLIC_KEY_ID,
  stranger,
  wechat,
} from '../support/identity';
import {
  makeNotification,
  type NotificationChoices,
  samplePayload,
  seal,
  signatureOf,
  toRequest,
  type WireNotification,
} from '../support/notification';

const elliptic = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const platformKeys: PlatformKeyRecord = { [PUBLIC_KEY_ID]: wechat.publicPem, [CERTIFICATE_SERIAL]: certificatePem };
const options = { apiV3Key: API_V3_KEY, platformKeys };

const notification = (choices: Partial<NotificationChoices> = {}): WireNotification =>
  makeNotification({ signWith: wechat.privateKey, ...choices });

function codeOf(input: Parameters<typeof parseNotification>[0], given = options): NotificationErrorCode | 'no error' {
  try {
    parseNotification(input, given);
    return 'no error';
  } catch (error) {
    if (!(error instanceof NotificationError)) throw error;
    return error.code;
  }
}

/** The two letters before `==` carry 4 bits that Node ignores. */
function nextLetter(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 1);
}

/** Signs a changed body again: what WeChat would do, and an attacker cannot. */
function signedAgain(
  wire: WireNotification,
  change: (envelope: Record<string, Record<string, string>>) => void,
): WireNotification {
  const envelope = JSON.parse(wire.body);
  change(envelope);
  const body = JSON.stringify(envelope);
  const timestamp = wire.headers['Wechatpay-Timestamp']!;
  const nonce = wire.headers['Wechatpay-Nonce']!;
  return {
    body,
    headers: { ...wire.headers, 'Wechatpay-Signature': signatureOf(timestamp, nonce, body, wechat.privateKey) },
  };
}

describe('a notification untouched', () => {
  it('is read at once, without a promise', () => {
    expect(parseNotification(notification(), options)).toEqual({
      id: 'EV-2018022511223320873',
      createdAt: '2015-05-20T13:29:35+08:00',
      type: 'PAYSCORE.USER_OPEN_SERVICE',
      summary: '授权成功',
      resource_type: 'encrypt-resource',
      resource: { ...samplePayload, openorclose_time: '2018-02-25T11:22:33+08:00' },
    });
  });

  it('is read from text and from bytes, also from a part of a larger buffer', () => {
    const { headers, body } = notification();
    const bytes = Buffer.from(`..${body}..`).subarray(2, -2);
    const event = parseNotification({ headers, body }, options);
    expect(parseNotification({ headers, body: bytes }, options)).toEqual(event);
    expect(parseNotification({ headers, body: new Uint8Array(bytes) }, options)).toEqual(event);
  });

  it.each<[string, (headers: Record<string, string>) => Headers | Record<string, string | string[] | undefined>]>([
    [
      'lower-case names',
      (headers) => Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v])),
    ],
    [
      'upper-case names',
      (headers) => Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toUpperCase(), v])),
    ],
    ['Headers', (headers) => new Headers(headers)],
    ['arrays of one', (headers) => Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, [v]]))],
    ['undefined ones among them', (headers) => ({ ...headers, cookie: undefined, 'set-cookie': ['a', 'b'] })],
    [
      'two spellings, of which one is undefined',
      ({ 'Wechatpay-Nonce': nonce, ...headers }) => ({
        'WECHATPAY-NONCE': undefined,
        'wechatpay-nonce': nonce,
        ...headers,
        'Wechatpay-Nonce': undefined,
      }),
    ],
    ['no prototype', (headers) => Object.assign(Object.create(null), headers)],
  ])('is read with headers of %s', (_, convert) => {
    const { headers, body } = notification();
    expect(parseNotification({ headers: convert(headers), body }, options).id).toBe('EV-2018022511223320873');
  });

  it.each<[string, PlatformKeyRecord, string]>([
    ['SPKI PEM', { [PUBLIC_KEY_ID]: wechat.publicPem }, PUBLIC_KEY_ID],
    ['KeyObject', { [PUBLIC_KEY_ID]: wechat.publicKey }, PUBLIC_KEY_ID],
    ['a key under a serial', { ABCDEF0123456789: wechat.publicKey }, 'ABCDEF0123456789'],
  ])('is verified with a key given as %s', (_, keys, serial) => {
    expect(codeOf(notification({ serial }), { ...options, platformKeys: keys })).toBe('no error');
  });

  it('is verified with a certificate given as PEM', () => {
    expect(codeOf(notification({ signWith: certificateKeyPem, serial: CERTIFICATE_SERIAL }))).toBe('no error');
  });

  it('follows a key that is replaced under its serial', () => {
    const keys: PlatformKeyRecord = { [PUBLIC_KEY_ID]: stranger.publicPem };
    expect(codeOf(notification(), { ...options, platformKeys: keys })).toBe('BAD_SIGNATURE');
    keys[PUBLIC_KEY_ID] = wechat.publicPem;
    expect(codeOf(notification(), { ...options, platformKeys: keys })).toBe('no error');
  });
});

describe('headers', () => {
  const names = ['Wechatpay-Timestamp', 'Wechatpay-Nonce', 'Wechatpay-Serial', 'Wechatpay-Signature'];

  it.each(names)('without %s stop at MISSING_HEADER', (name) => {
    const { headers, body } = notification();
    const { [name]: value, ...rest } = headers;
    expect(codeOf({ headers: rest, body })).toBe('MISSING_HEADER');
    expect(codeOf({ headers: new Headers(rest), body })).toBe('MISSING_HEADER');
    expect(codeOf({ headers: { ...rest, [name]: '' }, body })).toBe('MISSING_HEADER');
    expect(codeOf({ headers: { ...rest, [name]: undefined }, body })).toBe('MISSING_HEADER');
    expect(codeOf({ headers: { ...rest, [name]: [] }, body })).toBe('MISSING_HEADER');
    expect(codeOf({ headers: { ...rest, [name]: [value!, value!] }, body })).toBe('MISSING_HEADER');
    expect(codeOf({ headers: { ...headers, [name.toLowerCase()]: value! }, body })).toBe('MISSING_HEADER');
    expect(codeOf({ headers: { ...rest, [name]: [value!] }, body })).toBe('no error');
  });

  it.each(names)('with %s twice stop at MISSING_HEADER, in Headers and as Node writes them, too', (name) => {
    const { headers, body } = notification();
    const twice = new Headers(headers);
    twice.append(name, headers[name]!);
    expect(codeOf({ headers: twice, body })).toBe('MISSING_HEADER');
    expect(codeOf({ headers: { ...headers, [name]: `${headers[name]}, ${headers[name]}` }, body })).toBe(
      'MISSING_HEADER',
    );
    expect(codeOf({ headers: new Headers(headers), body })).toBe('no error');
    const value = headers[name]!;
    for (const more of [{ [name.toUpperCase()]: value }, { [name.toUpperCase()]: [value] }]) {
      expect(codeOf({ headers: { ...headers, ...more }, body })).toBe('MISSING_HEADER');
      expect(codeOf({ headers: { ...more, ...headers }, body })).toBe('MISSING_HEADER');
    }
    for (const values of [[value, value], [], [5], [''], [value, undefined]]) {
      expect(codeOf({ headers: { ...headers, [name]: values as string[] }, body })).toBe('MISSING_HEADER');
    }
  });

  it.each([undefined, null, 'headers', 5])('that are %p stop at MISSING_HEADER', (headers) => {
    expect(codeOf({ headers: headers as never, body: notification().body })).toBe('MISSING_HEADER');
  });

  it('are not taken from a polluted Object.prototype', () => {
    const { headers, body } = notification();
    const { 'Wechatpay-Nonce': nonce, ...rest } = headers;
    Object.assign(Object.prototype, { 'Wechatpay-Nonce': nonce });
    try {
      expect(codeOf({ headers: rest, body })).toBe('MISSING_HEADER');
    } finally {
      delete (Object.prototype as Record<string, unknown>)['Wechatpay-Nonce'];
    }
  });
});

describe('the clock', () => {
  const sent = 1_700_000_000;

  it.each([
    [-301, 'STALE_TIMESTAMP'],
    [-300, 'no error'],
    [-299, 'no error'],
    [0, 'no error'],
    [299, 'no error'],
    [300, 'no error'],
    [301, 'STALE_TIMESTAMP'],
  ])('at %d s from the timestamp: %s', (seconds, code) => {
    const now = (): number => (sent + seconds) * 1000;
    expect(codeOf(notification({ timestamp: sent }), { ...options, now } as never)).toBe(code);
  });

  it.each([
    '',
    ' ',
    'soon',
    '1e9',
    '0x65920080',
    '1700000000.5',
    '-1700000000',
    ' 1700000000',
    '1700000000000',
    'NaN',
    'Infinity',
  ])('refuses the timestamp %p, even signed', (timestamp) => {
    const expected = timestamp === '' ? 'MISSING_HEADER' : 'STALE_TIMESTAMP';
    const now = (): number => sent * 1000;
    expect(codeOf(notification({ timestamp }), { ...options, now } as never)).toBe(expected);
  });

  it('fails closed where it has no time', () => {
    expect(codeOf(notification(), { ...options, now: () => NaN } as never)).toBe('STALE_TIMESTAMP');
  });

  it('comes before the serial', () => {
    expect(codeOf(notification({ timestamp: sent, serial: 'UNKNOWN' }))).toBe('STALE_TIMESTAMP');
  });
});

describe('the serial', () => {
  it.each(['UNKNOWN', PUBLIC_KEY_ID.toLowerCase(), `${PUBLIC_KEY_ID} `, '__proto__', 'constructor', 'toString'])(
    '%p is UNKNOWN_SERIAL, before the signature is looked at',
    (serial) => {
      expect(codeOf(notification({ serial, signWith: stranger.privateKey }))).toBe('UNKNOWN_SERIAL');
    },
  );

  it('is not taken from a polluted Object.prototype', () => {
    Object.assign(Object.prototype, { EVIL: stranger.publicPem });
    try {
      expect(codeOf(notification({ serial: 'EVIL', signWith: stranger.privateKey }))).toBe('UNKNOWN_SERIAL');
    } finally {
      delete (Object.prototype as Record<string, unknown>)['EVIL'];
    }
  });

  it('decides about the key', () => {
    expect(codeOf(notification({ serial: CERTIFICATE_SERIAL }))).toBe('BAD_SIGNATURE');
  });
});

describe('the signature', () => {
  it('of a stranger is BAD_SIGNATURE', () => {
    expect(codeOf(notification({ signWith: stranger.privateKey }))).toBe('BAD_SIGNATURE');
  });

  it.each<[string, (wire: WireNotification) => WireNotification]>([
    ['body with a space at its end', (wire) => ({ ...wire, body: `${wire.body} ` })],
    ['body with a newline at its end', (wire) => ({ ...wire, body: `${wire.body}\n` })],
    [
      'body written again with other white space',
      (wire) => ({ ...wire, body: JSON.stringify(JSON.parse(wire.body), null, 1) }),
    ],
    ['body without its last byte', (wire) => ({ ...wire, body: wire.body.slice(0, -1) })],
    ['empty body', (wire) => ({ ...wire, body: '' })],
    ['body with a byte order mark', (wire) => ({ ...wire, body: `\ufeff${wire.body}` })],
    ['other event type', (wire) => ({ ...wire, body: wire.body.replace('OPEN', 'CLOSE') })],
    ['other nonce', ({ headers, body }) => ({ headers: { ...headers, 'Wechatpay-Nonce': 'other' }, body })],
    [
      'other timestamp',
      ({ headers, body }) => ({
        headers: { ...headers, 'Wechatpay-Timestamp': String(Number(headers['Wechatpay-Timestamp']) + 1) },
        body,
      }),
    ],
    [
      'signature that is no Base64',
      ({ headers, body }) => ({ headers: { ...headers, 'Wechatpay-Signature': '§§§' }, body }),
    ],
    [
      'signature cut short',
      ({ headers, body }) => ({
        headers: { ...headers, 'Wechatpay-Signature': headers['Wechatpay-Signature']!.slice(8) },
        body,
      }),
    ],
    [
      "prefix of WeChat's own probes",
      ({ headers, body }) => ({
        headers: { ...headers, 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature']}` },
        body,
      }),
    ],
  ])('does not fit an %s', (_, change) => {
    const wire = notification();
    expect(codeOf(wire)).toBe('no error');
    expect(codeOf(change(wire))).toBe('BAD_SIGNATURE');
  });

  it.each<[string, (signature: string) => string]>([
    ['more behind its padding', (signature) => `${signature}AAAA`],
    ['a second signature behind its padding', (signature) => signature + signature],
    ['a space behind it', (signature) => `${signature} `],
    ['a line break in it', (signature) => `${signature.slice(0, 76)}\n${signature.slice(76)}`],
    ['no padding', (signature) => signature.replace(/=+$/, '')],
    ['the URL alphabet', (signature) => signature.replaceAll('+', '-').replaceAll('/', '_')],
    ['a - of the URL alphabet', (signature) => signature.replace('+', '-')],
    ['a _ of the URL alphabet', (signature) => signature.replace('/', '_')],
    ['another last letter for the same bytes', (signature) => signature.replace(/.(?=={2}$)/, nextLetter)],
  ])('has one spelling: with %s it is BAD_SIGNATURE', (_, spell) => {
    let wire = notification();
    // One in a hundred has no + or no / in its 344 characters.
    for (let n = 0; !/\+.*\/|\/.*\+/.test(wire.headers['Wechatpay-Signature']!); n += 1) {
      wire = notification({ nonce: `nonce-${n}` });
    }
    const { headers, body } = wire;
    const signature = headers['Wechatpay-Signature']!;
    const other = spell(signature);
    // The same bytes, as Node reads them.
    expect(Buffer.from(other, 'base64').subarray(0, 256)).toEqual(Buffer.from(signature, 'base64'));
    expect(other).not.toBe(signature);
    expect(codeOf({ headers: { ...headers, 'Wechatpay-Signature': other }, body })).toBe('BAD_SIGNATURE');
    expect(codeOf({ headers, body })).toBe('no error');
  });

  it('does not fit after one bit of it changed', () => {
    const wire = notification();
    const signature = Buffer.from(wire.headers['Wechatpay-Signature']!, 'base64');
    for (const at of [0, 100, 255]) {
      const flipped = Buffer.from(signature);
      flipped[at]! ^= 1;
      const headers = { ...wire.headers, 'Wechatpay-Signature': flipped.toString('base64') };
      expect(codeOf({ headers, body: wire.body })).toBe('BAD_SIGNATURE');
    }
  });

  it('is over the bytes, whatever they are', () => {
    const wire = notification({ text: (json) => `  ${json}\r\n` });
    expect(codeOf(wire)).toBe('no error');
  });

  it('is over a byte order mark, too, where there is one', async () => {
    const wire = notification({ text: (json) => `\ufeff${json}` });
    const handle = createNotificationHandler({ ...options, onEvent: () => undefined });
    expect(codeOf(wire)).toBe('no error');
    expect(codeOf({ ...wire, body: wire.body.slice(1) })).toBe('BAD_SIGNATURE');
    expect((await handle(toRequest(wire))).status).toBe(204);
    expect((await handle(toRequest({ ...notification(), body: wire.body }))).status).toBe(401);
  });

  it('is checked before the JSON is', () => {
    expect(codeOf(notification({ text: () => '{', signWith: stranger.privateKey }))).toBe('BAD_SIGNATURE');
    expect(codeOf(notification({ text: () => '{' }))).toBe('BAD_PAYLOAD');
  });

  it('is checked of a megabyte, too', () => {
    const wire = notification({ envelope: { summary: 'x'.repeat(1_000_000) } });
    expect(codeOf(wire)).toBe('no error');
    expect(codeOf({ ...wire, body: wire.body.replace('xx', 'xy') })).toBe('BAD_SIGNATURE');
  });
});

describe('the algorithm', () => {
  it.each(['AEAD_AES_128_GCM', 'aead_aes_256_gcm', '', null, undefined, 5, 'none'])(
    '%p is UNSUPPORTED_ALGORITHM',
    (algorithm) => {
      expect(codeOf(notification({ resource: { algorithm, ciphertext: 'not looked at' } }))).toBe(
        'UNSUPPORTED_ALGORITHM',
      );
    },
  );
});

describe('the ciphertext', () => {
  const flip = (base64: string, at: number): string => {
    const bytes = Buffer.from(base64, 'base64');
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    return bytes.toString('base64');
  };

  it.each<[string, (resource: Record<string, string>) => void]>([
    ['bit of the ciphertext', (resource) => (resource['ciphertext'] = flip(resource['ciphertext']!, 0))],
    ['bit of the tag', (resource) => (resource['ciphertext'] = flip(resource['ciphertext']!, -1))],
    ['letter of the nonce', (resource) => (resource['nonce'] = 'abcdefghijkm')],
    ['letter of the associated data', (resource) => (resource['associated_data'] = 'payscorf')],
    ['associated data left out', (resource) => delete resource['associated_data']],
    ['longer nonce', (resource) => (resource['nonce'] = 'abcdefghijklm')],
    ['empty nonce', (resource) => (resource['nonce'] = '')],
    [
      'tag cut short',
      (resource) =>
        (resource['ciphertext'] = Buffer.from(resource['ciphertext']!, 'base64').subarray(0, -4).toString('base64')),
    ],
    ['nothing but a tag', (resource) => (resource['ciphertext'] = Buffer.alloc(16).toString('base64'))],
    ['less than a tag', (resource) => (resource['ciphertext'] = 'AAAA')],
    ['spelling of the same bytes', (resource) => (resource['ciphertext'] += '\n')],
    ['text behind its padding', (resource) => (resource['ciphertext'] += '====')],
    ['no ciphertext', (resource) => delete resource['ciphertext']],
    ['number as ciphertext', (resource) => (resource['ciphertext'] = 5 as never)],
    [
      'list of its bytes as associated data',
      (resource) => (resource['associated_data'] = [...Buffer.from(resource['associated_data']!)] as never),
    ],
    ['number as associated data', (resource) => (resource['associated_data'] = 5 as never)],
    ['object as nonce', (resource) => (resource['nonce'] = {} as never)],
  ])('with another %s is DECRYPT_FAILED, even signed', (_, change) => {
    const wire = notification();
    const changed = signedAgain(wire, ({ resource }) => change(resource!));
    expect(codeOf(wire)).toBe('no error');
    expect(codeOf(changed)).toBe('DECRYPT_FAILED');
  });

  it('of another key is DECRYPT_FAILED', () => {
    expect(codeOf(notification({ apiV3Key: 'x'.repeat(32) }))).toBe('DECRYPT_FAILED');
  });

  it.each(['', undefined, null])('may have %p as associated data', (associatedData) => {
    const resource = { ...seal(samplePayload, API_V3_KEY, 'abcdefghijkl', ''), associated_data: associatedData };
    expect(codeOf(notification({ resource }))).toBe('no error');
  });
});

describe('the payload', () => {
  const resourceOf = (change: Record<string, unknown>) =>
    parseNotification(notification({ payload: { ...samplePayload, ...change } }), options).resource;

  it.each([
    ['text', 'not JSON'],
    ['a list', '[]'],
    ['null', 'null'],
    ['cut', '{"appid":'],
  ])('that is %s is BAD_PAYLOAD', (_, payload) => {
    expect(codeOf(notification({ payload }))).toBe('BAD_PAYLOAD');
  });

  it.each<[string, Record<string, unknown>]>([
    ['id', { id: undefined }],
    ['id', { id: '' }],
    ['id', { id: 5 }],
    ['create_time', { create_time: undefined }],
    ['create_time', { create_time: 'yesterday' }],
    ['event_type', { event_type: undefined }],
    ['event_type', { event_type: 'PAYSCORE.USER_PAID' }],
    ['event_type', { event_type: 'payscore.user_open_service' }],
    ['event_type', { event_type: ['PAYSCORE.USER_OPEN_SERVICE'] }],
    ['resource', { resource: undefined }],
    ['resource', { resource: 'sealed' }],
  ])('in an envelope with a bad %s is BAD_PAYLOAD, case %$', (_, envelope) => {
    expect(codeOf(notification({ envelope }))).toBe('BAD_PAYLOAD');
  });

  it.each<[string, Record<string, unknown>]>([
    ['appid', { appid: undefined }],
    ['mchid', { mchid: undefined }],
    ['service_id', { service_id: null }],
    ['appid', { appid: 5 }],
    ['openid', { openid: {} }],
    ['openorclose_time', { openorclose_time: '2018' }],
  ])('with a bad %s is BAD_PAYLOAD, case %$', (_, change) => {
    expect(codeOf(notification({ payload: { ...samplePayload, ...change } }))).toBe('BAD_PAYLOAD');
  });

  it.each([
    ...['appid', 'mchid', 'mch_id', 'service_id', 'sub_appid', 'sub_mchid', 'sub_mch_id', 'channel_id', 'openid'],
    ...['sub_openid', 'user_service_status', 'openorclose_time', 'authorization_code'],
  ])('that has no text as its %s names it', (name) => {
    const { mchid, sub_mchid, ...rest } = samplePayload;
    const payload = { ...rest, mch_id: mchid, sub_mch_id: sub_mchid, [name]: 5 };
    expect(() => parseNotification(notification({ payload }), options)).toThrow(
      expect.objectContaining({ code: 'BAD_PAYLOAD', hint: `The field ${name} is not text.` }),
    );
  });

  it.each(['id', 'create_time', 'event_type', 'summary', 'resource_type'])(
    'in an envelope that has no text as its %s names it',
    (name) => {
      expect(() => parseNotification(notification({ envelope: { [name]: 5 } }), options)).toThrow(
        expect.objectContaining({ code: 'BAD_PAYLOAD', hint: `The field ${name} is not text.` }),
      );
    },
  );

  it.each(['appid', 'mch_id', 'service_id'])('without %s names it', (name) => {
    const { mchid, ...rest } = samplePayload;
    const payload = { ...rest, mch_id: mchid, [name]: '' };
    expect(() => parseNotification(notification({ payload }), options)).toThrow(
      expect.objectContaining({ code: 'BAD_PAYLOAD', hint: `The field ${name} is missing.` }),
    );
  });

  it('may say mch_id and sub_mch_id', () => {
    const { mchid, sub_mchid, ...rest } = samplePayload;
    const { resource } = parseNotification(
      notification({ payload: { ...rest, mch_id: mchid, sub_mch_id: sub_mchid } }),
      options,
    );
    expect(resource).toEqual({ ...samplePayload, openorclose_time: '2018-02-25T11:22:33+08:00' });
  });

  it.each(['encrypt-resource', 'encryptresource', undefined])('may come as resource_type %p', (resource_type) => {
    expect(codeOf(notification({ envelope: { resource_type } }))).toBe('no error');
  });

  it('may leave out what is optional', () => {
    const { appid, mchid, service_id } = samplePayload;
    const wire = notification({
      payload: { appid, mchid, service_id, openid: null },
      envelope: { summary: undefined },
    });
    expect(parseNotification(wire, options).resource).toStrictEqual({ appid, mchid, service_id });
  });

  it.each(['OPEN', 'CLOSE'])('says that it was %s, and may not contradict itself', (way) => {
    const eventType = `PAYSCORE.USER_${way}_SERVICE`;
    const withStatus = (status: unknown) =>
      notification({ eventType, payload: { ...samplePayload, user_service_status: status } });
    const other = way === 'OPEN' ? 'CLOSE' : 'OPEN';
    expect(parseNotification(withStatus(`USER_${way}_SERVICE`), options).type).toBe(eventType);
    expect(parseNotification(withStatus(undefined), options).type).toBe(eventType);
    expect(codeOf(withStatus(`USER_${other}_SERVICE`))).toBe('BAD_PAYLOAD');
    expect(codeOf(withStatus('WHATEVER'))).toBe('BAD_PAYLOAD');
  });

  it('passes summary and resource_type on, and leaves out the one that is not there', () => {
    const event = parseNotification(notification({ envelope: { resource_type: 'encryptresource' } }), options);
    expect(event).toMatchObject({ summary: '授权成功', resource_type: 'encryptresource' });
    const bare = parseNotification(
      notification({ envelope: { resource_type: undefined, summary: undefined } }),
      options,
    );
    expect(Object.keys(bare).sort()).toEqual(['createdAt', 'id', 'resource', 'type']);
  });

  it.each([
    ['20180225112233', '2018-02-25T11:22:33+08:00'],
    ['2018-02-25T11:22:33+08:00', '2018-02-25T11:22:33+08:00'],
    ['2018-02-25T11:22:33', '2018-02-25T11:22:33+08:00'],
    ['2018-02-25T03:22:33Z', '2018-02-25T03:22:33Z'],
    ['2018-02-25T11:22:33.123+08:00', '2018-02-25T11:22:33.123+08:00'],
    ['2018-02-25T11:22:33-05:30', '2018-02-25T11:22:33-05:30'],
    ['20200229000000', '2020-02-29T00:00:00+08:00'],
  ])('may give its times as %s', (sent, read) => {
    expect(resourceOf({ openorclose_time: sent }).openorclose_time).toBe(read);
    expect(parseNotification(notification({ envelope: { create_time: sent } }), options).createdAt).toBe(read);
  });

  it.each([
    '20180230112233',
    '20181301000000',
    '20180225242233',
    '2018-02-25',
    '1519528953',
    '2018-02-25T11:22:33+0800',
    '20180225112233\n',
  ])('has no time in %p', (sent) => {
    expect(codeOf(notification({ envelope: { create_time: sent } }))).toBe('BAD_PAYLOAD');
  });

  it('called __proto__ reaches nothing', () => {
    const payload = JSON.stringify(samplePayload).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    const wire = notification({ payload, text: (json) => json.replace('{', '{"__proto__":{"polluted":1},') });
    const event = parseNotification(wire, options);
    expect(event.resource).toEqual({ ...samplePayload, openorclose_time: '2018-02-25T11:22:33+08:00' });
    expect(Object.getPrototypeOf(event.resource)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('takes no field from a polluted Object.prototype', () => {
    const payload = { ...samplePayload, channel_id: undefined };
    Object.assign(Object.prototype, { channel_id: 'evil' });
    try {
      expect(Object.hasOwn(parseNotification(notification({ payload }), options).resource, 'channel_id')).toBe(false);
    } finally {
      delete (Object.prototype as Record<string, unknown>)['channel_id'];
    }
  });
});

describe('a mistake in the arguments', () => {
  it.each<[string, object]>([
    ['apiV3Key', { apiV3Key: 'short' }],
    ['apiV3Key', { apiV3Key: '密'.repeat(32) }],
    ['apiV3Key', { apiV3Key: undefined }],
    ['apiV3Key', { apiV3Key: Buffer.from(API_V3_KEY) }],
    ['platformKeys', { platformKeys: undefined }],
    ['now', { now: 5 }],
    [`platformKeys[${PUBLIC_KEY_ID}]`, { platformKeys: { [PUBLIC_KEY_ID]: 'no PEM' } }],
    [`platformKeys[${PUBLIC_KEY_ID}]`, { platformKeys: { [PUBLIC_KEY_ID]: wechat.privatePem } }],
    [`platformKeys[${PUBLIC_KEY_ID}]`, { platformKeys: { [PUBLIC_KEY_ID]: wechat.privateKey } }],
    [`platformKeys[${PUBLIC_KEY_ID}]`, { platformKeys: { [PUBLIC_KEY_ID]: createSecretKey(Buffer.alloc(32)) } }],
    [`platformKeys[${PUBLIC_KEY_ID}]`, { platformKeys: { [PUBLIC_KEY_ID]: elliptic.publicKey } }],
    [
      `platformKeys[${PUBLIC_KEY_ID}]`,
      { platformKeys: { [PUBLIC_KEY_ID]: elliptic.publicKey.export({ type: 'spki', format: 'pem' }) } },
    ],
  ])('is INVALID_ARGUMENT: %s, case %$', (argument, change) => {
    expect(() => parseNotification(notification(), { ...options, ...change } as never)).toThrow(
      expect.objectContaining({ name: 'WeixinError', code: 'INVALID_ARGUMENT', argument }),
    );
  });

  it.each([undefined, null, 5, 'input'])('is INVALID_ARGUMENT: %p instead of the input or the options', (given) => {
    for (const [argument, input, more] of [
      ['input', given, options],
      ['options', notification(), given],
    ] as const) {
      expect(() => parseNotification(input as never, more as never)).toThrow(
        expect.objectContaining({ name: 'WeixinError', code: 'INVALID_ARGUMENT', argument }),
      );
    }
  });

  it.each([undefined, null, {}, 5])('is INVALID_ARGUMENT: a body of %p', (body) => {
    expect(() => parseNotification({ headers: notification().headers, body: body as never }, options)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'body' }),
    );
  });
});
