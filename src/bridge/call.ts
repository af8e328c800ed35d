import type { WeixinError } from '../errors';
import { CALL_FAILURES } from '../protocol/host-apis';
import type { HostApi, HostApis } from '../protocol/host-apis';
import type { Waiting } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';
import type { JsSdk, JsSdkParts } from './js-sdk';

type Fields = Record<string, unknown>;

/** A photo takes longer than 10 s on a slow network, and after a timeout what was uploaded is lost to the page. In ms. */
const TRANSFER_TIMEOUT = 60000;

/** How a call reaches the client. */
interface Route {
  wx?: Wx;
  appId: string;
  invoke(name: string, params: Fields, callback: (answer: unknown) => void): void;
}

/**
 * @param listed the page's `jsApiList`
 * @param patience the session's timeout, where the page set one
 */
export function createCalls(
  parts: JsSdkParts,
  apis: HostApis,
  listed: readonly string[],
  patience: number | undefined,
): JsSdk['call'] {
  let lastRead: Promise<unknown> = Promise.resolve();

  function ask(
    api: string,
    row: HostApi,
    params: Fields,
    route: Route,
    waiting: Waiting,
    limit: number,
  ): Promise<Fields> {
    return waiting.step<Fields>(
      api,
      (resolve, reject) => {
        // A copy, because jweixin writes the signature into the object it is given.
        const sent = row.toHost ? row.toHost(params, route.appId) : { ...params };
        route.invoke(row.name, sent, (value) => {
          // An exception in here would reach the client instead of the caller.
          try {
            const answer = parts.readAnswer(value);
            if (parts.statusOf(api, answer, row.success) !== 'ok') reject(parts.failure(api, answer, CALL_FAILURES));
            else resolve(readResult(api, row, params, answer));
          } catch (cause) {
            reject(cause);
          }
        });
        // Where a person has to act there is no clock. The signs of the user's return end the wait for a silent client.
        if (limit) return;
        const silent = (): void =>
          reject(parts.error('TIMEOUT', 'The user is back, and ' + api + ' gave no answer.', { step: api }));
        return parts.watchWayBack(route.wx, waiting.timeout, { back: () => undefined, returned: silent, lost: silent });
      },
      limit,
    );
  }

  /** Calls on the configured page; after a refusal once more, because other code may have configured the page since. */
  async function askConfigured(waiting: Waiting, run: (route: Route) => Promise<Fields>): Promise<Fields> {
    for (let retried = false; ; retried = true) {
      const page = await parts.configure(waiting);
      const { wx, appId } = page;
      try {
        return await run({ wx, appId, invoke: (name, params, callback) => wx.invoke!(name, params, callback) });
      } catch (error) {
        const { code, errMsg } = error as WeixinError;
        if (code !== 'API_REFUSED') throw error;
        page.forget();
        // What the user does not allow, another configuration does not change.
        if (retried || /deny/.test(errMsg || '')) throw error;
      }
    }
  }

  /** One after the other: clients drop a second `getLocalImgData` that comes before the first was answered. */
  function inTurn(read: () => Promise<Fields>, waiting: Waiting): Promise<Fields> {
    const before = lastRead;
    const mine = waiting.unlessAborted(before).then(read);
    // An aborted read frees the queue only after earlier reads finish.
    const after = (): Promise<unknown> => before;
    lastRead = mine.then(after, after);
    return mine;
  }

  return async (api, params, waiting, wait) => {
    const row = apis.find(api);
    const { event, unlisted, unconfigured, waitsFor } = row;
    if (event) throw parts.error('INVALID_ARGUMENT', 'name: listen to it with on.', { argument: 'name' });
    const given = apis.readParams(api, params, (argument) => {
      throw parts.error('INVALID_ARGUMENT', argument + ': ' + api + ' needs it.', { argument });
    });
    if (!unlisted && listed.indexOf(api) < 0) {
      throw parts.error('API_REFUSED', 'Name it in the jsApiList of createWeixin.', { api, errMsg: '' });
    }
    const session = waitsFor === 'person' ? 0 : waitsFor && !patience ? TRANSFER_TIMEOUT : waiting.timeout;
    const limit = (wait && wait.timeout) || session;

    if (unconfigured) {
      await parts.bridgeReady(waiting);
      // The only one that is no call of the bridge.
      if (api === 'miniProgram.getEnv') {
        const { __wxjs_environment: environment } = window as { __wxjs_environment?: unknown };
        return { miniprogram: environment === 'miniprogram', errMsg: api + ':ok' };
      }
      const invoke: Route['invoke'] = (...args) => parts.findBridge()!.invoke(...args);
      return ask(api, row, given, { appId: '', invoke }, waiting, limit);
    }
    const read = (): Promise<Fields> => askConfigured(waiting, (route) => ask(api, row, given, route, waiting, limit));
    return api === 'getLocalImgData' ? inTurn(read, waiting) : read();
  };
}

/** The result without the message and code of the answer, which every client spells its own way. */
export function readResult(
  api: string,
  { fromHost }: HostApi,
  params: Fields,
  answer: ReturnType<JsSdkParts['readAnswer']>,
): Fields {
  const result: Fields = {};
  for (const key in answer.fields) {
    if (!/^err_?(msg|code|desc|detail)$/i.test(key)) result[key] = answer.fields[key];
  }
  return { ...(fromHost ? fromHost(result, answer, params) : result), errMsg: api + ':ok' };
}
