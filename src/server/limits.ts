/**
 * Ends a wait when its time is over. The work itself goes on, unless `whenLate` ends it.
 *
 * @param work what is waited for
 * @param ms the longest wait, in ms
 * @param whenLate gives the answer, or throws, when the time is over
 * @returns what `work` resolves to, or else what `whenLate` returns
 */
export async function inTime<T, L>(work: Promise<T>, ms: number, whenLate: () => L): Promise<T | L> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clock = new Promise<L>((resolve, reject) => {
    timer = setTimeout(() => {
      try {
        resolve(whenLate());
      } catch (error) {
        reject(error);
      }
    }, ms);
  });
  try {
    return await Promise.race([work, clock]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads a body to its end, and a longer one no further than its limit.
 *
 * @param reader the body's
 * @param longest bytes
 * @returns the bytes as they came; `undefined` for a longer body, whose rest is cancelled
 * @throws what the stream breaks off with
 */
export async function readAtMost(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  longest: number,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength;
    if (length > longest) {
      // Not waited for: a sender that never stops must not keep the answer from leaving.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks, length);
}

/**
 * Calls a function that the application gave for its log. What it throws or rejects with is ignored, and it is not waited for:
 * a log that fails must not change the answer.
 */
export function callHook<A extends unknown[]>(hook: ((...args: A) => unknown) | undefined, ...args: A): void {
  try {
    Promise.resolve(hook?.(...args)).catch(() => undefined);
  } catch {
    // See above.
  }
}
