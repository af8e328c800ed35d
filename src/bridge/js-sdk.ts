import type { WeixinError, WeixinErrorCode, WeixinErrorFields } from '../errors';
import { createHostApis } from '../protocol/host-apis';
import type { AnswerReaders } from '../protocol/host-apis';
import type { AnswerStatus, HostAnswer, KnownFailure } from '../protocol/host-answer';
import type { WaitOptions, Work } from '../protocol/waiting';
import type { Wx, WxResult } from '../protocol/wx';
import type { WeixinJSBridge } from './bridge-ready';
import { createCalls } from './call';
import type { Configure } from './configuration';
import { createEvents } from './events';
import type { WayBack } from './visibility';

type Fields = Record<string, unknown>;

/**
 * What the chunk needs of the entry. It is given and not imported: a bundler would move what both import into a third chunk,
 * which every page would load with one request more.
 */
export interface JsSdkParts extends AnswerReaders {
  configure: Configure;
  bridgeReady(work: Work): Promise<WeixinJSBridge>;
  askCapabilities(work: Work, wx: Wx, names: readonly string[]): Promise<boolean[]>;
  watchWayBack(wx: Wx | undefined, timeout: number, way: WayBack): () => void;
  readAnswer(value: unknown): HostAnswer;
  statusOf(api: string, answer: HostAnswer, success?: RegExp): AnswerStatus;
  failure(api: string, answer: HostAnswer, more?: KnownFailure[]): WeixinError;
  error(code: WeixinErrorCode, hint: string, fields?: WeixinErrorFields, cause?: unknown): WeixinError;
}

/** The JS-SDK's interfaces, by the page's own names for them. */
export interface JsSdk {
  checkJsApi(work: Work, wx: Wx, names: readonly string[]): Promise<boolean[]>;
  /** @param wait what the caller asked for, to tell it from the session's own timeout */
  call(work: Work, name: string, params: Fields, wait: WaitOptions | undefined): Promise<Fields>;
  /**
   * Listens to an event on a configured page; returns how to stop.
   *
   * @throws WeixinError `API_UNSUPPORTED`
   */
  listen(wx: Wx, event: string, params: Fields | undefined, listener: (result: WxResult) => void): () => void;
}

/**
 * Everything but the views; a chunk of its own, which a page that only opens views never loads.
 *
 * @param listed the page's `jsApiList`
 * @param timeout the session's, where the page set one
 */
export function createJsSdk(parts: JsSdkParts, listed: readonly string[], timeout: number | undefined): JsSdk {
  const apis = createHostApis(parts);
  return {
    checkJsApi: (work, wx, names) =>
      parts.askCapabilities(
        work,
        wx,
        names.map((name) => apis.find(name).name),
      ),
    call: createCalls(parts, apis, listed, timeout),
    listen: createEvents(parts, apis),
  };
}
