import { ACCESS_DENIED, FUNCTION_NOT_EXIST, shapeAnswer } from './api-answer';
import type { AnswerFunction, ApiAnswer, TimedAnswer } from './api-answer';
import type { ClientProfile } from './client-profile';
import { allowedAfter, readConfigRequest, shapeVerdict } from './config-answer';
import { findKnownApi } from './known-apis';
import type { ResultFields } from './known-apis';

/** One call that reached the bridge. */
export interface BridgeCall {
  /** The bridge's own name: `wx.config` is `preVerifyJSAPI`. */
  api: string;
  /** A copy of what was sent, the signature that jweixin adds included. */
  params: Record<string, unknown>;
  /** Milliseconds since the simulation began. */
  at: number;
}

/** What the bridge needs from the simulation around it. */
export interface BridgeHost {
  profile: ClientProfile;
  /** How each interface was told to answer, by the bridge's own name. */
  answers: Map<string, ApiAnswer>;
  url(): string;
  entryUrl: string;
  record(api: string, params: Record<string, unknown>): void;
  /** Runs a task of the client later, unless the simulation has ended by then. */
  later(task: () => void, delay?: number): void;
  /** Runs a task of the client now, or when the page can run it again. */
  now(task: () => void): void;
  latency: number;
  listeners: 'all' | 'last';
}

/** The object that a client puts into the page. */
export interface WeixinJSBridge {
  invoke(api: string, params?: unknown, callback?: (answer: unknown) => void): void;
  call(api: string): void;
  on(event: string, listener: (payload: unknown) => void): void;
}

/**
 * A guess: that these need no configuration. jweixin calls the first to configure and `getNetworkType` for itself, the manual
 * does not say that `checkJsApi` must wait, and the mini program's document names no place in `jsApiList` for its interfaces.
 */
const ALWAYS_ALLOWED = ['preVerifyJSAPI', 'checkJsApi', 'getNetworkType', 'invokeMiniProgramAPI'];

/** Makes the bridge of one client, and the functions that send its events and answers. */
export function createBridge(host: BridgeHost): {
  bridge: WeixinJSBridge;
  emit(event: string, payload?: unknown): void;
  reply(api: string, answer: unknown): void;
} {
  const { profile, answers } = host;
  /** Answers the last call of an interface once more. */
  const replies = new Map<string, (answer: unknown) => void>();
  const listeners = new Map<string, ((payload: unknown) => void)[]>();
  let allowed: readonly string[] | 'all' = [];

  function exists(api: string): boolean {
    if (answers.has(api)) return answers.get(api) !== 'unsupported';
    if (api === 'invokeMiniProgramAPI') return profile.webView;
    return api === 'openBusinessView' ? profile.businessView : !!findKnownApi(api);
  }

  function isAllowed(api: string): boolean {
    if (allowed === 'all' || ALWAYS_ALLOWED.indexOf(api) !== -1) return true;
    const known = findKnownApi(api);
    return allowed.indexOf((known && known.allowedBy) || api) !== -1;
  }

  /** Keys map to booleans, says the manual; on Android the whole result is text. */
  function capabilities(params: ResultFields): ResultFields {
    const names = Array.isArray(params['jsApiList']) ? params['jsApiList'].map(String) : [];
    const checkResult: Record<string, boolean> = {};
    for (const name of names) checkResult[name] = exists(name);
    return { checkResult: profile.text ? JSON.stringify(checkResult) : checkResult, err_msg: 'checkJsApi:ok' };
  }

  function shape(answer: unknown, api: string, params: ResultFields): unknown {
    return api === 'checkJsApi' && answer === 'ok' ? capabilities(params) : shapeAnswer(answer, api, params, profile);
  }

  /** Carries out an answer; `send` is given what it comes to, as often as it comes. */
  function perform(answer: unknown, argument: object, send: (answer: unknown) => void): void {
    const reply = (value: unknown): void => host.later(() => (isTimed(value) ? perform(value, {}, send) : send(value)));
    if (isTimed(answer)) {
      for (const { after, answer: value } of answer.replies) {
        if (after) host.later(() => send(value), after);
        else send(value);
      }
    } else if (typeof answer === 'function') {
      const answering = answer as AnswerFunction;
      const value = answering(argument as Record<string, unknown>, reply);
      if (answering.length > 1) return;
      if (isPromise(value)) void value.then(reply);
      else if (isTimed(value)) perform(value, argument, send);
      else send(value);
    } else send(answer);
  }

  function invoke(name: unknown, given?: unknown, callback?: (answer: unknown) => void): void {
    // Public copies of the script that WeChat puts into pages do both: drop a call without a name, and send `{}` for
    // parameters that are no object.
    if (!name || typeof name !== 'string') return;
    const api = name;
    // Through JSON, as the way to the client is: what a page changes later does not reach it, nor does `undefined`.
    const params = (Object(given) === given ? JSON.parse(JSON.stringify(given)) : {}) as ResultFields;
    host.record(api, params);
    const config = api === 'preVerifyJSAPI';
    const request = readConfigRequest(params, host.url(), host.entryUrl);

    // A copy each time, because jweixin deletes `err_code` and renames fields in the object it is given.
    const deliver = (value: unknown): void => callback && callback(copy(value));
    const send = (value: unknown): void => {
      if (value === 'never') return;
      const shaped = config ? shapeVerdict(value) : shape(value, api, params);
      if (config) allowed = allowedAfter(shaped, request);
      deliver(shaped);
    };
    replies.set(api, (answer) => perform(answer, copy(config ? request : params) as object, send));

    const answer = answers.has(api) ? answers.get(api) : 'ok';
    if (isError(answer)) throw answer;
    host.later(() => {
      // Which of the two a client says first is a guess. For names that are not in jsApiList the manual also knows "the
      // permission value is offline verifying", without saying which client says it.
      if (!exists(api)) return deliver(FUNCTION_NOT_EXIST);
      if (!isAllowed(api)) return deliver(ACCESS_DENIED);
      perform(answer, copy(config ? request : params) as object, send);
    }, host.latency);
  }

  return {
    bridge: {
      invoke,
      call: (api) => invoke(api),
      on(event, listener) {
        if (!event || typeof listener !== 'function') return;
        const earlier = host.listeners === 'last' || event === 'onPageStateChange' ? [] : listeners.get(event) || [];
        listeners.set(event, earlier.concat(listener));
      },
    },
    emit(event, payload) {
      const known = findKnownApi(event);
      const told = payload === undefined ? (known && known.result && known.result(profile, {})) || {} : payload;
      for (const listener of listeners.get(event) || []) listener(copy(told));
    },
    reply(api, answer) {
      const reply = replies.get(api);
      if (!reply) throw new Error('There was no call of ' + api + '.');
      host.now(() => reply(answer));
    },
  };
}

/** `instanceof` would miss the errors and promises of another frame. */
function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (Object(value) as PromiseLike<unknown>).then === 'function';
}

function isTimed(value: unknown): value is TimedAnswer {
  return Array.isArray((Object(value) as TimedAnswer).replies);
}

/** Not through JSON: an answer may hold `undefined` or NaN on purpose. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  const copied: Record<string, unknown> = {};
  for (const key of Object.keys(value as object)) copied[key] = copy((value as Record<string, unknown>)[key]);
  return copied;
}
