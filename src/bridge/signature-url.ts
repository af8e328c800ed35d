import type { WeixinClient } from '../protocol/user-agent';

// Engines without navigation timing entries (iOS below 15) have nothing better than the address when this file was evaluated.
const addressAtImport = /*#__PURE__*/ (() => (typeof location === 'object' ? location.href : ''))();

/** The address the document was first loaded with; a router's pushState does not change it. */
export function entryUrl(): string {
  const entry = performance.getEntriesByType && performance.getEntriesByType('navigation')[0];
  // The first drafts of navigation timing named the entry "document".
  return entry && /^http/.test(entry.name) ? entry.name : addressAtImport;
}

/**
 * The address a client checks the signature against, as far as is known: WeChat for iOS keeps the one the web view was opened
 * with, everything else follows the router. Reported by many pages, documented nowhere; a refusal is answered with the other.
 */
export function defaultSignatureUrl(client: WeixinClient): string {
  return client.platform === 'ios' && client.app === 'weixin' ? entryUrl() : location.href;
}
