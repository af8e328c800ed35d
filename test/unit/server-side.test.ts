/** @jest-environment node */
import type * as Library from '../../src';

/** What a server's `navigator` may look like: there is none before Node 21, and other runtimes leave the user agent out. */
const NAVIGATORS: [string, unknown][] = [
  ['no navigator', undefined],
  ['a navigator without a user agent', {}],
  ['a navigator whose user agent is undefined', { userAgent: undefined }],
  ['a navigator whose user agent is null', { userAgent: null }],
  ['a navigator with a user agent of its own', { userAgent: 'Node.js/22' }],
  ['navigator null', null],
];

const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
afterEach(() => {
  if (before) Object.defineProperty(globalThis, 'navigator', before);
  else Reflect.deleteProperty(globalThis, 'navigator');
});

describe.each(NAVIGATORS)('on a server with %s', (_name, navigator) => {
  let library: typeof Library;
  beforeEach(() => {
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: navigator });
    jest.resetModules();
    library = jest.requireActual<typeof Library>('../../src');
  });

  test('a session is made, and is outside WeChat', async () => {
    const getConfigSignature = jest.fn();
    const weixin = library.createWeixin({ getConfigSignature });
    expect(weixin.client).toBeNull();
    await expect(weixin.ready()).rejects.toMatchObject({ code: 'NOT_IN_WEIXIN' });
    await expect(weixin.authorizePayScore({ applyPermissionsToken: 't' })).rejects.toMatchObject({
      code: 'NOT_IN_WEIXIN',
    });
    weixin.on('onVoicePlayEnd', () => undefined)();
    expect(getConfigSignature).not.toHaveBeenCalled();
  });

  test('jweixin is not to be had', async () => {
    // The package says so itself.
    const warned = jest.spyOn(console, 'warn').mockReturnValue();
    await expect(library.loadJWeixin()).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED' });
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('server side'));
    warned.mockRestore();
    await expect(
      library.loadJWeixin({ src: ['https://res.wx.qq.com/open/js/jweixin-1.6.0.js'] }),
    ).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED', cause: { name: 'ReferenceError' } });
  });
});
