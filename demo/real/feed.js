/** So many entries are kept for a desktop that opens late. */
const LONGEST = 500;

/**
 * What the desktop shows, in the order in which it happened: what phones posted, what this server asked WeChat, what WeChat
 * sent. In memory, for as long as the process runs.
 */
export function createFeed() {
  const entries = [];
  const listeners = new Set();
  let count = 0;
  return {
    entries,

    /** Adds an entry and tells every desktop. */
    publish(entry) {
      const numbered = { ...entry, id: ++count, at: Date.now() };
      entries.push(numbered);
      if (entries.length > LONGEST) entries.shift();
      for (const listener of listeners) listener(numbered);
    },

    /** @returns how to stop listening */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
