import type { HostApis } from '../protocol/host-apis';
import type { WxResult } from '../protocol/wx';
import { readResult } from './call';
import type { JsSdk, JsSdkParts } from './js-sdk-parts';

type Fields = Record<string, unknown>;

interface Listening {
  listener(result: WxResult): void;
  /** What to share, where this listener said so. */
  params: Fields | undefined;
}

/** An event and what jweixin was given for it, once: what to share, and the one callback. */
interface SharedEvent {
  listening: Listening[];
  registration: Fields & { complete(answer: unknown): void };
}

/** Lets several listeners share an event, each of which can be removed: jweixin has no way to unsubscribe. */
export function createEvents([WeixinError, readAnswer, statusOf]: JsSdkParts, apis: HostApis): JsSdk['listen'] {
  const events: Record<string, SharedEvent> = {};

  /** Tells every listener. One that throws does not silence the others; the page's own error handler hears of it. */
  function tell(event: string, value: unknown): void {
    const answer = readAnswer(value);
    const status = statusOf(event, answer);
    const said = status === 'cancelled' ? 'cancel' : (status !== 'ok' && answer.verdict) || 'ok';
    const result = { ...readResult(event, apis.find(event), {}, answer), errMsg: event + ':' + said };
    events[event]!.listening.forEach(({ listener }) => {
      try {
        listener({ ...result });
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    });
  }

  /**
   * Shares what the latest listener with parameters said, else the client's default. Changed in place: jweixin reads it when
   * the user shares. Whether the client keeps one handler for an event or calls all of them is not documented, and a second one
   * could share twice.
   */
  function share({ listening, registration }: SharedEvent): void {
    const { params } = listening.filter((each) => each.params).pop() || {};
    const given: Fields = { ...params, complete: registration.complete };
    for (const key in registration) delete registration[key];
    for (const key in given) (registration as Fields)[key] = given[key];
  }

  return (wx, event, params, listener) => {
    const method = wx[event as 'config'] as ((registration: Fields) => void) | undefined;
    if (typeof method !== 'function') {
      throw new WeixinError('API_UNSUPPORTED', 'This jweixin has no such event.', { api: event, errMsg: '' });
    }
    const known = events[event];
    const shared = known || { listening: [], registration: { complete: (answer: unknown) => tell(event, answer) } };
    const own: Listening = { listener, params };
    events[event] = shared;
    shared.listening = shared.listening.concat(own);
    share(shared);
    if (!known) method.call(wx, shared.registration);
    return () => {
      shared.listening = shared.listening.filter((each) => each !== own);
      share(shared);
    };
  };
}
