import { loadJWeixin } from '../../src/load-jweixin';
import { loadDefault as fromOfficialHosts } from '../../src/bridge/jweixin/from-official-hosts';
import { simulateTimers } from '../../src/testing/frozen-timers';
import type { Wx } from '../../src/protocol/wx';

const A = 'https://res.wx.qq.com/open/js/jweixin-1.6.0.js';
const B = 'https://res2.wx.qq.com/open/js/jweixin-1.6.0.js';
const wx: Wx = { config: () => undefined, ready: () => undefined, error: () => undefined };

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  document.head.innerHTML = '';
  delete window.jWeixin;
  delete window.wx;
});

const tags = (): string[] => Array.from(document.scripts, (script) => script.src);
const tag = (src: string): HTMLScriptElement => Array.from(document.scripts).find((script) => script.src === src)!;

/** Asks for jweixin; the tags are there when this is done. */
async function start(load: () => Promise<unknown>): Promise<{ loading: Promise<unknown> }> {
  const loading = load();
  loading.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(0);
  return { loading };
}

/** The browser loaded a script, which put jweixin on the page. */
async function arrive(src: string): Promise<void> {
  window.jWeixin = window.wx = wx;
  tag(src).dispatchEvent(new Event('load'));
  await jest.advanceTimersByTimeAsync(0);
}

async function fail(src: string): Promise<void> {
  tag(src).dispatchEvent(new Event('error'));
  await jest.advanceTimersByTimeAsync(0);
}

describe('jweixin that the page already has', () => {
  test.each(['jWeixin', 'wx'] as const)('is taken from window.%s', async (name) => {
    window[name] = wx;
    expect(await loadJWeixin({ src: [A] })).toBe(wx);
    expect(tags()).toEqual([]);
  });

  test('is taken from jWeixin where wx is something else', async () => {
    window.wx = { another: 'library' };
    window.jWeixin = wx;
    expect(await loadJWeixin({ src: [A] })).toBe(wx);
  });

  test.each([{}, 'wx', 5, { config: true }])('is not %p, which has no config', async (value) => {
    window.wx = value;
    const { loading } = await start(() => loadJWeixin({ src: [A] }));
    expect(tags()).toEqual([A]);
    await arrive(A);
    expect(await loading).toBe(wx);
  });
});

describe('from npm', () => {
  test('is the default, and sets no globals', async () => {
    const loaded = await loadJWeixin();
    expect(loaded.config).toEqual(expect.any(Function));
    expect([window.wx, window.jWeixin, ...tags()]).toEqual([undefined, undefined]);
  });

  test('is the same object each time', async () => {
    expect(await loadJWeixin()).toBe(await loadJWeixin());
  });
});

describe('from script tags', () => {
  test('the first source is tried first, and the others stay out', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    expect(tags()).toEqual([A]);
    await arrive(A);
    expect(await loading).toBe(wx);
    expect(tags()).toEqual([A]);
  });

  test('the second source is tried when the first fails', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    await fail(A);
    expect(tags()).toContain(B);
    await arrive(B);
    expect(await loading).toBe(wx);
  });

  test('the second source is tried when the first brings something else', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    tag(A).dispatchEvent(new Event('load'));
    await jest.advanceTimersByTimeAsync(0);
    await arrive(B);
    expect(await loading).toBe(wx);
  });

  test('the second source is tried when the first is silent, in time for the whole', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B], timeout: 1000 }));
    await jest.advanceTimersByTimeAsync(600);
    await arrive(B);
    expect(await loading).toBe(wx);
  });

  test('two callers share a tag', async () => {
    const { loading: both } = await start(() => Promise.all([loadJWeixin({ src: [A] }), loadJWeixin({ src: [A] })]));
    expect(tags()).toEqual([A]);
    await arrive(A);
    expect(await both).toEqual([wx, wx]);
  });

  test.each([A, A.replace('https:', '')])('a tag of the page for %s is waited for', async (src) => {
    document.head.appendChild(document.createElement('script')).src = src;
    const [own] = tags();
    const { loading } = await start(() => loadJWeixin({ src: [src] }));
    expect(tags()).toEqual([own]);
    await arrive(own!);
    expect(await loading).toBe(wx);
  });

  test('a tag carries the nonce', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A], nonce: 'r4nd0m' }));
    expect(tag(A).getAttribute('nonce')).toBe('r4nd0m');
    expect(tag(A).hasAttribute('integrity')).toBe(false);
    expect(tag(A).hasAttribute('crossorigin')).toBe(false);
    await arrive(A);
    await loading;
  });

  test('a tag carries the integrity, and is then requested with CORS', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A], integrity: 'sha384-abc' }));
    // jsdom does not reflect it as an attribute.
    expect(tag(A).integrity).toBe('sha384-abc');
    expect(tag(A).getAttribute('crossorigin')).toBe('anonymous');
    expect(tag(A).hasAttribute('nonce')).toBe(false);
    await arrive(A);
    await loading;
  });

  test('every source that was tried is named when none works', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    const refused = expect(loading).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED', sources: [A, B] });
    await fail(A);
    await fail(B);
    await refused;
  });

  test.each<[string, () => Promise<void>, string]>([
    ['failed', () => fail(A), 'The script did not load.'],
    ['brought something else', async () => void tag(A).dispatchEvent(new Event('load')), 'The script brought no wx.'],
    ['was silent', () => Promise.resolve(), 'No script answered in time.'],
  ])('that the last source %s shows in the cause', async (_how, end, message) => {
    const { loading } = await start(() => loadJWeixin({ src: [A] }));
    const refused = expect(loading).rejects.toMatchObject({
      code: 'JWEIXIN_LOAD_FAILED',
      hint: expect.stringMatching(/network, the content security policy/),
      cause: { message },
    });
    await end();
    await jest.advanceTimersByTimeAsync(10_000);
    await refused;
  });

  test.each([undefined, 500])('silence ends after the timeout (%p)', async (timeout) => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B], ...(timeout && { timeout }) }));
    const refused = expect(loading).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED', sources: [A, B] });
    await jest.advanceTimersByTimeAsync(timeout || 10_000);
    await refused;
  });

  test('no source is no jweixin', async () => {
    await expect(loadJWeixin({ src: [] })).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED', sources: [] });
  });

  test('a later call tries again after a failure, with a tag of its own', async () => {
    const { loading: refused } = await start(() => loadJWeixin({ src: [A] }));
    const first = tag(A);
    await fail(A);
    await expect(refused).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED' });
    const { loading } = await start(() => loadJWeixin({ src: [A] }));
    expect(tags()).toEqual([A]);
    expect(tag(A)).not.toBe(first);
    await arrive(A);
    expect(await loading).toBe(wx);
  });

  test('in the script-tag build the two official hosts are the sources', async () => {
    const { loading } = await start(() => fromOfficialHosts({}));
    expect(tags()).toEqual([A]);
    await fail(A);
    expect(tags()).toEqual([B]);
    await arrive(B);
    expect(await loading).toBe(wx);
  });
});

describe('on a page with an AMD loader', () => {
  type Define = ((...given: unknown[]) => void) & { amd?: unknown; cmd?: unknown };
  const page = window as { define?: unknown };
  /** What reached the page's own loader. */
  let defined: unknown[][];
  let define: Define;

  beforeEach(() => {
    defined = [];
    define = Object.assign((...given: unknown[]) => void defined.push(given), { amd: { jQuery: true } });
    page.define = define;
  });
  afterEach(() => delete page.define);

  /** Evaluates code as an engine does for a tag. */
  function evaluate(script: HTMLScriptElement, code: () => void): void {
    Object.defineProperty(document, 'currentScript', { configurable: true, value: script });
    code();
    Reflect.deleteProperty(document, 'currentScript');
  }

  async function arriveOfficially(src: string): Promise<void> {
    // The first line of the official script: an anonymous module where there is a loader, else two globals.
    evaluate(tag(src), () => {
      const { define } = page as { define?: Define };
      if (typeof define === 'function' && (define.amd || define.cmd)) define(() => wx);
      else window.jWeixin = window.wx = wx;
    });
    tag(src).dispatchEvent(new Event('load'));
    await jest.advanceTimersByTimeAsync(0);
  }

  test.each([
    ['AMD', { amd: {} }],
    ['AMD, with its usual flag', { amd: { jQuery: true } }],
    ['CMD', { cmd: {} }],
  ])('the official script is found all the same (%s)', async (_kind, flags) => {
    define = Object.assign((...given: unknown[]) => void defined.push(given), flags);
    page.define = define;
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    await arriveOfficially(A);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await loading).toBe(wx);
    expect(tags()).toEqual([A]);
  });

  test('the second host is found too', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    await fail(A);
    await arriveOfficially(B);
    expect(await loading).toBe(wx);
  });

  test.each<[string, (src: string) => Promise<void>]>([
    ['arrived', arriveOfficially],
    ['failed', fail],
  ])('the loader is the page’s own again once the script %s', async (_how, end) => {
    const { loading } = await start(() => loadJWeixin({ src: [A] }));
    await end(A);
    await jest.advanceTimersByTimeAsync(10_000);
    await loading.catch(() => undefined);
    expect(page.define).toBe(define);
    expect(define.amd).toEqual({ jQuery: true });
    define('later', () => 1);
    expect(defined).toContainEqual(['later', expect.any(Function)]);
  });

  test('the modules of other scripts reach it meanwhile', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A] }));
    const { define: present } = page as { define: Define };
    expect(!!present.amd).toBe(true);
    evaluate(document.createElement('script'), () => present('cart', ['jquery'], () => 1));
    await arriveOfficially(A);
    expect(await loading).toBe(wx);
    expect(defined).toContainEqual(['cart', ['jquery'], expect.any(Function)]);
  });

  test('a page without one is not given one', async () => {
    delete page.define;
    const { loading } = await start(() => loadJWeixin({ src: [A] }));
    await arriveOfficially(A);
    expect(await loading).toBe(wx);
    expect('define' in page && page.define !== undefined).toBe(false);
  });
});

test('a page that is frozen while a script loads goes on waiting when it wakes', async () => {
  const timers = simulateTimers(window);
  try {
    const { loading } = await start(() => loadJWeixin({ src: [A] }));
    const state = jest.fn();
    loading.then(state, state);
    await jest.advanceTimersByTimeAsync(1000);
    timers.freeze();
    await jest.advanceTimersByTimeAsync(60_000);
    timers.thaw();
    await jest.advanceTimersByTimeAsync(100);
    expect(state).not.toHaveBeenCalled();
    await arrive(A);
    expect(await loading).toBe(wx);
  } finally {
    timers.restore();
  }
});

describe('a host that answers late', () => {
  test('is heard while the next one hangs', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    const first = tag(A);
    await jest.advanceTimersByTimeAsync(6000);
    expect(tags()).toContain(B);
    window.jWeixin = window.wx = wx;
    first.dispatchEvent(new Event('load'));
    const late = jest.fn();
    loading.then(late, late);
    await jest.advanceTimersByTimeAsync(0);
    expect(late).toHaveBeenCalledWith(wx);
  });

  test('is heard at the last moment', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B], timeout: 1000 }));
    const first = tag(A);
    await jest.advanceTimersByTimeAsync(950);
    window.jWeixin = window.wx = wx;
    first.dispatchEvent(new Event('load'));
    await jest.advanceTimersByTimeAsync(1000);
    expect(await loading).toBe(wx);
  });

  test('is heard after the next one failed', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    const first = tag(A);
    await jest.advanceTimersByTimeAsync(5000);
    await fail(B);
    expect(tags()).toEqual([A]);
    await jest.advanceTimersByTimeAsync(1000);
    window.jWeixin = window.wx = wx;
    first.dispatchEvent(new Event('load'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await loading).toBe(wx);
  });

  test('counts when the time is over, whichever tag brought jweixin', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    await jest.advanceTimersByTimeAsync(6000);
    window.jWeixin = wx;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await loading).toBe(wx);
  });

  test('not at all is a failure, which names both', async () => {
    const { loading } = await start(() => loadJWeixin({ src: [A, B] }));
    const refused = expect(loading).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED', sources: [A, B] });
    await jest.advanceTimersByTimeAsync(10_000);
    await refused;
  });
});

test('options of null are none', async () => {
  Object.assign(window, { wx: { config: () => undefined } });
  expect(await loadJWeixin(null as never)).toBe(window.wx);
  Reflect.deleteProperty(window, 'wx');
});

describe('a bad option is refused before anything is loaded', () => {
  test.each<[string, object]>([
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: -1 }],
    ['timeout', { timeout: NaN }],
    ['timeout', { timeout: Infinity }],
    ['timeout', { timeout: '10' }],
    ['src', { src: A }],
    ['src', { src: '' }],
    ['src', { src: [''] }],
    ['src', { src: null }],
  ])('%s in %j, case %$', async (argument, options) => {
    await expect(loadJWeixin({ src: [A], ...options })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument });
    expect(tags()).toEqual([]);
  });
});
