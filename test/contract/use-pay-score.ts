import type * as ReactModule from 'react';
import type * as ReactDomModule from 'react-dom/client';
import type { WeixinOptions } from '../../src';
import type { PayScore, usePayScore as useInReact } from '../../src/react';

/** What a component shows at one moment. */
export type Shown = Omit<PayScore, 'authorize'>;

/** A component of a merchant's page that uses the hook. */
export interface Mounted {
  /** What it rendered, one after the other. */
  readonly rendered: readonly Shown[];
  shown(): Shown;
  authorize: PayScore['authorize'];
  /** Renders it again, as when something else on the page changes. */
  render(options?: WeixinOptions): Promise<void>;
  unmount(): Promise<void>;
}

/** A framework with the hook over it, loaded anew for each page as the library is. */
export interface Framework {
  mount(options: WeixinOptions): Promise<Mounted>;
  /** Lets something happen, and lets the framework show what came of it. */
  act<T>(happen: () => T | Promise<T>): Promise<T>;
}

const REACT_18 = {
  react: 'react18',
  'react-dom': 'react-dom18',
  'react-dom/client': 'react-dom18/client',
  'react-dom/server': 'react-dom18/server',
};

/** Loads React of one major version. */
export async function loadReact(version: 18 | 19): Promise<{
  React: typeof ReactModule;
  ReactDom: typeof ReactDomModule;
  usePayScore: typeof useInReact;
}> {
  for (const [name, alias] of Object.entries(REACT_18)) {
    if (version === 18) jest.doMock(name, () => jest.requireActual<object>(alias));
    else jest.dontMock(name);
  }
  const React = await import('react');
  expect(React.version).toMatch(new RegExp(`^${version}\\.`));
  return { React, ReactDom: await import('react-dom/client'), ...(await import('../../src/react')) };
}

/** React, with or without StrictMode, which mounts, unmounts and mounts again. */
export function react(version: 18 | 19, { strict = false } = {}): () => Promise<Framework> {
  return async () => {
    const { React, ReactDom, usePayScore } = await loadReact(version);
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
    const act = <T>(happen: () => T | Promise<T>): Promise<T> => React.act(async () => happen());
    return {
      act,
      async mount(first) {
        const rendered: PayScore[] = [];
        let options = first;
        function Component(): ReactModule.ReactElement {
          const payScore = usePayScore(options);
          rendered.push(payScore);
          return React.createElement('p', null, payScore.phase);
        }
        const root = ReactDom.createRoot(document.createElement('div'));
        const render = (): void =>
          root.render(
            React.createElement(strict ? React.StrictMode : React.Fragment, null, React.createElement(Component)),
          );
        await act(render);
        const last = (): PayScore => rendered[rendered.length - 1]!;
        return {
          rendered,
          shown: () => {
            const { client, phase, result, error } = last();
            return { client, phase, result, error };
          },
          authorize: (request) => last().authorize(request),
          render: (next = options) => {
            options = next;
            return act(render);
          },
          unmount: () => act(() => root.unmount()),
        };
      },
    };
  };
}

/** Vue 3. */
export async function vue(): Promise<Framework> {
  const { createApp, h, nextTick, reactive, ref } = await import('vue');
  const { usePayScore } = await import('../../src/vue');
  const act = async <T>(happen: () => T | Promise<T>): Promise<T> => {
    const result = await happen();
    await nextTick();
    return result;
  };
  return {
    act,
    async mount(first) {
      const rendered: Shown[] = [];
      // A copy of the same class.
      const options = reactive(
        Object.assign(Object.create(Object.getPrototypeOf(first) as object), first),
      ) as WeixinOptions;
      const turn = ref(0);
      let payScore: ReturnType<typeof usePayScore>;
      const shown = (): Shown => ({
        client: payScore.client.value,
        phase: payScore.phase.value,
        result: payScore.result.value,
        error: payScore.error.value,
      });
      const app = createApp({
        setup() {
          payScore = usePayScore(options);
          return () => {
            rendered.push(shown());
            return h('p', `${turn.value} ${payScore.phase.value}`);
          };
        },
      });
      await act(() => void app.mount(document.createElement('div')));
      return {
        rendered,
        shown,
        authorize: (request) => payScore.authorize(request),
        render: (next = {} as WeixinOptions) =>
          act(() => {
            Object.assign(options, next);
            turn.value += 1;
          }),
        unmount: () => act(() => app.unmount()),
      };
    },
  };
}
