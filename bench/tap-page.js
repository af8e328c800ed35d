import { createWeixin } from 'weixin-payscore';
import { simulateWeixin } from 'weixin-payscore/testing';
import { configure, goToWXScore } from './documented-sample.js';

/** The same for everybody, in ms. */
const SERVER_LATENCY = 120;
const BRIDGE_LATENCY = 40;

const simulated = simulateWeixin(window, { platform: 'android', latency: BRIDGE_LATENCY });

function fromServer(answer) {
  return new Promise((resolve) => setTimeout(() => resolve(answer), SERVER_LATENCY));
}
const getConfigSignature = () =>
  fromServer({ appId: 'wx0000000000000000', timestamp: 1700000000, nonceStr: 'nonce', signature: 'signature' });
const getToken = () => fromServer('token');
const loadJWeixin = () => import('weixin-js-sdk').then((loaded) => loaded.default);

async function configureSample(wx) {
  const signed = await getConfigSignature();
  await new Promise((resolve, reject) => configure(wx, signed, resolve, reject));
}

/**
 * Everything in a case but the function that it answers with happens at page load and is not timed. The documented page has
 * jweixin from a script tag, so for it that is loaded before; ours loads it within the time.
 */
const CASES = {
  async 'cold: weixin-payscore'() {
    const weixin = createWeixin({ getConfigSignature });
    return () => weixin.authorizePayScore({ applyPermissionsToken: getToken });
  },
  async 'cold: sample'() {
    const wx = await loadJWeixin();
    return async () => {
      await configureSample(wx);
      goToWXScore(wx, await getToken(), () => undefined);
    };
  },
  async 'cold: sample, both requests at once'() {
    const wx = await loadJWeixin();
    return async () => {
      const [token] = await Promise.all([getToken(), configureSample(wx)]);
      goToWXScore(wx, token, () => undefined);
    };
  },
  async 'ready: weixin-payscore'() {
    const weixin = createWeixin({ getConfigSignature });
    await weixin.ready();
    await weixin.checkJsApi(['openBusinessView']);
    return () => weixin.authorizePayScore({ applyPermissionsToken: 'token' });
  },
  async 'ready: sample'() {
    const wx = await loadJWeixin();
    await configureSample(wx);
    return async () => goToWXScore(wx, 'token', () => undefined);
  },
};

/** Times a case from the tap to the native call, and counts the bridge calls up to it. */
window.measure = async (name) => {
  const tap = await CASES[name]();
  const { WeixinJSBridge } = window;
  const { invoke } = WeixinJSBridge;
  const reached = new Promise((resolve) => {
    WeixinJSBridge.invoke = (api, ...rest) => {
      if (api === 'openBusinessView') resolve(performance.now());
      return invoke(api, ...rest);
    };
  });
  const before = simulated.calls.length;
  const began = performance.now();
  tap();
  const duration = (await reached) - began;
  return { duration, calls: simulated.calls.length - before };
};
window.cases = Object.keys(CASES);
