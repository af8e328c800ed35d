import type { HostApis } from '../protocol/host-apis';
import type { Wx, WxResult } from '../protocol/wx';
import { readResult } from './call';
import type { JsSdk, JsSdkParts } from './js-sdk-parts';

type Fields = Record<string, unknown>;

interface Listening {
  listener(result: WxResult): void;
  /** What to share, where this listener said so. */
  params: Fields | undefined;
}

/** An event and what a `wx` object was given for it, once: what to share, and the one callback. */
interface SharedEvent {
  wx: Wx;
  event: string;
  listening: Listening[];
  registration: Fields & { complete(answer: unknown): void };
}

/** All of a page's, whichever instance listens: jweixin has one place for each event. */
const events: SharedEvent[] = [];

/** Lets several listeners share an event, each of which can be removed: jweixin has no way to unsubscribe. */
export function createEvents([WeixinError, readAnswer, statusOf]: JsSdkParts, apis: HostApis): JsSdk['listen'] {
  /** Tells every listener. One that throws does not silence the others; the page's own error handler hears of it. */
  function tell(shared: SharedEvent, value: unknown): void {
    const { event } = shared;
    const answer = readAnswer(value);
    const status = statusOf(event, answer);
    const said = status === 'cancelled' ? 'cancel' : (status !== 'ok' && answer.verdict) || 'ok';
    const result = { ...readResult(event, apis.find(event), {}, answer), errMsg: event + ':' + said };
    shared.listening.forEach((each) => {
      // An earlier one may have stopped it.
      if (shared.listening.indexOf(each) < 0) return;
      try {
        each.listener({ ...result });
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
    if (!apis.find(event).event || typeof method !== 'function') {
      throw new WeixinError('API_UNSUPPORTED', 'This jweixin has no such event.', { api: event, errMsg: '' });
    }
    const known = events.filter((each) => each.wx === wx && each.event === event)[0];
    const complete = (answer: unknown): void => tell(shared, answer);
    const shared: SharedEvent = known || { wx, event, listening: [], registration: { complete } };
    const own: Listening = { listener, params };
    shared.listening = shared.listening.concat(own);
    share(shared);
    if (!known) {
      method.call(wx, shared.registration);
      events.push(shared);
    }
    return () => {
      shared.listening = shared.listening.filter((each) => each !== own);
      share(shared);
    };
  };
}
