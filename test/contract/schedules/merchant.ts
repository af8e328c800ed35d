import type { ConfigSignature, PayScoreRequest } from '../../../src';
import type { Clock } from './clock';
import { SECRET } from './played';
import type { Played, QuestionLog } from './played';
import type { Answer, RequestStep, Schedule } from './schedule';

/** The merchant's page code and server, as far as the library calls them. */
export interface Merchant {
  getConfigSignature(url: string): ConfigSignature | Promise<ConfigSignature>;
  /** The `wx` option, where the schedule has one. */
  wx: (() => Promise<never>) | undefined;
  requests: PayScoreRequest[];
}

/** The n-th time takes the n-th step, and the last one stays. */
export function createSteps(): <Step>(steps: Step[], name: string) => Step {
  const counts: Record<string, number> = {};
  return (steps, name) => {
    const count = (counts[name] = (counts[name] || 0) + 1);
    return steps[Math.min(count, steps.length) - 1]!;
  };
}

/** The text of a request's token, unless a function gets it. */
export function tokenText(schedule: Schedule, index: number): string {
  return 'text-' + String(schedule.requests[index]!.twin ? 0 : index) + '-' + SECRET;
}

export function createMerchant(schedule: Schedule, clock: Clock, played: Played, loadJWeixin: () => unknown): Merchant {
  const next = createSteps();

  /** Answers as the step says; a promise settles only once, so that a second delay means nothing here. */
  function answer<T>(
    [word, delay]: Answer<string>,
    values: Record<string, () => T>,
    answered?: () => void,
  ): T | Promise<T> {
    const value = values[word] || fail;
    if (word === 'throws') {
      if (answered) answered();
      return value();
    }
    const settled = clock.await();
    return new Promise((resolve, reject) => {
      if (delay === undefined) return;
      clock.after(delay, () => {
        settled();
        if (answered) answered();
        try {
          resolve(value());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  function note(name: 'signature' | 'jweixin', step: Answer<string>): void {
    played.answers[name].push(step.length > 1 || step[0] === 'throws' ? step[0] : 'never');
  }

  function question(log: QuestionLog[], request: number, word: string): QuestionLog {
    const asked: QuestionLog = { request, asked: clock.moment(), word };
    log.push(asked);
    return asked;
  }

  function createRequest(step: RequestStep, index: number): PayScoreRequest {
    const { token, confirm, wrapped, confirmTimeout, invalid } = step;
    const request: PayScoreRequest = { applyPermissionsToken: tokenText(schedule, index) };

    function checkThis(that: unknown, name: string): void {
      if ((Object(that) as PayScoreRequest).applyPermissionsToken !== request.applyPermissionsToken) {
        played.faults.push(name + ' lost its this');
      }
    }

    if (token !== 'text') {
      request.applyPermissionsToken = function (this: unknown) {
        checkThis(this, 'the token function');
        const step = next(token, 'token' + String(index));
        const asked = question(played.tokens, index, step[0]);
        const text = (asked.token = `function-${String(index)}-${String(played.tokens.length)}-${SECRET}`);
        const values: Record<string, () => unknown> = {
          token: () => text,
          object: () => ({ apply_permissions_token: text }),
          authorised: () => ({ authorization_state: 'AVAILABLE' }),
          empty: () => '',
        };
        return answer(step, values, () => (asked.answered = clock.moment())) as Promise<string>;
      };
    }
    if (confirm) {
      request.confirm = function (this: unknown) {
        checkThis(this, 'confirm');
        const step = next(confirm, 'confirm' + String(index));
        const [word] = step;
        const asked = question(played.confirms, index, word);
        const values: Record<string, () => unknown> = { 'wrong shape': () => ({ data: 'AVAILABLE' }) };
        if (/^[A-Z]+$/.test(word)) values[word] = () => (wrapped ? { authorization_state: word } : word);
        return answer(step, values, () => (asked.answered = clock.moment())) as Promise<'AVAILABLE'>;
      };
    }
    if (confirmTimeout !== undefined) request.confirmTimeout = confirmTimeout;
    if (invalid === 'token') request.applyPermissionsToken = '';
    if (invalid === 'scene') request.scene = 'OTHER' as 'ORDER';
    if (invalid === 'confirm') request.confirm = 'AVAILABLE' as never;
    if (invalid === 'confirmTimeout') request.confirmTimeout = -1;
    return request;
  }

  const { jweixin } = schedule;
  return {
    getConfigSignature(url) {
      const step = next(schedule.signatures, 'signature');
      note('signature', step);
      const signature = { appId: 'wx0123456789abcdef', timestamp: 1700000000, signature: SECRET };
      return answer<ConfigSignature>(step, {
        // The address is the nonce, so that the client can see what was signed.
        signs: () => ({ ...signature, nonceStr: url }),
        malformed: () => ({ ...signature, nonceStr: '' }),
      });
    },
    wx:
      jweixin &&
      (() => {
        note('jweixin', jweixin);
        return answer(jweixin, { loads: loadJWeixin }) as Promise<never>;
      }),
    requests: schedule.requests.map(createRequest),
  };
}

function fail(): never {
  throw new Error('The network is down.');
}
