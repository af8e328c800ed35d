/** @jest-environment node */
import { JSDOM } from 'jsdom';
import type { WeixinOptions } from '../../src';
import { loadReact } from './use-pay-score';

const options: WeixinOptions = {
  getConfigSignature: () => ({ appId: 'wx0123456789abcdef', timestamp: 1, nonceStr: 'n', signature: 's' }),
};
/** What a page shows without a client, and then with one. */
const FROM_SERVER = '<p>idle, no client</p>';
const MOUNTED = '<p>idle, android</p>';

let complaints: unknown[][];
beforeEach(() => {
  complaints = [];
  for (const level of ['error', 'warn'] as const) {
    jest.spyOn(console, level).mockImplementation((...words) => void complaints.push(words));
  }
  jest.spyOn(console, 'info').mockImplementation();
});

let leave = async (): Promise<void> => undefined;
afterEach(async () => {
  await leave();
  jest.restoreAllMocks();
  expect(complaints).toEqual([]);
});

/** Opens what the server rendered in a simulated client: from here on there is a page, and every module is evaluated anew. */
async function openInWeixin(html: string): Promise<Element> {
  const { window } = new JSDOM(`<!doctype html><div id="root">${html}</div>`, { url: 'https://shop.example/' });
  const names = [
    'window',
    'WeixinJSBridge',
    'Image',
    'document',
    'navigator',
    'location',
    'addEventListener',
    'removeEventListener',
  ].concat('Element', 'HTMLElement', 'SVGElement', 'HTMLIFrameElement', 'Node', 'Event');
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  jest.resetModules();
  const { simulateWeixin } = await import('../../src/testing');
  const simulated = simulateWeixin(window as unknown as Window, { platform: 'android' });
  for (const name of names) {
    const value: unknown = window[name as keyof typeof window];
    Object.defineProperty(globalThis, name, {
      configurable: true,
      writable: true,
      value: /^[a-z]+EventL/.test(name) ? (value as () => void).bind(window) : value,
    });
  }
  leave = async () => {
    // jweixin and the framework may still have something to do.
    await new Promise((resolve) => setTimeout(resolve, 50));
    simulated.dispose();
    window.close();
    for (const [name, property] of before) {
      if (property) Object.defineProperty(globalThis, name, property);
      else Reflect.deleteProperty(globalThis, name);
    }
  };
  return window.document.getElementById('root')!;
}

/** Waits for the framework, which hydrates in a task of its own. */
async function until(done: () => boolean): Promise<void> {
  for (let turns = 0; !done() && turns < 1000; turns++) await new Promise((resolve) => setTimeout(resolve, 1));
}

test.each([18, 19] as const)(
  'React %d hydrates what a server rendered, without a mismatch, and then has the client',
  async (version) => {
    const app = ({ React, usePayScore }: Awaited<ReturnType<typeof loadReact>>) => {
      function App() {
        const { client, phase } = usePayScore(options);
        return React.createElement('p', null, `${phase}, ${client ? client.platform : 'no client'}`);
      }
      return React.createElement(React.StrictMode, null, React.createElement(App));
    };
    jest.resetModules();
    expect(typeof window).toBe('undefined');
    const server = await loadReact(version);
    const { renderToString } = await import('react-dom/server');
    const html = renderToString(app(server));
    expect(html).toBe(FROM_SERVER);

    const root = await openInWeixin(html);
    const rendered = root.firstChild;
    const page = await loadReact(version);
    const onRecoverableError = jest.fn();
    const hydrated = page.ReactDom.hydrateRoot(root, app(page), { onRecoverableError });
    await until(() => root.innerHTML !== FROM_SERVER);
    expect(root.innerHTML).toBe(MOUNTED);
    expect(root.firstChild).toBe(rendered);
    expect(onRecoverableError).not.toHaveBeenCalled();
    hydrated.unmount();
  },
);

test('Vue hydrates what a server rendered, without a mismatch, and then has the client', async () => {
  // Without it Vue waits three seconds for its developer tools, and so does the process.
  Object.assign(globalThis, { __VUE_DEVTOOLS_GLOBAL_HOOK__: { emit: () => undefined } });
  const load = async () => {
    const { createSSRApp, h } = await import('vue');
    const { usePayScore } = await import('../../src/vue');
    return createSSRApp({
      setup() {
        const { client, phase } = usePayScore(options);
        return () => h('p', `${phase.value}, ${client.value ? client.value.platform : 'no client'}`);
      },
    });
  };
  jest.resetModules();
  expect(typeof window).toBe('undefined');
  const { renderToString } = await import('vue/server-renderer');
  const html = await renderToString(await load());
  expect(html).toBe(FROM_SERVER);

  const root = await openInWeixin(html);
  const rendered = root.firstChild;
  const app = await load();
  app.mount(root);
  await until(() => root.innerHTML !== FROM_SERVER);
  expect(root.innerHTML).toBe(MOUNTED);
  expect(root.firstChild).toBe(rendered);
  app.unmount();
});
