import fc from 'fast-check';
import type { HideSign } from '../../../src/testing';
import type {
  Answer,
  CallerStep,
  CheckWord,
  ConfigWord,
  ConfirmWord,
  Delay,
  MoveStep,
  RequestStep,
  Schedule,
  SignatureWord,
  TokenWord,
  ViewCover,
  ViewStep,
  ViewWord,
} from './schedule';

/** The contract's own times, where off-by-one mistakes live. */
const EDGES = [300, 1000, 1999, 2000, 2001, 2999, 3000, 3001, 9999, 10000, 10001];

const soon: fc.Arbitrary<Delay> = fc.oneof({ withCrossShrink: true }, fc.constant(0), fc.nat(20), fc.nat(400));
const delay: fc.Arbitrary<Delay> = fc.oneof(
  { withCrossShrink: true },
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: soon },
  { weight: 4, arbitrary: fc.integer({ min: 400, max: 5000 }) },
  { weight: 2, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 2, arbitrary: fc.integer({ min: 5000, max: 20000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 20000, max: 700000 }) },
);

/** Once and soon in most cases; else late, twice or never. `bad`: how often, against 12. */
function answer<Word extends string>(
  bad: number,
  ...[usual, ...others]: [Word, ...Word[]]
): fc.Arbitrary<Answer<Word>> {
  const word = fc.oneof(
    { withCrossShrink: true },
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: bad, arbitrary: fc.constantFrom(usual, ...others) },
  );
  const delays = fc.oneof(
    { withCrossShrink: true },
    { weight: 12, arbitrary: fc.tuple(soon) },
    { weight: bad, arbitrary: fc.oneof(fc.tuple(delay), fc.tuple(delay), fc.tuple(delay, delay), fc.constant([])) },
  );
  return fc.tuple(word, delays).map(([word, delays]) => [word, ...delays]);
}

function some<T>(arbitrary: fc.Arbitrary<T>, least: number, most: number): fc.Arbitrary<T[]> {
  return fc.array(arbitrary, { minLength: least, maxLength: most, size: 'max' });
}

/** Present in one of so many cases. */
function rarely<T>(oneIn: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: oneIn - 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary },
  );
}

const SIGNS: HideSign[] = ['visibilitychange', 'onPageStateChange', 'pagehide'];

const cover: fc.Arbitrary<ViewCover> = fc
  .record({
    opens: soon,
    stays: delay,
    signs: fc.oneof(
      { withCrossShrink: true },
      { weight: 2, arbitrary: fc.constantFrom<HideSign[]>([], ['visibilitychange']) },
      { weight: 1, arbitrary: fc.subarray(SIGNS) },
    ),
    silent: rarely(8, fc.constantFrom(...SIGNS)),
    touch: rarely(2, delay),
  })
  .map(({ silent, ...cover }) => ({ ...cover, back: cover.signs.filter((sign) => sign !== silent) }));

const view: fc.Arbitrary<ViewStep> = fc.record({
  answer: fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: answer<ViewWord>(8, 'ok', 'cancel', 'nothing', 'failed', 'echo', 'denied', 'throws') },
    // Back by a gesture, on a client that says nothing of it.
    { weight: 1, arbitrary: fc.constant<Answer<ViewWord>>(['ok']) },
  ),
  early: rarely(8, fc.constant(true as const)),
  cover: fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 5, arbitrary: cover },
  ),
});

const request: fc.Arbitrary<RequestStep> = fc.record({
  token: fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant('text' as const) },
    {
      weight: 1,
      arbitrary: some(answer<TokenWord>(8, 'token', 'object', 'authorised', 'empty', 'rejects', 'throws'), 1, 2),
    },
  ),
  twin: rarely(6, fc.constant(true as const)),
  confirm: fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(undefined) },
    {
      weight: 6,
      arbitrary: some(
        answer<ConfirmWord>(8, 'AVAILABLE', 'UNAVAILABLE', 'UNBINDUSER', 'wrong shape', 'rejects', 'throws'),
        1,
        3,
      ),
    },
  ),
  wrapped: rarely(3, fc.constant(true as const)),
  confirmTimeout: rarely(4, fc.constantFrom(1, 500, 3000, 30000)),
  invalid: rarely(20, fc.constantFrom('token', 'scene', 'confirm', 'confirmTimeout')),
});

const caller: fc.Arbitrary<CallerStep> = fc.record({
  at: delay,
  verb: fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: fc.constant('authorize' as const) },
    { weight: 3, arbitrary: fc.constantFrom('view', 'ready', 'check', 'scan') },
  ),
  request: fc.nat(1),
  session: fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: fc.constant(0 as const) },
    { weight: 1, arbitrary: fc.constant(1 as const) },
  ),
  timeout: rarely(3, fc.constantFrom(20, 200, 3000, 60000)),
  abort: rarely(
    3,
    fc.oneof(
      { withCrossShrink: true },
      { weight: 6, arbitrary: delay },
      { weight: 1, arbitrary: fc.constant('before' as const) },
    ),
  ),
});

const move: fc.Arbitrary<MoveStep> = fc.record({
  at: delay,
  move: fc.constantFrom('touch', 'hide', 'show', 'route', 'freeze', 'thaw', 'key', 'pageshow'),
});

/** Any schedule, most of them with a view that opens. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  client: fc.constantFrom('ios', 'android', 'devtools', 'windows', 'harmony', 'ios 10'),
  bridge: fc.oneof(
    { withCrossShrink: true },
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: delay },
    { weight: 1, arbitrary: fc.constant('never' as const) },
  ),
  latency: fc.oneof({ withCrossShrink: true }, fc.constant(0), soon),
  timeout: rarely(6, fc.constantFrom(50, 2000, 30000)),
  jweixin: rarely(8, answer<'loads' | 'rejects'>(2, 'loads', 'rejects')),
  signatures: some(answer<SignatureWord>(2, 'signs', 'rejects', 'throws', 'malformed'), 1, 3),
  configs: some(answer<ConfigWord>(2, 'rule', 'other rule', 'invalid url domain', 'function_not_exist'), 1, 3),
  checks: some(answer<CheckWord>(2, 'yes', 'text', 'no', 'nothing'), 1, 3),
  scans: answer<'ok' | 'cancel'>(2, 'ok', 'cancel'),
  views: some(view, 1, 3),
  requests: fc.tuple(request, request),
  callers: some(caller, 1, 4),
  moves: some(move, 0, 6),
});
