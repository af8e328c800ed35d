import { randomUUID } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';

const OPTIONS = { httpOnly: true, sameSite: 'Strict', path: '/' };

/**
 * Who asks: a shop with accounts would say who is signed in. Here every address of the workbench is a visitor of its own, so that a
 * scenario starts with a user who has authorised nothing, and a reload finds the same user again.
 */
export function createVisitors() {
  const services = new Map();

  function welcome(c, address) {
    const visitor = randomUUID();
    setCookie(c, 'session', visitor, OPTIONS);
    setCookie(c, 'address', encodeURIComponent(spelled(address)), OPTIONS);
    return visitor;
  }

  return {
    welcome,

    /** The visitor of a page that is opened. */
    atPage(c) {
      const address = spelled(new URL(c.req.url).search);
      const known = getCookie(c, 'session');
      return known && decodeURIComponent(getCookie(c, 'address') ?? '') === address ? known : welcome(c, address);
    },

    /** The visitor of any other request; the documented sample, which runs for comparison, has a user of its own. */
    of(c) {
      const session = getCookie(c, 'session');
      return session && c.req.header('x-shop') === 'sample' ? `${session}:sample` : session;
    },

    /** What WeChat's servers do for a visitor besides answering: the `services` of a scenario. */
    servicesFor: (visitor) => services.get(String(visitor).split(':')[0]) ?? {},
    setServices: (visitor, value) => services.set(visitor, value),
  };
}

/** An address in one spelling, without the language, which is no other scenario. */
function spelled(address) {
  const query = new URLSearchParams(address);
  query.delete('lang');
  return String(query);
}
