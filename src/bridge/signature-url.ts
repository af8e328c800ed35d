import type { WeixinClient } from '../protocol/user-agent';

// Engines without navigation timing entries (iOS below 15) have nothing better than the address when this file was evaluated.
const addressAtImport = /*#__PURE__*/ (() => (typeof location === 'object' ? location.href : ''))();

/** The address the document was first loaded with; a router's pushState does not change it. */
export function entryUrl(): string {
  const entry =
    typeof performance === 'object' && performance.getEntriesByType
      ? performance.getEntriesByType('navigation')[0]
      : undefined;
  // The first drafts of navigation timing named the entry "document".
  return withoutHash(entry && /^https?:/.test(entry.name) ? entry.name : addressAtImport);
}

/** The address now. */
export function currentUrl(): string {
  return withoutHash(location.href);
}

/**
 * The address a client checks the signature against, as far as is known: WeChat for iOS keeps the one the web view was opened
 * with, everything else follows the router. Reported by many pages, documented nowhere; a refusal is answered with the other.
 */
export function defaultSignatureUrl(client: WeixinClient): string {
  return client.platform === 'ios' && client.app === 'weixin' ? entryUrl() : currentUrl();
}

/** Signatures cover the address without `#…`. */
export function withoutHash(url: string): string {
  return url.split('#')[0]!;
}
