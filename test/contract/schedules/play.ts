import { simulateWeixin } from '../../../src/testing';
import type { SimulatedWeixin, SimulateWeixinOptions } from '../../../src/testing';
import type { PayScoreRequest, TraceEvent, Weixin, WeixinError } from '../../../src';
import type { Answer, CallerStep, Delay, MoveStep, RequestStep, Schedule, ViewStep } from './schedule';
import { drain, loadJWeixin, loadLibrary, resetPage, takeListeners } from './page';

/** When something happened: in ms since the page began, and in which turn of the page's event loop. */
export interface Moment {
  at: number;
  turn: number;
}

/** One call of a verb, and what came of it. */
export interface CallerLog {
  step: CallerStep;
  index: number;
  began: Moment;
  aborted?: Moment;
  reason?: unknown;
  settled?: Moment;
  settlements: number;
  value?: unknown;
  error?: WeixinError;
  phases: { phase: string; when: Moment }[];
}

/** One call of `openBusinessView` that reached the client. */
export interface NativeLog {
  when: Moment;
  queryString: string;
  token: string | null;
  /** The client took the call. */
  taken: boolean;
  step: ViewStep;
  hiddenAtCall: boolean;
  callbacks: { when: Moment; word: unknown }[];
}

/** A question that was asked of the merchant's functions. */
export interface QuestionLog {
  request: number;
  asked: Moment;
  answered?: Moment;
  word: string;
  /** The token that it was answered with. */
  token?: string;
}

/** What the page could see of views and apps over it. */
export interface SignLog {
  when: Moment;
  sign: string;
  away: boolean;
  /** `document.hidden` after it. */
  hidden: boolean;
  /** Whether any sign says that the page is away. */
  covered: boolean;
}

/** Everything that happened. */
export interface Played {
  schedule: Schedule;
  callers: CallerLog[];
  natives: NativeLog[];
  confirms: QuestionLog[];
  tokens: QuestionLog[];
  signs: SignLog[];
  touches: Moment[];
  routes: Moment[];
  /** From when to when the page stood still. */
  frozen: { from: number; to: number }[];
  hidden: { from: number; to: number }[];
  /** Words of answers that were due, by what was asked. */
  used: { signature: string[]; config: string[]; check: string[]; jweixin: string[]; scan: string[] };
  /** Every call that reached the client, by name. */
  sent: { api: string; when: Moment }[];
  signed: Moment[];
  trace: TraceEvent[];
  /** What must not happen and was seen while it happened. */
  faults: string[];
  leftTimers: number;
  leftListeners: string[];
  ended: Moment;
}

export const SECRET = 'SECRET';
const SIGNATURE = { appId: 'wx0123456789abcdef', timestamp: 1700000000, signature: 'SIGNATURE-' + SECRET };
/** Past the last thing that a schedule names: 10 minutes for a view without a sign, and every wait around it. */
const PATIENCE = 1_500_000;

const CLIENTS: Record<Schedule['client'], SimulateWeixinOptions> = {
  ios: { platform: 'ios' },
  android: { platform: 'android' },
  devtools: { platform: 'ios', devtools: true },
  windows: { platform: 'windows' },
  harmony: { platform: 'harmony' },
  'ios 10': { platform: 'ios', version: '10.0.1' },
};

/** Plays a schedule on a page of its own, until nothing is due any more. Wants a fake clock, and listeners that are counted. */
export async function play(schedule: Schedule): Promise<Played> {
  resetPage();
  jest.clearAllTimers();
  // Taken before the simulation, whose timers can be frozen: the client, the user and the network can not.
  const { setTimeout: start } = window;
  const zero = performance.now();
  let turn = 0;
  const moment = (): Moment => ({ at: Math.round(performance.now() - zero), turn });

  const log: Played = {
    schedule,
    callers: [],
    natives: [],
    confirms: [],
    tokens: [],
    signs: [],
    touches: [],
    routes: [],
    frozen: [],
    hidden: [],
    used: { signature: [], config: [], check: [], jweixin: [], scan: [] },
    sent: [],
    signed: [],
    trace: [],
    faults: [],
    leftTimers: 0,
    leftListeners: [],
    ended: { at: 0, turn: 0 },
  };

  /** What runs on the page while it stands still runs once it goes on. */
  let held: (() => void)[] | undefined;
  const onPage = (task: () => void): void => {
    if (held) held.push(task);
    else task();
  };
  const after = (delay: Delay, task: () => void): void => void start(() => onPage(task), delay);

  const counts: Record<string, number> = {};
  function next<T>(steps: T[], of: string): T {
    const count = counts[of] || 0;
    counts[of] = count + 1;
    return steps[Math.min(count, steps.length - 1)]!;
  }

  /** A promise that is answered as the step says, once. */
  function answerOf<T>(
    [word, delay]: Answer<string>,
    values: Record<string, () => T>,
    answered?: () => void,
  ): Promise<T> | T {
    const value = values[word]!;
    if (word === 'throws') return value();
    return new Promise((resolve, reject) => {
      if (delay === undefined) return;
      after(delay, () => {
        if (answered) answered();
        try {
          resolve(value());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  function fail(): never {
    throw new Error('The network is down.');
  }

  const { client, bridge, latency } = schedule;
  const covering = new Set<ViewStep>();
  const away: Record<string, boolean> = {};
  const simulated: SimulatedWeixin = simulateWeixin(window, {
    ...CLIENTS[client],
    bridge: bridge === 0 ? 'present' : bridge === 'never' ? 'never' : { after: bridge },
    latency,
    config: ({ url, entryUrl, nonceStr }) => {
      const [word, ...delays] = next(schedule.configs, 'config');
      log.used.config.push(delays.length ? word : 'never');
      const { platform } = CLIENTS[client];
      const entry = (platform === 'ios' && client !== 'devtools') === (word === 'rule');
      // The merchant's server puts the address that it signs into `nonceStr`.
      const verdict = !/rule/.test(word)
        ? word
        : nonceStr === '' || nonceStr === (entry ? entryUrl : url)
          ? 'ok'
          : 'invalid signature';
      return { replies: delays.map((after) => ({ after, answer: verdict })) };
    },
    apis: {
      checkJsApi: ({ jsApiList }) => {
        const [word, ...delays] = next(schedule.checks, 'check');
        log.used.check.push(delays.length ? word : 'never');
        const result = Object.fromEntries((jsApiList as string[]).map((name) => [name, word !== 'no']));
        const checkResult = word === 'text' ? JSON.stringify(result) : result;
        const answer = word === 'nothing' ? { err_msg: 'checkJsApi:ok' } : { checkResult, err_msg: 'checkJsApi:ok' };
        return { replies: delays.map((after) => ({ after, answer })) };
      },
      scanQRCode: () => {
        const [word, ...delays] = schedule.scans;
        log.used.scan.push(delays.length ? word : 'never');
        return { replies: delays.map((after) => ({ after, answer: word })) };
      },
      openBusinessView: (params, reply) => {
        const queryString = String(params['queryString']);
        // Those that the client refused by itself did not get here.
        const native = log.natives.filter((each) => !each.taken && each.queryString === queryString).pop()!;
        native.taken = true;
        presentView(native, reply);
      },
    },
  });

  /** Answers of the client are not the page's own, so they are not held here: the simulation holds them. */
  function clientAfter(delay: Delay, task: () => void): void {
    start(task, delay);
  }

  function presentView({ step, token, queryString }: NativeLog, reply: (answer: unknown) => void): void {
    const [word, ...delays] = step.answer;
    const extraData = { appid: 'wxd8f3793ea3b935b8', token };
    const answers: Record<string, unknown> = {
      ok: { err_code: 0, err_msg: 'openBusinessView:ok', extraData },
      cancel: { err_code: '-3', err_msg: 'openBusinessView:fail cancel' },
      nothing: {},
      failed: { err_code: -1, err_msg: 'openBusinessView:fail system error' },
      echo: { err_code: -2, err_msg: 'openBusinessView:fail request CGI error ' + queryString },
      denied: 'denied',
      throws: 'never',
    };
    const tell = (): void => delays.forEach((delay) => clientAfter(delay, () => reply(answers[word])));
    const { cover, early } = step;
    if (!cover || early) tell();
    if (!cover) return;
    const { opens, stays, signs, back, touch } = cover;
    after(opens, () => {
      covering.add(step);
      for (const sign of signs) tellSign(sign, true);
      after(stays, () => {
        covering.delete(step);
        for (const sign of back) tellSign(sign, false);
        if (!early) tell();
        if (touch !== undefined) after(touch, () => move('touch'));
      });
    });
  }

  function tellSign(sign: string, leaves: boolean): void {
    if (sign === 'visibilitychange' && document.hidden === leaves) return;
    away[sign] = leaves;
    const covered = Object.keys(away).some((each) => away[each]);
    const hidden = sign === 'visibilitychange' ? leaves : document.hidden;
    log.signs.push({ when: moment(), sign, away: leaves, hidden, covered });
    if (sign === 'visibilitychange') {
      if (leaves) log.hidden.push({ from: moment().at, to: Infinity });
      else log.hidden[log.hidden.length - 1]!.to = moment().at;
    }
    if (leaves) simulated.hidePage({ signs: [sign as 'pagehide'] });
    else simulated.showPage({ signs: [sign === 'pagehide' ? 'pageshow' : (sign as 'visibilitychange')] });
  }

  function move(what: MoveStep['move']): void {
    switch (what) {
      case 'hide':
        return tellSign('visibilitychange', true);
      case 'show':
        return tellSign('visibilitychange', false);
      case 'pageshow':
        return tellSign('pagehide', false);
      case 'touch':
      case 'key':
        if (covering.size || document.hidden) return;
        log.touches.push(moment());
        return what === 'key' ? simulated.key() : simulated.touch();
      case 'route':
        log.routes.push(moment());
        return history.pushState(null, '', '/route/' + log.routes.length);
      case 'freeze':
        if (held) return;
        held = [];
        log.frozen.push({ from: moment().at, to: Infinity });
        return simulated.freeze({ bridge: true });
      case 'thaw': {
        if (!held) return;
        log.frozen[log.frozen.length - 1]!.to = moment().at;
        const late = held;
        held = undefined;
        simulated.thaw();
        late.forEach((task) => after(0, task));
      }
    }
  }

  // The bridge itself is listened to, so that it is known in which turn of the page a call and its answer came.
  function tapBridge(): void {
    const { WeixinJSBridge } = window as unknown as { WeixinJSBridge: { invoke: Invoke } };
    const { invoke } = WeixinJSBridge;
    WeixinJSBridge.invoke = (api, params, callback) => {
      if (api !== 'getNetworkType') log.sent.push({ api, when: moment() });
      if (api !== 'openBusinessView') return invoke(api, params, callback);
      const step = next(schedule.views, 'view');
      const queryString = String((params as { queryString?: unknown }).queryString);
      const native: NativeLog = {
        when: moment(),
        queryString,
        token: new URLSearchParams(queryString).get('apply_permissions_token'),
        taken: false,
        step,
        hiddenAtCall: Object.keys(away).some((each) => away[each]),
        callbacks: [],
      };
      log.natives.push(native);
      if (step.answer[0] === 'throws') {
        native.callbacks.push({ when: moment(), word: 'throws' });
        throw new Error('openBusinessView is not available');
      }
      invoke(api, params, (answer: unknown) => {
        native.callbacks.push({ when: moment(), word: answer });
        if (callback) callback(answer);
      });
    };
  }
  type Invoke = (api: string, params: unknown, callback?: (answer: unknown) => void) => void;
  if (bridge === 0) tapBridge();
  else document.addEventListener('WeixinJSBridgeReady', tapBridge, { once: true });

  const onError = ({ message }: ErrorEvent): void => void log.faults.push('uncaught: ' + message);
  window.addEventListener('error', onError);
  const onRejection = (cause: unknown): void => void log.faults.push('unhandled rejection: ' + String(cause));
  process.on('unhandledRejection', onRejection);

  const library = loadLibrary();
  const sessions: Weixin[] = [];
  function session(index: number): Weixin {
    const { jweixin } = schedule;
    return (sessions[index] =
      sessions[index] ||
      library.createWeixin({
        jsApiList: ['scanQRCode'],
        ...(schedule.timeout !== undefined && { timeout: schedule.timeout }),
        ...(jweixin && {
          wx: () => {
            log.used.jweixin.push(jweixin.length > 1 ? jweixin[0] : 'never');
            return answerOf(jweixin, { loads: loadJWeixin, rejects: fail }) as never;
          },
        }),
        getConfigSignature(url) {
          const step = next(schedule.signatures, 'signature');
          log.used.signature.push(step.length > 1 || step[0] === 'throws' ? step[0] : 'never');
          log.signed.push(moment());
          return answerOf(step, {
            signs: () => ({ ...SIGNATURE, nonceStr: url }),
            malformed: () => ({ ...SIGNATURE, nonceStr: '' }),
            rejects: fail,
            throws: fail,
          });
        },
        onTrace: (event) => void log.trace.push(event),
      }));
  }

  const requests = schedule.requests.map((step, index) => createRequest(step, index));
  function createRequest(step: RequestStep, index: number): { text: string; request: PayScoreRequest } {
    const { token, twin, confirm, wrapped, confirmTimeout, invalid } = step;
    const text = 'text-' + (twin ? 0 : index) + '-' + SECRET;
    const request: PayScoreRequest = { applyPermissionsToken: text };
    const own = (that: unknown): boolean =>
      (Object(that) as PayScoreRequest).applyPermissionsToken === request.applyPermissionsToken;
    if (token !== 'text') {
      request.applyPermissionsToken = function (this: unknown) {
        if (!own(this)) log.faults.push('the token function lost its this');
        const step = next(token, 'token' + index);
        const given = 'function-' + index + '-' + counts['token' + index] + '-' + SECRET;
        const asked: QuestionLog = { request: index, asked: moment(), word: step[0], token: given };
        log.tokens.push(asked);
        if (step[0] === 'throws') asked.answered = moment();
        return answerOf<never>(
          step,
          {
            token: () => given as never,
            object: () => ({ apply_permissions_token: given }) as never,
            authorised: () => ({ authorization_state: 'AVAILABLE' }) as never,
            empty: () => '' as never,
            rejects: fail,
            throws: fail,
          },
          () => (asked.answered = moment()),
        );
      };
    }
    if (confirm) {
      request.confirm = function (this: unknown) {
        if (!own(this)) log.faults.push('confirm lost its this');
        const step = next(confirm, 'confirm' + index);
        const asked: QuestionLog = { request: index, asked: moment(), word: step[0] };
        log.confirms.push(asked);
        const state = (word: string) => (): never =>
          (wrapped && word !== 'wrong shape' ? { authorization_state: word } : word) as never;
        return answerOf<never>(
          step,
          {
            AVAILABLE: state('AVAILABLE'),
            UNAVAILABLE: state('UNAVAILABLE'),
            UNBINDUSER: state('UNBINDUSER'),
            'wrong shape': () => ({ data: 'AVAILABLE' }) as never,
            rejects: fail,
            throws: fail,
          },
          () => (asked.answered = moment()),
        );
      };
    }
    if (confirmTimeout !== undefined) request.confirmTimeout = confirmTimeout;
    if (invalid === 'token') request.applyPermissionsToken = '';
    if (invalid === 'scene') request.scene = 'OTHER' as never;
    if (invalid === 'confirm') request.confirm = 'AVAILABLE' as never;
    if (invalid === 'confirmTimeout') request.confirmTimeout = -1;
    return { text, request };
  }

  function call(step: CallerStep, index: number): void {
    const caller: CallerLog = { step, index, began: moment(), settlements: 0, phases: [] };
    log.callers.push(caller);
    const { timeout, abort } = step;
    const controller = new AbortController();
    const reason = (caller.reason = new Error('caller ' + index + ' gave up'));
    function stop(): void {
      if (!caller.settled) caller.aborted = moment();
      controller.abort(reason);
    }
    if (abort === 'before') stop();
    else if (abort !== undefined) after(abort, stop);
    const wait = {
      ...(timeout !== undefined && { timeout }),
      ...(abort !== undefined && { signal: controller.signal }),
    };

    const settle = (result: Partial<CallerLog>): void => {
      caller.settlements++;
      caller.settled = moment();
      Object.assign(caller, result);
    };
    try {
      ask(session(step.session), step, caller, wait).then(
        (value) => settle({ value }),
        (error: WeixinError) => settle({ error }),
      );
    } catch (error) {
      log.faults.push(step.verb + ' threw instead of rejecting: ' + String(error));
      settle({ error: error as WeixinError });
    }
  }

  function ask(
    weixin: Weixin,
    step: CallerStep,
    caller: CallerLog,
    wait: { timeout?: number; signal?: AbortSignal },
  ): Promise<unknown> {
    const { text, request } = requests[step.request]!;
    switch (step.verb) {
      case 'ready':
        return (weixin.ready as (wait: object) => Promise<void>)(wait);
      case 'check':
        return (weixin.checkJsApi as (names: string[], wait: object) => Promise<unknown>)(['openBusinessView'], wait);
      case 'scan':
        return weixin.call('scanQRCode', {}, wait);
      case 'view': {
        const apply_permissions_token = schedule.requests[step.request]!.invalid ? '' : text;
        return weixin.openBusinessView({ businessType: 'wxpayScoreEnable', params: { apply_permissions_token } }, wait);
      }
      case 'authorize': {
        const onPhase = (phase: string): void => void caller.phases.push({ phase, when: moment() });
        return weixin.authorizePayScore({ ...request, onPhase } as PayScoreRequest, wait);
      }
    }
  }

  for (const { at, move: what } of schedule.moves) {
    // A page that stands still sees nothing else.
    start(() => (what === 'thaw' || what === 'freeze' ? move(what) : onPage(() => move(what))), at);
  }
  schedule.callers.forEach((step, index) => after(step.at, () => call(step, index)));

  const last = Math.max(...schedule.callers.map(({ at }) => at), ...schedule.moves.map(({ at }) => at));
  start(() => {
    move('thaw');
    after(1, () => {
      for (const sign of Object.keys(away)) if (away[sign] && !covering.size) tellSign(sign, false);
    });
  }, last + 1);

  await drain();
  const limit = last + PATIENCE * 2;
  while (jest.getTimerCount() > 0 && moment().at < limit) {
    turn++;
    jest.advanceTimersToNextTimer();
    await drain();
  }

  log.ended = moment();
  log.leftTimers = jest.getTimerCount();
  simulated.dispose();
  window.removeEventListener('error', onError);
  document.removeEventListener('WeixinJSBridgeReady', tapBridge);
  process.off('unhandledRejection', onRejection);
  log.leftListeners = takeListeners();
  jest.clearAllTimers();
  return log;
}
