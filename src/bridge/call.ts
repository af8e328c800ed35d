import { failure } from '../protocol/failure';
import { readAnswer } from '../protocol/host-answer';
import { hostApi, readParams } from '../protocol/host-apis';
import type { Wx } from '../protocol/wx';
import type { WaitOptions, Waiting } from '../protocol/waiting';

type Fields = Record<string, unknown>;

/** The page that a call is made from. */
export interface CallingPage {
  wx: Wx;
  /** The account that signed. */
  appId: string;
}

/** Calls an interface by the page's name. `wait` is what the caller asked for, to tell it from the session's own patience. */
export type CallApi = (
  page: CallingPage,
  api: string,
  params: Fields,
  waiting: Waiting,
  wait?: WaitOptions,
) => Promise<Fields>;

/** A photo takes longer than 10 s on a slow network, and after a timeout what was uploaded is lost to the page. In ms. */
const TRANSFER_TIMEOUT = 60000;

/**
 * @param listed the page's `jsApiList`
 * @param patience the session's timeout, where the page set one
 */
export function createCalls(listed: readonly string[], patience: number | undefined): CallApi {
  let lastRead: Promise<unknown> = Promise.resolve();

  function ask(
    { wx, appId }: CallingPage,
    api: string,
    params: Fields,
    waiting: Waiting,
    timeout: number,
  ): Promise<Fields> {
    const { name, success = /^(ok|confirm)$/, toHost, fromHost } = hostApi(api);
    return waiting.step<Fields>(
      api,
      (resolve, reject) => {
        // A copy, because jweixin writes the signature into the object it is given.
        wx.invoke!(name, toHost ? toHost(params, appId) : { ...params }, (value) => {
          // An exception in here would reach the client instead of the caller.
          try {
            const answer = readAnswer(value);
            if (!success.test(answer.verdict)) return reject(waiting.error(...failure(api, answer)));
            const fields = resultFields(answer.fields);
            resolve({ ...(fromHost ? fromHost(fields, answer, params) : fields), errMsg: api + ':ok' });
          } catch (cause) {
            reject(cause);
          }
        });
      },
      { timeout },
    );
  }

  /** One after the other: clients drop a second `getLocalImgData` that comes before the first was answered. */
  function inTurn(read: () => Promise<Fields>, waiting: Waiting): Promise<Fields> {
    const before = lastRead;
    const mine = waiting.step('', () => before, { timeout: 0 }).then(read);
    // One that was given up counts as read, though not before its turn.
    const after = (): Promise<unknown> => before;
    lastRead = mine.then(after, after);
    return mine;
  }

  return async (page, api, params, waiting, wait) => {
    const row = hostApi(api);
    const { event, unlisted, waitsFor } = row;
    if (event) throw waiting.error('INVALID_ARGUMENT', 'name: listen to it with on.', { argument: 'name' });
    const given = readParams(row, params, (argument) => {
      throw waiting.error('INVALID_ARGUMENT', argument + ': ' + api + ' needs it.', { argument });
    });
    if (!unlisted && listed.indexOf(api) < 0) {
      throw waiting.error('API_REFUSED', 'Name it in the jsApiList of createWeixin.', { api, errMsg: '' });
    }
    // The only one that is no call of the bridge.
    if (api === 'miniProgram.getEnv') {
      const { __wxjs_environment: environment } = window as { __wxjs_environment?: unknown };
      return { miniprogram: environment === 'miniprogram', errMsg: api + ':ok' };
    }
    const session = waitsFor === 'person' ? 0 : waitsFor && !patience ? TRANSFER_TIMEOUT : waiting.timeout;
    const read = (): Promise<Fields> => ask(page, api, given, waiting, (wait && wait.timeout) || session);
    return api === 'getLocalImgData' ? inTurn(read, waiting) : read();
  };
}

/** The result without the message and code of the answer, which every client spells its own way. */
function resultFields(fields: Fields): Fields {
  const result: Fields = {};
  for (const key in fields) if (!/^err_?(msg|code|desc|detail)$/i.test(key)) result[key] = fields[key];
  return result;
}
