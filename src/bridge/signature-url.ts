import type { WeixinClient } from '../protocol/user-agent';

/**
 * The address the document was first loaded with; a router's pushState does not change it.
 *
 * @param addressAtImport for engines without navigation timing entries (iOS below 15), which know nothing better
 */
export function entryUrl(addressAtImport: string): string {
  const entry = performance.getEntriesByType && performance.getEntriesByType('navigation')[0];
  // The first drafts of navigation timing named the entry "document".
  return entry && /^http/.test(entry.name) ? entry.name : addressAtImport;
}

/**
 * Whether a client checks the signature against the address now, as far as is known: WeChat for iOS keeps the one the web view
 * was opened with, everything else follows the router. Reported by many pages, documented nowhere; a refusal teaches better.
 */
export function followsRouter(client: WeixinClient): boolean {
  return client.platform !== 'ios' || client.app !== 'weixin';
}
