import { WeixinError, withCause } from '../errors';
import { explainFailure } from '../protocol/host-answer';
import type { HostAnswer } from '../protocol/host-answer';
import type { WeixinClient } from '../protocol/user-agent';

/** The address when this package was evaluated, which may be before a router changed it. */
const addressAtImport: string = /*#__PURE__*/ (() => (typeof location === 'object' ? location.href : ''))();

/** Which address of the page is signed, without its `#…`. */
export interface SignedAddress {
  /** The address to sign now. */
  get(): string;
  /** The address to try after a refusal, if there is one. */
  afterRefusal(refused: string, answer: HostAnswer): string | undefined;
  /** Learns from an address that was accepted after a refusal; answers whether it is the one to sign from now on. */
  accepted(url: string): boolean;
}

/**
 * WeChat for iOS keeps checking the address that the web view was opened with, everything else follows the router. Reported by
 * many pages, documented nowhere; so a refusal is answered with the other one, and what was accepted is remembered.
 */
export function createSignedAddress(options: { getSignatureUrl?(): string }, client: WeixinClient): SignedAddress {
  let followsRouter = client.platform !== 'ios' || client.app !== 'weixin';

  /** The address that comes first by the rule, then the other one. */
  function both(): string[] {
    const urls = [location.href, entryUrl()].map(withoutHash);
    return followsRouter ? urls : urls.reverse();
  }

  return {
    get() {
      let url: unknown;
      let cause: unknown;
      try {
        url = options.getSignatureUrl ? options.getSignatureUrl() : both()[0];
      } catch (error) {
        cause = error;
      }
      if (url && typeof url === 'string') return withoutHash(url);
      const argument = 'getSignatureUrl';
      const hint = argument + ': it must answer with an address.';
      throw withCause(new WeixinError('INVALID_ARGUMENT', hint, { argument }), cause);
    },
    afterRefusal(refused, answer) {
      if (explainFailure(answer).reason !== 'invalid signature') return undefined;
      return [namedUrl(answer.fields)].concat(both()).filter((url) => url && url !== refused)[0];
    },
    accepted(url) {
      const [first, second] = both();
      if (options.getSignatureUrl || url === first || url !== second) return false;
      followsRouter = !followsRouter;
      return true;
    },
  };
}

/**
 * The address the document was first loaded with; a router's pushState does not change it. Engines without navigation timing
 * entries (iOS below 15) know nothing better than the address at import.
 */
function entryUrl(): string {
  const entry = performance.getEntriesByType && performance.getEntriesByType('navigation')[0];
  // The first drafts of navigation timing named the entry "document".
  return entry && /^http/.test(entry.name) ? entry.name : addressAtImport;
}

/**
 * The address that the client checked, where its refusal says so. Seen in debug alerts as `realAuthUrl:["https://…"]`; in which
 * field or text it arrives is not documented, so all of them are searched, as JSON text whose escapes are undone.
 */
function namedUrl(fields: Record<string, unknown>): string {
  const text = JSON.stringify(fields)
    .replace(/\\+u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\/g, '');
  // Up to the closing quote; without quotes up to what cannot be in the address, or the next one of the list.
  const named = /realAuthUrl["'\s:=[]*?(?:(["'])(https?:.+?)\1|(https?:.+?)(?=["'\]\s]|,\s*http|$))/.exec(text);
  return named ? withoutHash(named[2] || named[3]!) : '';
}

function withoutHash(url: string): string {
  return url.split('#')[0]!;
}
