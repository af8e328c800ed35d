import type { PropertyPatches } from './property-patches';

/**
 * Takes the network away from a page and gives it back: `fetch` and `XMLHttpRequest` fail as they do without a network,
 * `navigator.onLine` says so, and `offline` and `online` are fired. Requests that are under way go on.
 */
export function simulateNetwork(target: Window, patches: PropertyPatches): { setOffline(value: boolean): void } {
  const { Event, TypeError, XMLHttpRequest, fetch } = target as Window & typeof globalThis;
  let offline = false;
  patches.define(target.navigator, 'onLine', { get: () => !offline });

  if (fetch) {
    const value: typeof fetch = (...request) =>
      offline ? Promise.reject(new TypeError('Failed to fetch')) : fetch.apply(target, request);
    patches.define(target, 'fetch', { value, writable: true, enumerable: true });
  }

  if (XMLHttpRequest) {
    const { prototype } = XMLHttpRequest;
    const { send } = prototype;
    const value = function (this: XMLHttpRequest, body?: XMLHttpRequestBodyInit | null): void {
      if (!offline) return send.call(this, body);
      target.setTimeout(() => {
        Object.defineProperty(this, 'readyState', { configurable: true, value: 4 });
        for (const type of ['readystatechange', 'error', 'loadend']) this.dispatchEvent(new Event(type));
      }, 0);
    };
    patches.define(prototype, 'send', { value, writable: true, enumerable: true });
  }

  return {
    setOffline(value) {
      if (value === offline) return;
      offline = value;
      target.dispatchEvent(new Event(value ? 'offline' : 'online'));
    },
  };
}
