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

/** What jweixin was given for an event: what to share, and the one callback. */
interface Registration {
  [param: string]: unknown;
  complete(answer: unknown): void;
}

/** Lets several listeners share an event, each of which can be removed: jweixin has no way to unsubscribe. */
export function createEvents(parts: JsSdkParts, apis: HostApis): JsSdk['listen'] {
  const listening: Record<string, Listening[]> = {};
  const registrations: Record<string, Registration> = {};

  /** Tells every listener. One that throws does not silence the others; the page's own error handler hears of it. */
  function tell(event: string, value: unknown): void {
    const row = apis.find(event);
    const answer = parts.readAnswer(value);
    const status = parts.statusOf(event, answer);
    const said = status === 'ok' ? 'ok' : status === 'cancelled' ? 'cancel' : answer.verdict || 'ok';
    const result = { ...readResult(event, row, {}, answer), errMsg: event + ':' + said };
    for (const { listener } of listening[event]!.slice()) {
      try {
        listener({ ...result });
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  /**
   * Shares what the latest listener with parameters said, else the client's default. Changed in place: jweixin reads it when
   * the user shares. Whether the client keeps one handler for an event or calls all of them is not documented, and a second one
   * could share twice.
   */
  function share(event: string): void {
    const registration = registrations[event]!;
    const { params } = listening[event]!.filter((each) => each.params).pop() || {};
    for (const key in registration) if (key !== 'complete') delete registration[key];
    for (const key in params) if (key !== 'complete') registration[key] = params[key];
  }

  function register(wx: Wx, event: string): void {
    const method = (wx as unknown as Record<string, ((registration: Registration) => void) | undefined>)[event];
    if (typeof method !== 'function') {
      throw parts.error('API_UNSUPPORTED', 'This jweixin has no such event.', { api: event, errMsg: '' });
    }
    registrations[event] = { complete: (answer) => tell(event, answer) };
    share(event);
    method.call(wx, registrations[event]!);
  }

  return (wx, event, params, listener) => {
    const own: Listening = { listener, params };
    const all = (listening[event] = listening[event] || []);
    all.push(own);
    if (registrations[event]) share(event);
    else register(wx, event);
    return () => {
      const index = all.indexOf(own);
      if (index < 0) return;
      all.splice(index, 1);
      share(event);
    };
  };
}
