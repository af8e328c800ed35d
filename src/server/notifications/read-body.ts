/** WeChat's notifications are around 1 KB. */
const LONGEST_BODY = 64 * 1024;

/**
 * Reads a request's body up to 64 KiB, and no further.
 *
 * @returns the raw bytes; `null` for a longer body, which is then left unread
 */
export async function readBody(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length')) > LONGEST_BODY) {
    cancel(request.body);
    return null;
  }
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, length);
    length += value.byteLength;
    if (length > LONGEST_BODY) {
      cancel(reader);
      return null;
    }
    chunks.push(value);
  }
}

/** Not waited for: a sender that never stops must not keep the answer from leaving. */
function cancel(body: { cancel(): Promise<void> } | null): void {
  body?.cancel().catch(() => undefined);
}
