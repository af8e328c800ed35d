import { randomUUID } from 'node:crypto';

/** More phones than take part in one trial. */
const MOST = 100;
const COOKIE = '__Host-session';

/**
 * Who the phones are. A session begins with the key from the QR code, so that nobody else on the internet can have this merchant
 * apply for a permission.
 */
export function createSessions() {
  const sessions = new Set();
  return {
    /** @returns a `Set-Cookie` for a new session, or `undefined` where the request has one */
    begin(request) {
      if (this.userOf(request) !== null) return undefined;
      const id = randomUUID();
      sessions.add(id);
      if (sessions.size > MOST) sessions.delete(sessions.values().next().value);
      return `${COOKIE}=${id}; Path=/; Secure; HttpOnly; SameSite=Strict`;
    },

    /** The session of a request, or `null`. */
    userOf(request) {
      const cookies = (request.headers.get('cookie') ?? '').split(/;\s*/);
      const id = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
      return id !== undefined && sessions.has(id) ? id : null;
    },
  };
}
