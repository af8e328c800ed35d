import type { WeixinError } from '../errors';
import type { AnswerReaders } from '../protocol/host-apis';
import type { AnswerStatus, HostAnswer, KnownFailure } from '../protocol/host-answer';
import type { StartTask, Task, Wait, WaitOptions } from '../protocol/waiting';
import type { Wx, WxResult } from '../protocol/wx';
import type { WeixinJSBridge } from './bridge-ready';
import type { Configure } from './configuration';
import type { watchWayBack } from './visibility';

type Fields = Record<string, unknown>;

/**
 * What the chunk needs of the entry. It is given and not imported: a bundler would move what both import into a third chunk,
 * which every page would load with one request more. By place and not by name, because a minifier keeps the names of properties,
 * which would be in both files.
 */
export type JsSdkParts = readonly [
  error: typeof WeixinError,
  readAnswer: (value: unknown) => HostAnswer,
  statusOf: (api: string, answer: HostAnswer, success?: RegExp) => AnswerStatus,
  failure: (api: string, answer: HostAnswer, more?: KnownFailure[]) => WeixinError,
  task: StartTask,
  configure: Configure,
  bridgeReady: (task: StartTask) => Task<WeixinJSBridge>,
  startTimer: (delay: number, done: () => void) => () => void,
  watch: typeof watchWayBack,
  readers: AnswerReaders,
];

/** The JS-SDK's interfaces, by the page's own names for them. */
export interface JsSdk {
  checkJsApi<N extends string>(wait: Wait, wx: Wx, names: readonly N[]): Promise<Record<N, boolean>>;
  /** @param options what the caller asked for, to tell it from the instance's own timeout */
  call(wait: Wait, name: string, params: Fields, options: WaitOptions | undefined): Promise<Fields>;
  /**
   * Listens to an event on a configured page; returns how to stop.
   *
   * @throws WeixinError `API_UNSUPPORTED`
   */
  listen(wx: Wx, event: string, params: Fields | undefined, listener: (result: WxResult) => void): () => void;
}
