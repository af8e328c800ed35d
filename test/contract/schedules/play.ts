import type { PayScoreRequest, Weixin, WeixinError } from '../../../src';
import { createClient } from './client';
import { createClock } from './clock';
import { createMerchant, tokenText } from './merchant';
import { countTimers, held, releaseAll } from './holdings';
import { loadJWeixin, loadLibrary, resetPage } from './page';
import { createPlayed } from './played';
import type { CallerLog, Played } from './played';
import type { CallerStep, Schedule } from './schedule';

/** Twice 10 minutes for views without a sign, and every wait around them. In ms. */
const ENOUGH = 3_000_000;

interface Wait {
  timeout?: number;
  signal?: AbortSignal;
}

/**
 * Plays a schedule on a page of its own until nothing is due any more.
 *
 * Listeners must be counted.
 */
export async function play(schedule: Schedule): Promise<Played> {
  resetPage();
  const played = createPlayed(schedule);
  const clock = createClock(played.frozen);
  const { signs, dispose } = createClient(schedule, clock, played);
  const stopCounting = countTimers();
  const stopWatching = watchFaults(played.faults);
  const { createWeixin } = loadLibrary();
  const { getConfigSignature, wx, requests } = createMerchant(schedule, clock, played, loadJWeixin);

  const sessions: Weixin[] = [];
  function session(index: number): Weixin {
    return (sessions[index] =
      sessions[index] ||
      createWeixin({
        jsApiList: ['scanQRCode'],
        getConfigSignature,
        onTrace: (event) => void played.trace.push(event),
        ...(wx && { wx }),
        ...(schedule.timeout !== undefined && { timeout: schedule.timeout }),
      }));
  }

  function ask({ step, phases }: CallerLog, wait: Wait): Promise<unknown> {
    const weixin = session(step.session);
    switch (step.verb) {
      case 'ready':
        return weixin.ready(wait);
      case 'check':
        return weixin.checkJsApi(['openBusinessView'], wait);
      case 'scan':
        return weixin.call('scanQRCode', {}, wait);
      case 'view': {
        const { invalid } = schedule.requests[step.request]!;
        const params = { apply_permissions_token: invalid ? '' : tokenText(schedule, step.request) };
        return weixin.openBusinessView({ businessType: 'wxpayScoreEnable', params }, wait);
      }
      case 'authorize': {
        const onPhase: PayScoreRequest['onPhase'] = (phase) => void phases.push({ phase, when: clock.moment() });
        return weixin.authorizePayScore({ ...requests[step.request]!, onPhase }, wait);
      }
    }
  }

  function call(step: CallerStep, index: number): void {
    const reason = new Error(`Caller ${String(index)} gave up.`);
    const caller: CallerLog = { index, step, began: clock.moment(), reason, settlements: 0, phases: [] };
    played.callers.push(caller);
    const { timeout, abort } = step;
    const controller = new AbortController();
    function giveUp(): void {
      if (!caller.settled) caller.aborted = clock.moment();
      controller.abort(reason);
    }
    if (abort === 'before') giveUp();
    else if (abort !== undefined) clock.after(abort, giveUp);

    const settle = (result: Pick<CallerLog, 'value' | 'error'>): void => {
      Object.assign(caller, result, { settled: clock.moment(), settlements: caller.settlements + 1 });
    };
    const wait = {
      ...(timeout !== undefined && { timeout }),
      ...(abort !== undefined && { signal: controller.signal }),
    };
    ask(caller, wait).then(
      (value) => settle({ value }),
      (error: WeixinError) => settle({ error }),
    );
  }

  for (const { at, move } of schedule.moves) {
    const stands = move === 'freeze' || move === 'thaw';
    (stands ? clock.outside : clock.after)(at, () => signs.move(move));
  }
  schedule.callers.forEach((step, index) => clock.after(step.at, () => call(step, index)));
  const last = Math.max(...[...schedule.callers, ...schedule.moves].map(({ at }) => at));
  clock.outside(last + 1, signs.end);

  let rested = false;
  await clock.run(last + ENOUGH, (waits) => {
    const settled = played.callers.filter(({ settled }) => settled).length;
    if (waits > 0 || settled < schedule.callers.length || rested) return;
    rested = true;
    played.atRest = held();
  });
  played.atEnd = held();
  stopCounting();
  dispose();
  clock.restore();
  stopWatching();
  releaseAll();
  return played;
}

/** Notes what no page should see. */
function watchFaults(faults: string[]): () => void {
  const onError = ({ message }: ErrorEvent): void => void faults.push('uncaught: ' + message);
  const onRejection = (cause: unknown): void => void faults.push('unhandled rejection: ' + String(cause));
  window.addEventListener('error', onError);
  process.on('unhandledRejection', onRejection);
  return () => {
    window.removeEventListener('error', onError);
    process.off('unhandledRejection', onRejection);
  };
}
