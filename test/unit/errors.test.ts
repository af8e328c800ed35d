import type * as library from '../../src';
import { WeixinError, isWeixinError, withCause } from '../../src/errors';
import { createWeixin, isWeixinError as isWeixinErrorOfThisCopy } from '../../src';

describe('a WeixinError', () => {
  const cause = new Error('the server said no');
  const error = withCause(new WeixinError('SIGNATURE_FAILED', 'Check the server.', { api: 'x', errCode: null }), cause);

  test('is an Error with a name, a code and a hint', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(WeixinError);
    expect(error).toMatchObject({ name: 'WeixinError', code: 'SIGNATURE_FAILED', hint: 'Check the server.' });
    expect(String(error)).toBe('WeixinError: SIGNATURE_FAILED: Check the server.');
  });

  test('has its fields, and no others', () => {
    expect(error).toMatchObject({ api: 'x', errCode: null });
    expect('errMsg' in error).toBe(false);
  });

  test('has its cause where loggers do not serialise it', () => {
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(error)).not.toContain('the server said no');
    const native = Object.getOwnPropertyDescriptor(new Error('', { cause }), 'cause');
    expect(Object.getOwnPropertyDescriptor(error, 'cause')).toEqual(native);
  });

  test('has no cause where there is none', () => {
    expect('cause' in withCause(new WeixinError('BUSY', 'Wait.'), undefined)).toBe(false);
  });
});

describe('isWeixinError', () => {
  test('recognises the error of another copy of the package', () => {
    jest.isolateModules(() => {
      const other = jest.requireActual<typeof library>('../../src');
      expect(other.WeixinError).not.toBe(WeixinError);
      expect(isWeixinError(new other.WeixinError('BUSY', ''))).toBe(true);
      expect(other.isWeixinError(new WeixinError('BUSY', ''))).toBe(true);
    });
  });

  test('recognises what the library throws', () => {
    let caught: unknown;
    try {
      createWeixin({} as never);
    } catch (error) {
      caught = error;
    }
    expect(isWeixinErrorOfThisCopy(caught)).toBe(true);
  });

  test.each([
    undefined,
    null,
    'WeixinError',
    5,
    new Error('x'),
    { code: 'BUSY' },
    { name: 'WeixinError', code: 'BUSY' },
  ])('does not take %p for one', (value) => {
    expect(isWeixinError(value)).toBe(false);
  });
});
