/** Why no user can tell a change from the code as it is, and the changes for which that holds, as `npm run mutation` prints them. */
const REASONS = {
  'Neither comes from one of several accounts: both are checked before the accounts are tried.': {
    'src/server/notifications/notification-error.ts': [
      "'MISSING_HEADER'  →  nothing  in  'MISSING_HEADER',",
      "'STALE_TIMESTAMP'  →  nothing  in  'STALE_TIMESTAMP',",
      "'MISSING_HEADER'  →  ''  in  'MISSING_HEADER',",
      "'STALE_TIMESTAMP'  →  ''  in  'STALE_TIMESTAMP',",
    ],
  },
  'It is the lowest of those that several accounts can come to, in the list or not.': {
    'src/server/notifications/notification-error.ts': [
      "'UNKNOWN_SERIAL'  →  nothing  in  'UNKNOWN_SERIAL',",
      "'UNKNOWN_SERIAL'  →  ''  in  'UNKNOWN_SERIAL',",
    ],
  },
  'The same is looked up again after the claim; without the first look a repeated delivery costs more calls of the store.':
    {
      'src/server/notifications/once.ts': [
        "await memory.get(key)  →  false  in  if (await memory.get(key)) return 'done';",
      ],
    },
  'Only the end of the text is looked at. (A test notices another % than 3.)': {
    'src/server/notifications/open-notification.ts': [
      '3  →  4  in  CANONICAL_ENDS[bytes.length % 3]!.test(text.slice(-3))',
    ],
  },
  'A header that is absent is neither a number nor a date.': {
    'src/server/wechatpay/read-answer.ts': ['!value  →  false  in  if (!value) return undefined;'],
  },
  'null has no prototype to set, and is refused for that.': {
    'src/server/notifications/open-notification.ts': [
      "typeof value === 'object' && value !== null  →  typeof value === 'object'",
    ],
  },
  'What is left out would be answered with null, too.': {
    'src/server/config-signer/ask-weixin.ts': [
      "typeof value === 'object' && value !== null  →  typeof value === 'object'",
    ],
  },
  'The function that is called then does the same for undefined.': {
    'src/server/notifications/parse-notification.ts': [
      'expect === undefined  →  false  in  const checkExpected = expect === undefined ? undefined : exp',
    ],
  },
  'The signal is forgotten together with its listener, at the end of one fetch.': {
    'src/server/config-signer/ask-weixin.ts': [
      "'abort'  →  ''  in  signal.removeEventListener('abort', giveUp!);",
      "signal.removeEventListener('abort', giveUp!)  →  signal.removeEventListener('abort')",
      "signal.removeEventListener('abort', giveUp!);  →  nothing",
    ],
  },
  'The mark of a dropped ticket is only kept for longer.': {
    'src/server/config-signer/keep-ticket.ts': ['7200_000  →  14400000  in  const TICKET_LIFE = 7200_000;'],
  },
  'The field may hold no dot, and only for dots a path differs from any other place.': {
    'src/server/wechatpay/acquiring-bank.ts': ["'path'  →  ''  in  authorization_code: authorizationCode('path'),"],
    'src/server/wechatpay/merchant.ts': [
      "'path'  →  ''  in  fields: { authorization_code: authorizationCode('path'), ser",
    ],
    'src/server/wechatpay/partner.ts': [
      "'path'  →  ''  in  fields: { authorization_code: authorizationCode('path'), ser",
    ],
  },
  'Where the field of an object goes is said by the object.': {
    'src/server/wechatpay/partner.ts': ["'body'  →  ''  in  fields: { mchid: id('body'), sub_mchid: id('body') },"],
  },
  'A longer text is refused all the same, because the field has one value.': {
    'src/server/wechatpay/fields.ts': ['32  →  33  in  max: 32,'],
  },
  'Only a WechatPayError has this code.': {
    'src/server/wechatpay/certificates.ts': [
      "isWechatPayError(error) && error.code === 'UNKNOWN_SERIAL'  →  error.code === 'UNKNOWN_SERIAL'",
    ],
  },
  'Without a configuration there is no account to tell, and no interface asks for one.': {
    'src/bridge/call.ts': ["''  →  'x'  in  return ask(wait, api, given, bridge, '', clock);"],
  },
  'It is read anew before the first question.': {
    'src/bridge/confirmation.ts': ['false  →  true  in  let hidden = false;'],
  },
  'A script that ends late changes nothing: jweixin is there, or every source was tried.': {
    'src/bridge/jweixin/load-scripts.ts': [
      "'error'  →  ''  in  script.removeEventListener('error', onEnd);",
      "script.removeEventListener('error', onEnd)  →  script.removeEventListener('error')",
      "script.removeEventListener('load', onEnd)  →  script.removeEventListener('load')",
    ],
  },
  'Without params there are no fields, which is refused as the same argument.': {
    'src/miniprogram/to-mini-program-view.ts': ["params && typeof params === 'object'  →  typeof params === 'object'"],
  },
  'What is missing counts as false, or as no timeout.': {
    'src/miniprogram/open-business-view.ts': [
      'timeout || 0  →  timeout  in  return runAsCaller(task, timeout || 0, signal, (wait) =>',
      'settle(value, false)  →  settle(value)  in  return { success: (value) => settle(value, false), fail: (va',
    ],
  },
  'A trace is made and dropped where the page gave no onTrace.': {
    'src/weixin.ts': [
      'onTrace && ((event) => { try { options.onTrace!(event); } catch { // A  →  ((event) => { try { options.onTrace!(event); } catch { // A logger tha',
    ],
  },
  'Only the ES5 build needs it, and engines without Error subclasses are not among these tests.': {
    'src/errors.ts': ['(this as { __proto__?: unknown }).__proto__ = WeixinError.prototype;  →  nothing'],
  },
  'Nothing is required, whether the field is absent or undefined.': {
    'src/protocol/host-apis.ts': ['needs && { needs }  →  { needs }  in  ...(needs && { needs }),'],
  },
  'A component is mounted before it asks for anything, so no wait has the signal from before.': {
    'src/frameworks/pay-score-session.ts': [
      'false  →  true  in  let unmounted = false;',
      'unmounted  →  true  in  if (unmounted) waits = createAbort();',
    ],
  },
  'The first onPhase comes in the same moment and says the same.': {
    'src/frameworks/pay-score-session.ts': [
      "'preparing'  →  ''  in  const call: Call = (newest = { phase: 'preparing' });",
      "phase: 'preparing'  →  nothing  in  const call: Call = (newest = { phase: 'preparing' });",
    ],
  },
  'An AbortController has its signal under the same name as the options of a wait.': {
    'src/frameworks/pay-score-session.ts': ['waits && { signal: waits.signal }  →  waits'],
  },
  'The last call that runs is the newest, but for one that was BUSY.': {
    'src/frameworks/pay-score-session.ts': ['call === newest && error  →  error'],
  },
  'No code starts with a small letter.': {
    'src/server/wechatpay/read-answer.ts': [
      String.raw`''  →  'x'  in  const word = typeof code === 'string' ? code.replace(/\s/g,`,
    ],
  },
  'Neither is the user agent of WeChat.': {
    'src/bridge/user-agent.ts': ["''  →  'x'  in  return (typeof navigator === 'object' && navigator && naviga"],
  },
  'Neither is a list or a record.': {
    'src/protocol/host-answer.ts': ['null  →  undefined  in  return null;'],
  },
};

/** @type {ReadonlySet<string>} `file: change` */
export const UNNOTICEABLE = new Set(
  Object.values(REASONS).flatMap((files) =>
    Object.entries(files).flatMap(([file, changes]) => changes.map((change) => `${file}: ${change}`)),
  ),
);
