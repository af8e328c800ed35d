/** What a scenario of `weixin-payscore/testing` comes to in the workbench, on WeChat for iOS. */
export interface Outcome {
  /** What the page's promise settled with. */
  words: string;
  /** What the merchant's server knows, and from whom; missing where nothing was applied for. */
  server?: readonly [state: string, source: 'apply' | 'query' | 'notification'];
  /** Where the documented sample hangs. */
  hangs?: string;
}

const AGREED = ['AVAILABLE', 'notification'] as const;
const ASKED = ['AVAILABLE', 'query'] as const;
const NOT_AGREED = ['UNBINDUSER', 'apply'] as const;

/** Those that take 10 s or more, because nothing ever answers or the server is asked again and again. */
const LONG = ['no-reaction', 'config-never', 'refused-told-ok', 'cancel', 'swipe-silent', 'swipe-empty'];

/** Sorts the names of scenarios so that no long one begins last. */
export function longestFirst(one: string, other: string): number {
  return Number(LONG.includes(other)) - Number(LONG.includes(one));
}

export const outcomes: Record<string, Outcome> = {
  'agree-return': { words: 'AVAILABLE ok', server: AGREED },
  'agree-swipe': { words: 'AVAILABLE unknown', server: AGREED },
  'agree-told-cancel': { words: 'AVAILABLE cancelled', server: AGREED },
  'refused-told-ok': { words: 'UNBINDUSER ok', server: NOT_AGREED },
  cancel: { words: 'UNBINDUSER cancelled', server: NOT_AGREED },
  'swipe-silent': { words: 'UNBINDUSER unknown', server: NOT_AGREED },
  'swipe-empty': { words: 'UNBINDUSER unknown', server: NOT_AGREED },
  'no-callback': { words: 'AVAILABLE unknown', server: AGREED, hangs: 'wx.invoke(' },
  'no-reaction': { words: 'UNBINDUSER unknown', server: NOT_AGREED },
  'page-not-hidden': { words: 'AVAILABLE ok', server: AGREED },
  'page-not-hidden-silent': { words: 'AVAILABLE unknown', server: AGREED },
  'config-invalid-signature': { words: 'CONFIG_REFUSED' },
  'config-invalid-domain': { words: 'CONFIG_REFUSED' },
  'config-never': { words: 'TIMEOUT' },
  'interface-missing': { words: 'API_UNSUPPORTED' },
  'too-old': { words: 'WEIXIN_OUTDATED' },
  'query-lags': { words: 'AVAILABLE ok' },
  'notification-late': { words: 'AVAILABLE ok', server: ASKED },
  'notification-lost': { words: 'AVAILABLE ok', server: ASKED },
  'notification-tampered': { words: 'AVAILABLE ok', server: ASKED },
  'pay-500': { words: 'TOKEN_FAILED' },
  'offline-tap': { words: 'TOKEN_FAILED' },
  'offline-confirm': { words: 'AVAILABLE ok', server: AGREED },
};
