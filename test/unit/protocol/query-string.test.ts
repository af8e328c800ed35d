import { toQueryString } from '../../../src/protocol/query-string';

const REFUSAL = { code: 'INVALID_ARGUMENT', argument: expect.stringMatching(/^params/) };
const REFUSED = expect.objectContaining(REFUSAL);

test.each<[Record<string, string>, string]>([
  [{}, ''],
  [{ a: '1' }, 'a=1'],
  [{ a: '1', b: '2' }, 'a=1&b=2'],
  [{ b: '2', a: '1' }, 'b=2&a=1'],
  [{ a: '' }, 'a='],
  [{ a: '&=+/#?% 支付' }, 'a=%26%3D%2B%2F%23%3F%25%20%E6%94%AF%E4%BB%98'],
  [{ 'a&b=c': '1' }, 'a%26b%3Dc=1'],
  [{ a: '😀' }, 'a=%F0%9F%98%80'],
  [{ a: '100%41' }, 'a=100%2541'],
  [{ a: '1\n2' }, 'a=1%0A2'],
  [{ package: 'mch_id=1&sign=Zm9v+/==' }, 'package=mch_id%3D1%26sign%3DZm9v%2B%2F%3D%3D'],
])('%j becomes %s', (params, expected) => {
  expect(toQueryString(params)).toBe(expected);
});

test('what it writes, URLSearchParams reads', () => {
  const params = { apply_permissions_token: '&=+/#?% 支付', scene: 'ORDER' };
  expect(Object.fromEntries(new URLSearchParams(toQueryString(params)))).toEqual(params);
});

test('2048 characters are the longest', () => {
  expect(toQueryString({ a: 'x'.repeat(2046) })).toHaveLength(2048);
  expect(() => toQueryString({ a: 'x'.repeat(2047) })).toThrow(REFUSED);
});

test('what counts is the length once encoded', () => {
  expect(toQueryString({ ab: '支'.repeat(227) })).toHaveLength(2046);
  expect(() => toQueryString({ ab: '支'.repeat(228) })).toThrow(REFUSED);
});

test('inherited fields are left out', () => {
  expect(toQueryString(Object.assign(Object.create({ inherited: '1' }), { own: '2' }))).toBe('own=2');
});

test.each<[string, unknown]>([
  ['half a surrogate pair', { a: '\ud83d' }],
  ['the other half', { a: '\ude00x' }],
  ['half a pair in a key', { '\ud83d': 'a' }],
  ['a number', { a: 1 }],
  ['null', { a: null }],
  ['undefined', { a: undefined }],
  ['a list', { a: ['1'] }],
  ['a good value next to a bad one', { a: '1', b: 2 }],
])('%s as a value is refused', (_name, params) => {
  expect(() => toQueryString(params as Record<string, string>)).toThrow(REFUSED);
});

test.each<unknown>([undefined, null, 'a=1', 5, true])('%j instead of an object is refused', (params) => {
  expect(() => toQueryString(params as Record<string, string>)).toThrow(REFUSED);
});

test('the message of a refusal quotes no value', () => {
  const secret = 'secret'.repeat(400);
  expect(() => toQueryString({ a: secret })).toThrow(
    expect.objectContaining({ ...REFUSAL, message: expect.not.stringContaining('secret') }),
  );
});
