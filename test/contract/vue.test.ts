import { REQUEST, openPage, pass, watch } from './open-page';
import type * as VueModule from 'vue';
import type { Page } from './open-page';
import type { usePayScore as UsePayScore } from '../../src/vue';
import type { WeixinOptions } from '../../src';
import type { SimulateWeixinOptions } from '../../src/testing';

let complaints: unknown[][];
beforeEach(() => {
  complaints = [];
  for (const level of ['error', 'warn'] as const) {
    jest.spyOn(console, level).mockImplementation((...words) => void complaints.push(words));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(complaints).toEqual([]);
});

interface VuePage extends Page {
  Vue: typeof VueModule;
  usePayScore: typeof UsePayScore;
  options: WeixinOptions;
}

async function open(client: SimulateWeixinOptions = { platform: 'android' }): Promise<VuePage> {
  const page = openPage(client);
  const Vue = await import('vue');
  const { usePayScore } = await import('../../src/vue');
  return { ...page, Vue, usePayScore, options: { getConfigSignature: page.getConfigSignature } };
}

test("a change of vue-router's route configures the page, also for a component that stays as it is", async () => {
  const { Vue, usePayScore, options, signed } = await open();
  const { createRouter, createWebHistory, RouterView } = await import('vue-router');
  const route = (text: string) => ({ render: () => Vue.h('p', text) });
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/landing', component: route('landing') },
      { path: '/order/:id', component: route('order') },
    ],
  });
  let renders = 0;
  const Layout = Vue.defineComponent({
    setup() {
      usePayScore(options);
      return () => {
        renders += 1;
        return Vue.h(RouterView);
      };
    },
  });
  const app = Vue.createApp(Layout).use(router);
  await router.push('/landing?from=menu');
  app.mount(document.createElement('div'));
  await pass(100);
  expect(signed()).toEqual(['/landing?from=menu']);

  await router.push('/order/1');
  await pass(100);
  expect(signed()).toEqual(['/landing?from=menu', '/order/1']);
  await router.push('/order/2?tab=bill');
  await pass(100);
  expect(signed()).toEqual(['/landing?from=menu', '/order/1', '/order/2?tab=bill']);
  expect(renders).toBe(1);

  app.unmount();
  await router.push('/order/3');
  await pass(100);
  expect(signed()).toHaveLength(3);
});

test('a component that KeepAlive puts away while the view is open still has the result when it is back', async () => {
  const { Vue, usePayScore, options, signed } = await open({
    platform: 'android',
    apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 2000, 'ok')) },
  });
  let payScore: ReturnType<typeof UsePayScore>;
  const Order = Vue.defineComponent({
    setup() {
      payScore = usePayScore(options);
      return () => Vue.h('p', 'order');
    },
  });
  const there = Vue.ref(true);
  const app = Vue.createApp({ render: () => Vue.h(Vue.KeepAlive, () => (there.value ? Vue.h(Order) : Vue.h('p'))) });
  app.mount(document.createElement('div'));
  await pass(100);
  const promise = payScore!.authorize(REQUEST);
  watch(promise);
  await pass(500);
  there.value = false;
  await pass(3000);
  history.pushState(null, '', '/order/5');
  there.value = true;
  await pass(100);
  expect(await promise).toMatchObject({ state: 'UNCONFIRMED' });
  expect(payScore!.result.value).toMatchObject({ state: 'UNCONFIRMED' });
  expect(payScore!.phase.value).toBe('idle');
  expect(signed()).toEqual(['/landing?from=menu', '/order/5']);
  app.unmount();
});

test('what the refs hold is what authorize resolved and rejected with, not a proxy', async () => {
  const { Vue, usePayScore, options, simulated } = await open();
  let payScore: ReturnType<typeof UsePayScore>;
  const app = Vue.createApp({
    setup() {
      payScore = usePayScore(options);
      return () => null;
    },
  });
  app.mount(document.createElement('div'));
  const promise = payScore!.authorize(REQUEST);
  await pass(100);
  expect(payScore!.result.value).toBe(await promise);
  simulated.answer('openBusinessView', { err_code: -4, err_msg: 'openBusinessView:fail invalid businessType' });
  const failing = payScore!.authorize(REQUEST).catch((error: unknown) => error);
  await pass(100);
  expect(payScore!.error.value).toBe(await failing);
  expect(payScore!.result.value).toBeNull();
  app.unmount();
});
