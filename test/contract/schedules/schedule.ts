import type { HideSign } from '../../../src/testing';

/** Milliseconds from the moment that the field names. */
export type Delay = number;
/** What somebody answers, and when: at each of the delays, so none is "never" and two are "twice". */
export type Answer<Word extends string> = [word: Word, ...delays: Delay[]];

/** The merchant's signing endpoint. */
export type SignatureWord = 'signs' | 'rejects' | 'throws' | 'malformed';
/** `rule`: the client compares the address; `other rule`: it compares the other of the two. */
export type ConfigWord = 'rule' | 'other rule' | 'invalid url domain' | 'function_not_exist';
export type CheckWord = 'yes' | 'text' | 'no' | 'nothing';
/** `echo`: a failure that repeats the token. */
export type ViewWord = 'ok' | 'cancel' | 'nothing' | 'failed' | 'echo' | 'denied' | 'throws';
export type TokenWord = 'token' | 'object' | 'authorised' | 'empty' | 'rejects' | 'throws';
export type ConfirmWord = 'AVAILABLE' | 'UNAVAILABLE' | 'UNBINDUSER' | 'wrong shape' | 'rejects' | 'throws';

/** What comes of one call of `openBusinessView`. */
export interface ViewStep {
  /** Counted from the way back; with `early`, or where no view opens, from the call. */
  answer: Answer<ViewWord>;
  early?: true | undefined;
  /** The view that covers the page; missing: none opens. */
  cover?: ViewCover | undefined;
}

export interface ViewCover {
  opens: Delay;
  stays: Delay;
  /** What tells the page that it is covered, and which of these also tell it that it is back. */
  signs: HideSign[];
  back: HideSign[];
  /** The user touches the page so long after the way back. */
  touch?: Delay | undefined;
}

/** One thing that a page can ask its user to authorise. Calls with the same request are the same request. */
export interface RequestStep {
  /** `text`: no function. */
  token: 'text' | Answer<TokenWord>[];
  /** Has the text of the first request as its token, but a `confirm` of its own. */
  twin?: true | undefined;
  confirm?: Answer<ConfirmWord>[] | undefined;
  /** Whether `confirm` answers with an object, as the API does. */
  wrapped?: true | undefined;
  confirmTimeout?: number | undefined;
  invalid?: 'token' | 'scene' | 'confirm' | 'confirmTimeout' | undefined;
}

/** One call of a verb. */
export interface CallerStep {
  at: Delay;
  verb: 'authorize' | 'view' | 'ready' | 'check' | 'scan';
  /** Which of the requests. */
  request: number;
  /** Which of the two sessions on the page. */
  session: 0 | 1;
  timeout?: number | undefined;
  /** Counted from the call; `before`: the signal is aborted already. */
  abort?: Delay | 'before' | undefined;
}

/** What happens to the page besides. A hidden or covered page gets no touch and no key. */
export interface MoveStep {
  at: Delay;
  move: 'hide' | 'show' | 'freeze' | 'thaw' | 'touch' | 'key' | 'route' | 'pageshow';
}

/**
 * Everything that happens around one page, as plain data. Where something is asked for again and again, the n-th time takes
 * the n-th step of its list, and the last one stays.
 */
export interface Schedule {
  client: 'ios' | 'android' | 'devtools' | 'windows' | 'harmony' | 'ios 10';
  bridge: Delay | 'never';
  latency: Delay;
  /** The `timeout` of both sessions. */
  timeout?: number | undefined;
  /** Missing: imported. */
  jweixin?: Answer<'loads' | 'rejects'> | undefined;
  signatures: Answer<SignatureWord>[];
  configs: Answer<ConfigWord>[];
  checks: Answer<CheckWord>[];
  scans: Answer<'ok' | 'cancel'>;
  views: ViewStep[];
  requests: RequestStep[];
  callers: CallerStep[];
  moves: MoveStep[];
}
