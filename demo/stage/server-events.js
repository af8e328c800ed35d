/**
 * Listens to what happens on the servers.
 *
 * @param {Record<string, (detail: object) => void>} handlers by the name of the event
 * @param {(connected: boolean) => void} onConnection
 * @returns {{ renew(): Promise<void> }} `renew` listens for another user; it resolves when the server listens too
 */
export function createServerEvents(handlers, onConnection) {
  let source;

  return {
    renew() {
      source?.close();
      source = new window.EventSource('/stage/events');
      for (const [name, handle] of Object.entries(handlers)) {
        source.addEventListener(name, ({ data }) => handle(JSON.parse(data)));
      }
      source.addEventListener('error', () => onConnection(false));
      return new Promise((resolve) => {
        source.addEventListener('ready', () => {
          onConnection(true);
          resolve();
        });
      });
    },
  };
}
