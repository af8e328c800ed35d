import { simulateWeixin } from '../../../src/testing';
import type { ConfigRequest, SimulatedWeixin, SimulateWeixinOptions } from '../../../src/testing';
import type { Clock } from './clock';
import { createSteps } from './merchant';
import { createSigns } from './signs';
import type { Signs } from './signs';
import type { NativeLog, Played } from './played';
import type { Schedule } from './schedule';

const CLIENTS: Record<Schedule['client'], SimulateWeixinOptions & { platform: string }> = {
  ios: { platform: 'ios' },
  android: { platform: 'android' },
  devtools: { platform: 'ios', devtools: true },
  windows: { platform: 'windows' },
  harmony: { platform: 'harmony' },
  'ios 10': { platform: 'ios', version: '10.0.1' },
};

type Invoke = (api: string, params: { queryString?: unknown }, callback?: (answer: unknown) => void) => void;

/** The client of one schedule: what the host answers, the views that it opens, and what the user does. */
export interface Client {
  signs: Signs;
  dispose(): void;
}

export function createClient(schedule: Schedule, clock: Clock, played: Played): Client {
  const next = createSteps();
  const { bridge, latency } = schedule;
  const { moment } = clock;

  function note(name: 'config' | 'check' | 'scan', word: string, delays: number[]): void {
    played.answers[name].push(delays.length > 0 ? word : 'never');
  }

  const replies = (delays: number[], answer: unknown): object => ({
    replies: delays.map((after) => ({ after, answer })),
  });

  function config({ url, entryUrl, nonceStr }: ConfigRequest): object {
    const [word, ...delays] = next(schedule.configs, 'config');
    note('config', word, delays);
    if (!/rule/.test(word)) return replies(delays, word);
    const ios = CLIENTS[schedule.client].platform === 'ios';
    const compared = ios === (word === 'rule') ? entryUrl : url;
    return replies(delays, nonceStr === compared ? 'ok' : 'invalid signature');
  }

  function checkJsApi({ jsApiList }: Record<string, unknown>): object {
    const [word, ...delays] = next(schedule.checks, 'check');
    note('check', word, delays);
    const result = Object.fromEntries((jsApiList as string[]).map((name) => [name, word !== 'no']));
    const checkResult = word === 'text' ? JSON.stringify(result) : result;
    return replies(delays, { ...(word !== 'nothing' && { checkResult }), err_msg: 'checkJsApi:ok' });
  }

  function scanQRCode(): object {
    const [word, ...delays] = schedule.scans;
    note('scan', word, delays);
    return replies(delays, word);
  }

  function openBusinessView(params: Record<string, unknown>, reply: (answer: unknown) => void): void {
    const native = played.natives.filter((each) => !each.taken && each.queryString === params['queryString']).pop()!;
    native.taken = true;
    const { answer, cover, early } = native.step;
    const [word, ...delays] = answer;
    const tell = (): void => delays.forEach((delay) => clock.outside(delay, () => reply(viewAnswer(word, native))));
    if (!cover || early) tell();
    if (!cover) return;
    clock.after(cover.opens, () => signs.cover(cover, early ? () => undefined : tell));
  }

  const simulated: SimulatedWeixin = simulateWeixin(window, {
    ...CLIENTS[schedule.client],
    bridge: bridge === 0 ? 'present' : bridge === 'never' ? 'never' : { after: bridge },
    latency,
    config,
    apis: { checkJsApi, scanQRCode, openBusinessView },
  });
  const signs: Signs = createSigns(simulated, clock, played);

  /** Listens at the bridge itself: it alone knows in which turn of the page a call was made and answered. */
  function tap(): void {
    const { WeixinJSBridge: bridge } = window as unknown as { WeixinJSBridge: { invoke: Invoke } };
    const { invoke } = bridge;
    bridge.invoke = (api, params, callback) => {
      // jweixin asks for it by itself.
      if (api === 'getNetworkType') return invoke(api, params, callback);
      played.sent.push({ api, when: moment() });
      const native = api === 'openBusinessView' ? noteView(String(params.queryString)) : undefined;
      if (native && native.step.answer[0] === 'throws') {
        native.callbacks.push({ when: moment(), answer: 'throws' });
        throw new Error('openBusinessView is not available.');
      }
      const answered = clock.await();
      invoke(api, params, (answer) => {
        answered();
        const { err_msg: message } = Object(answer) as { err_msg?: string };
        if (native) native.callbacks.push({ when: moment(), answer });
        if (api === 'preVerifyJSAPI' && /:ok$|:function_not_exist$/.test(String(message)))
          played.accepted.push(moment());
        if (callback) callback(answer);
      });
    };
  }

  function noteView(queryString: string): NativeLog {
    const native: NativeLog = {
      when: moment(),
      queryString,
      token: new URLSearchParams(queryString).get('apply_permissions_token'),
      step: next(schedule.views, 'view'),
      taken: false,
      awayAtCall: signs.covered(),
      callbacks: [],
    };
    played.natives.push(native);
    return native;
  }

  if (bridge === 0) tap();
  else document.addEventListener('WeixinJSBridgeReady', tap);

  return {
    signs,
    dispose() {
      document.removeEventListener('WeixinJSBridgeReady', tap);
      simulated.dispose();
    },
  };
}

function viewAnswer(word: string, { token, queryString }: NativeLog): unknown {
  switch (word) {
    case 'ok':
      return { err_code: 0, err_msg: 'openBusinessView:ok', extraData: { appid: 'wxd8f3793ea3b935b8', token } };
    case 'nothing':
      return {};
    case 'failed':
      return { err_code: -1, err_msg: 'openBusinessView:fail system error' };
    case 'echo':
      return { err_code: -2, err_msg: 'openBusinessView:fail ' + queryString };
    default:
      return word;
  }
}
