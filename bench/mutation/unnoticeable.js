/** Changes that no user can tell from the code as it is. `reasons` says why; a reason may hold for several changes. */
const reasons = {
  'Neither comes from one of several accounts: both are checked before the accounts are tried.': {
    'src/server/notifications/notification-error.ts': ["'MISSING_HEADER'  →  nothing", "'STALE_TIMESTAMP'  →  nothing"],
  },
  'The same is looked up again after the claim; without the first look a repeated delivery costs more calls of the store.':
    {
      'src/server/notifications/once.ts': ['await memory.get(key)  →  false'],
    },
  'The function that is called then does the same for undefined.': {
    'src/server/notifications/parse-notification.ts': ['expect === undefined  →  false'],
  },
  'A value that counts as false is as good as another.': {
    'src/server/config-signer/fetch-ticket.ts': ['false  →  undefined'],
    'src/server/wechatpay/platform-certificates.ts': ['false  →  undefined'],
  },
  'The signal is forgotten together with its listener, at the end of one fetch.': {
    'src/server/config-signer/ask-weixin.ts': [
      "'abort'  →  ''",
      "signal.removeEventListener('abort', giveUp!)  →  nothing",
      "signal.removeEventListener('abort', giveUp!);  →  nothing",
    ],
  },
  'The mark of a dropped ticket is only kept for longer.': {
    'src/server/config-signer/keep-ticket.ts': ['7200_000  →  14400000'],
  },
  'The field may hold no dot, and only for dots a path differs from any other place.': {
    'src/server/wechatpay/partner.ts': ["'path'  →  ''"],
  },
  'No code starts with a small letter.': {
    'src/server/wechatpay/read-answer.ts': ["''  →  'x'"],
  },
};

/** @type {ReadonlySet<string>} `file: change` */
export const UNNOTICEABLE = new Set(
  Object.values(reasons).flatMap((files) =>
    Object.entries(files).flatMap(([file, changes]) => changes.map((change) => `${file}: ${change}`)),
  ),
);
