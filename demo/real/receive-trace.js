import { timingSafeEqual } from 'node:crypto';
import { maskQueries, maskText, maskUrl } from './page/mask.js';

/** Bytes of one request, and events in it. The page sends a few hundred bytes at a time. */
const LONGEST_BODY = 16 * 1024;
const MOST_EVENTS = 50;
/** Requests in any ten seconds, of all phones together. */
const MOST_REQUESTS = 200;
const WINDOW = 10_000;

/** What an event may hold. Anything else is dropped, so that a page cannot send more than the desktop knows how to show. */
const TEXTS = {
  userAgent: 512,
  address: 1024,
  url: 1024,
  build: 20,
  step: 60,
  verdict: 100,
  code: 40,
  api: 60,
  errMsg: 200,
  reason: 100,
  hint: 400,
  cause: 200,
  state: 20,
  status: 20,
  language: 20,
};
// A hint of the library's names the address that was signed.
const MASKS = { url: maskUrl, address: maskUrl, hint: maskQueries, errMsg: maskText, cause: maskText };
const NUMBERS = ['startedAt', 'duration', 'errCode'];
const KINDS = ['page', 'signed', 'step', 'call', 'event', 'result', 'error'];

/** Tells whether a request brings the key from the QR code. */
export function hasKey(request, key) {
  const given = Buffer.from(request.headers.get('x-trace-key') ?? '');
  const wanted = Buffer.from(key);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * Takes what the page on a phone says about itself: `POST`, JSON, the key in `x-trace-key`.
 *
 * @param {object} options
 * @param {string} options.key from the QR code
 * @param {string} options.origin whose pages may post
 * @param {(event: object) => void} options.publish is given each event, cut down to known fields, and masked
 * @returns {(request: Request) => Promise<Response>} 204; 401 without the key, 403 from another origin, 413, 415, 429, 400
 */
export function createTraceReceiver({ key, origin, publish }) {
  let windowStart = 0;
  let requests = 0;

  function isTooMany() {
    const now = Date.now();
    if (now - windowStart > WINDOW) [windowStart, requests] = [now, 0];
    return ++requests > MOST_REQUESTS;
  }

  return async (request) => {
    const from = request.headers.get('origin');
    if (from !== null && from !== origin) return refuse(403, 'ORIGIN_NOT_ALLOWED');
    if (!hasKey(request, key)) return refuse(401, 'WRONG_KEY');
    if (isTooMany()) return refuse(429, 'TOO_MANY');
    // No form can send this type, so a page of another site would need a permission that it does not get.
    if (!/^application\/json\b/.test(request.headers.get('content-type') ?? '')) return refuse(415, 'NOT_JSON');
    const text = await readAtMost(request, LONGEST_BODY);
    if (text === undefined) return refuse(413, 'TOO_LONG');
    const trace = parse(text);
    if (!trace) return refuse(400, 'BAD_TRACE');
    for (const event of trace.events) publish({ from: 'phone', page: trace.page, ...event });
    return new Response(null, { status: 204 });
  };
}

function refuse(status, code) {
  return Response.json({ code }, { status });
}

async function readAtMost(request, most) {
  if (!request.body) return '';
  const chunks = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { page, events } = Object(value);
  if (typeof page !== 'string' || !/^[\w-]{1,40}$/.test(page)) return undefined;
  if (!Array.isArray(events) || events.length > MOST_EVENTS) return undefined;
  const known = events.map(knownFields);
  return known.includes(undefined) ? undefined : { page, events: known };
}

function knownFields(event) {
  const given = Object(event);
  if (!KINDS.includes(given.kind)) return undefined;
  const known = { kind: given.kind };
  for (const [name, longest] of Object.entries(TEXTS)) {
    if (typeof given[name] !== 'string') continue;
    known[name] = (MASKS[name] ?? String)(given[name]).slice(0, longest);
  }
  for (const name of NUMBERS) if (Number.isFinite(given[name])) known[name] = given[name];
  return known;
}
