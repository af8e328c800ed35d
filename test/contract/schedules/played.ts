import type { TraceEvent, WeixinError } from '../../../src';
import type { CallerStep, Schedule, ViewStep } from './schedule';

/** When something happened: in ms since the page was opened, and in which turn of the page's event loop. */
export interface Moment {
  at: number;
  turn: number;
}

/** From when to when something lasted, in ms. */
export interface Span {
  from: number;
  to: number;
}

/** One call of a verb, and what came of it. */
export interface CallerLog {
  index: number;
  step: CallerStep;
  began: Moment;
  /** Set if that came before the promise settled. */
  aborted?: Moment;
  reason: Error;
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
  step: ViewStep;
  /** The client carried it out; one that it refuses by itself it does not. */
  taken: boolean;
  /** Some sign said by then that the page is away. */
  awayAtCall: boolean;
  callbacks: { when: Moment; answer: unknown }[];
}

/** One call of a request's token function or of its `confirm`. */
export interface QuestionLog {
  request: number;
  asked: Moment;
  answered?: Moment;
  word: string;
  /** What a token function was to answer with. */
  token?: string;
}

/** What told the page that it is covered, or that it is back. */
export interface SignLog {
  when: Moment;
  away: boolean;
  /** `document.hidden` from now on. */
  hidden: boolean;
  /** Whether any sign says from now on that the page is away. */
  covered: boolean;
}

/** Everything that happened on one page. */
export interface Played {
  schedule: Schedule;
  callers: CallerLog[];
  natives: NativeLog[];
  tokens: QuestionLog[];
  confirms: QuestionLog[];
  signs: SignLog[];
  touches: Moment[];
  routes: Moment[];
  /** When the page stood still. */
  frozen: Span[];
  /** The words of the answers that were asked for; `never` for one that never comes. */
  answers: Record<'signature' | 'config' | 'check' | 'jweixin' | 'scan', string[]>;
  /** Every call that reached the client. */
  sent: { api: string; when: Moment }[];
  /** When the client accepted a configuration. */
  accepted: Moment[];
  trace: TraceEvent[];
  /** What no page should see, such as an uncaught error. */
  faults: string[];
  /** What the library still had once every promise was settled and everybody had answered, by kind. */
  atRest: string[];
  /** What it had once nothing happened any more. */
  atEnd: string[];
}

/** Is in every token and signature, and nowhere else. */
export const SECRET = 'SECRET';

export function createPlayed(schedule: Schedule): Played {
  return {
    schedule,
    callers: [],
    natives: [],
    tokens: [],
    confirms: [],
    signs: [],
    touches: [],
    routes: [],
    frozen: [],
    answers: { signature: [], config: [], check: [], jweixin: [], scan: [] },
    sent: [],
    accepted: [],
    trace: [],
    faults: [],
    atRest: [],
    atEnd: [],
  };
}
