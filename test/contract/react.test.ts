import { REQUEST, openPage, pass, watch } from './open-page';
import { loadReact } from './use-pay-score';
import type { PayScore } from '../../src/react';
import type { PayScoreAuthorization, WeixinOptions } from '../../src';
import type { SimulateWeixinOptions } from '../../src/testing';

let complaints: unknown[][];
beforeEach(() => {
  complaints = [];
  for (const level of ['error', 'warn'] as const) {
    jest.spyOn(console, level).mockImplementation((...words) => void complaints.push(words));
  }
  jest.spyOn(console, 'info').mockImplementation();
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(complaints).toEqual([]);
});

/** A page with React on it. */
async function open(version: 18 | 19, client: SimulateWeixinOptions = {}) {
  const page = openPage(client);
  const loaded = await loadReact(version);
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const { React, ReactDom } = loaded;
  const root = ReactDom.createRoot(document.createElement('div'));
  const options: WeixinOptions = { getConfigSignature: page.getConfigSignature };
  return {
    ...page,
    ...loaded,
    options,
    render: (element: React.ReactElement) => React.act(async () => root.render(element)),
    pass: (ms: number) => React.act(() => pass(ms)),
  };
}

test.each([18, 19] as const)('React %d: authorize is the same function at every render', async (version) => {
  const { React, usePayScore, options, render, pass } = await open(version);
  const seen: PayScore[] = [];
  function Component() {
    seen.push(usePayScore({ ...options }));
    return null;
  }
  await render(React.createElement(Component));
  await render(React.createElement(Component));
  await React.act(async () => void watch(seen[0]!.authorize(REQUEST)));
  await pass(100);
  expect(seen.length).toBeGreaterThan(3);
  expect(new Set(seen.map(({ authorize }) => authorize)).size).toBe(1);
});

test.each([
  [18, 'useEffect'],
  [18, 'useLayoutEffect'],
  [19, 'useEffect'],
  [19, 'useLayoutEffect'],
] as const)(
  'React %d: a child that authorises in a %s of its own has the result, in StrictMode too',
  async (version, effect) => {
    const { React, usePayScore, options, render, pass, sentTo } = await open(version);
    const onPhase = jest.fn();
    let shown: PayScore;
    const results: Promise<PayScoreAuthorization>[] = [];
    function Child({ authorize }: { authorize: PayScore['authorize'] }) {
      React[effect](() => void results.push(authorize({ ...REQUEST, onPhase })), [authorize]);
      return null;
    }
    function Parent() {
      shown = usePayScore(options);
      return React.createElement(Child, { authorize: shown.authorize });
    }
    await render(React.createElement(React.StrictMode, null, React.createElement(Parent)));
    await pass(1000);
    expect(results).toHaveLength(2);
    for (const result of results) expect(await result).toMatchObject({ state: 'UNCONFIRMED' });
    expect(shown!).toMatchObject({ phase: 'idle', result: { state: 'UNCONFIRMED' }, error: null });
    expect(sentTo('openBusinessView')).toHaveLength(1);
  },
);

test('React 19: a component that <Activity> hides while the view is open still has the result when it is shown', async () => {
  const { React, usePayScore, options, render, pass } = await open(19, {
    apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 2000, 'ok')) },
  });
  let shown: PayScore;
  function Component() {
    shown = usePayScore(options);
    return null;
  }
  const page = (mode: 'visible' | 'hidden') =>
    React.createElement(React.Activity, { mode, children: React.createElement(Component) });
  await render(page('visible'));
  const promise = React.act(async () => {
    const authorized = shown.authorize(REQUEST);
    watch(authorized);
    return [authorized];
  });
  const [authorized] = await promise;
  await pass(500);
  await render(page('hidden'));
  await pass(3000);
  await render(page('visible'));
  expect(await authorized).toMatchObject({ state: 'UNCONFIRMED' });
  expect(shown!).toMatchObject({ phase: 'idle', result: { state: 'UNCONFIRMED' }, error: null });
});

test.each([18, 19] as const)('React %d: two components on one page have each their own state', async (version) => {
  const { React, usePayScore, options, render, pass } = await open(version);
  const shown: Record<string, PayScore> = {};
  function Component({ name }: { name: string }) {
    shown[name] = usePayScore(options);
    return null;
  }
  await render(
    React.createElement(
      React.Fragment,
      null,
      React.createElement(Component, { name: 'a' }),
      React.createElement(Component, { name: 'b' }),
    ),
  );
  await React.act(async () => void watch(shown['a']!.authorize(REQUEST)));
  await pass(100);
  expect(shown['a']).toMatchObject({ result: { state: 'UNCONFIRMED' } });
  expect(shown['b']).toMatchObject({ phase: 'idle', result: null, error: null });
});

test('a session shows nothing but open while a view is, also after a second tap that shares it or is BUSY', async () => {
  const { getConfigSignature } = openPage({
    apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 1000, 'ok')) },
  });
  const { createPayScoreSession } = await import('../../src/frameworks/pay-score-session');
  const phases: unknown[] = [];
  const session = createPayScoreSession({ getConfigSignature }, ({ phase }) => void phases.push(phase));
  session.mount();
  watch(session.authorize(REQUEST));
  await pass(100);
  phases.length = 0;
  watch(session.authorize(REQUEST));
  const busy = session.authorize({ applyPermissionsToken: 'another' });
  await expect(busy).rejects.toMatchObject({ code: 'BUSY' });
  await pass(100);
  expect(new Set(phases)).toEqual(new Set(['open']));
});

test('a session that Fast Refresh mounts again shows the client, is idle and authorises', async () => {
  const { getConfigSignature } = openPage({
    apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 1000, 'ok')) },
  });
  const { createPayScoreSession } = await import('../../src/frameworks/pay-score-session');
  const shown: Partial<PayScore> = {};
  const session = createPayScoreSession({ getConfigSignature }, (change) => Object.assign(shown, change));
  const unmount = session.mount();
  session.prepare();
  const abandoned = session.authorize(REQUEST);
  watch(abandoned);
  await pass(100);
  expect(shown.phase).toBe('open');
  unmount();
  shown.client = null;

  const unmountAgain = session.mount();
  session.prepare();
  expect(shown).toMatchObject({ client: { app: 'weixin' }, phase: 'idle' });
  await expect(abandoned).rejects.toMatchObject({ code: 'ABORTED' });
  expect(shown).toMatchObject({ phase: 'idle', result: null, error: null });
  const promise = session.authorize(REQUEST);
  await pass(2000);
  expect(await promise).toMatchObject({ state: 'UNCONFIRMED' });
  expect(shown).toMatchObject({ phase: 'idle', result: { state: 'UNCONFIRMED' }, error: null });
  unmountAgain();
});
