import { CALL_FAILURES, changed, filled } from '../protocol/host-apis';
import type { HostApi, HostApis } from '../protocol/host-apis';
import type { HostAnswer } from '../protocol/host-answer';
import type { Wait } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';
import type { JsSdk, JsSdkParts } from './js-sdk-parts';

type Fields = Record<string, unknown>;

/** In ms: the default of an instance, and for transfers. A photo takes longer than 10 s on a slow network, and would be lost. */
const TIMEOUT = 10000;
const TRANSFER_TIMEOUT = 60000;

/**
 * @param listed the page's `jsApiList`
 * @param timeout the instance's in ms, where the page set one
 */
export function createCalls(
  [WeixinError, readAnswer, statusOf, failure, task, configure, bridgeReady, startTimer, watchWayBack]: JsSdkParts,
  apis: HostApis,
  listed: readonly string[],
  timeout: number | undefined,
): JsSdk['call'] {
  let lastRead: Promise<unknown> = Promise.resolve();

  /** @param host jweixin, or the bridge itself: both take a call, and tell of events, in the same way */
  function ask(
    wait: Wait,
    api: string,
    params: Fields,
    host: Pick<Wx, 'invoke' | 'on'>,
    appId: string,
    clock: boolean,
  ): Promise<Fields> {
    const row = apis.find(api);
    return wait(() =>
      task<Fields>(
        api,
        (_wait, resolve, reject) => {
          // A copy, because jweixin writes the signature into the object it is given.
          const sent = filled(row.toHost ? row.toHost(params, appId) : params, row.defaults);
          host.invoke!(row.name, sent, (value) => {
            // An exception in here would reach the client instead of the caller.
            try {
              const answer = readAnswer(value);
              if (statusOf(api, answer, row.success) !== 'ok') reject(failure(api, answer, CALL_FAILURES));
              else resolve(readResult(api, row, params, answer));
            } catch (cause) {
              reject(cause);
            }
          });
          if (clock) return;
          const silent = (): void =>
            reject(new WeixinError('TIMEOUT', api + ' gave no answer in time.', { step: api }));
          if (row.waitsFor === 'network') return startTimer(TRANSFER_TIMEOUT, silent);
          // A person has to act, so there is no clock. The signs of the user's return end the wait for a silent client.
          return watchWayBack(
            host,
            () => timeout || TIMEOUT,
            () => undefined,
            silent,
            silent,
          );
        },
        clock ? undefined : 0,
      ),
    );
  }

  /** Calls on the configured page; after a refusal once more, because other code may have configured the page since. */
  function askConfigured(wait: Wait, api: string, params: Fields, clock: boolean, retried?: boolean): Promise<Fields> {
    return wait(configure).then((page) =>
      ask(wait, api, params, page.wx, page.appId, clock).catch((error: InstanceType<typeof WeixinError>) => {
        if (error.code === 'API_REFUSED') page.forget();
        // What the user does not allow, another configuration does not change.
        if (error.code !== 'API_REFUSED' || retried || /deny/.test(error.errMsg!)) throw error;
        return askConfigured(wait, api, params, clock, true);
      }),
    );
  }

  /** One after the other: clients drop a second `getLocalImgData` that comes before the first was answered. */
  function inTurn(wait: Wait, read: (wait: Wait) => Promise<Fields>): Promise<Fields> {
    return wait(() =>
      task('', (wait, resolve, reject) => {
        const before = lastRead;
        let free!: () => void;
        const freed = new Promise<void>((end) => (free = end));
        // One that was given up leaves the queue only after the earlier ones have ended.
        lastRead = before.then(() => freed);
        wait(() => task('', () => before))
          .then(() => read(wait))
          .then(resolve, reject);
        return free;
      }),
    );
  }

  return (wait, api, params, options) => {
    const { event, unlisted, unconfigured, waitsFor } = apis.find(api);
    if (event) throw new WeixinError('INVALID_ARGUMENT', 'name: listen to it with on.', { argument: 'name' });
    const given = apis.readParams(api, params, (argument) => {
      throw new WeixinError('INVALID_ARGUMENT', argument + ': ' + api + ' needs it.', { argument });
    });
    if (!unlisted && listed.indexOf(api) < 0) {
      throw new WeixinError('API_REFUSED', 'Name it in the jsApiList of createWeixin.', { api, errMsg: '' });
    }
    const clock = !!((options && options.timeout) || !waitsFor || (waitsFor === 'network' && timeout));

    if (unconfigured) {
      return wait(() => bridgeReady(task)).then((bridge) => {
        // The only one that is no call of the bridge.
        if (api === 'miniProgram.getEnv') {
          const { __wxjs_environment: environment } = window as { __wxjs_environment?: unknown };
          return { miniprogram: environment === 'miniprogram', errMsg: api + ':ok' };
        }
        return ask(wait, api, given, bridge, '', clock);
      });
    }
    const read = (wait: Wait): Promise<Fields> => askConfigured(wait, api, given, clock);
    return api === 'getLocalImgData' ? inTurn(wait, read) : read(wait);
  };
}

/** The result without the message and code of the answer, which every client spells its own way. */
export function readResult(api: string, { fromHost }: HostApi, params: Fields, answer: HostAnswer): Fields {
  const result: Fields = {};
  for (const key in answer.fields) {
    if (!/^err_?(msg|code|desc|detail)$/i.test(key)) result[key] = answer.fields[key];
  }
  return changed(result, { ...(fromHost && fromHost(result, answer, params)), errMsg: api + ':ok' });
}
