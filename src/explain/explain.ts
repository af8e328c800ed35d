import type { Causes, Cause, Codes, Field } from './cause';
import { languageOf } from './language';
import type { Language } from './language';
import { OTHER_CAUSES } from './other-causes';
import { PAGE_CAUSES } from './page-causes';
import {
  CONFIG_SIGNER_CAUSES,
  DELIVERY_CAUSES,
  NOTIFICATION_CAUSES,
  ROUTE_CAUSES,
  STORE_CAUSES,
  WECHAT_PAY_CAUSES,
} from './server-causes';
import { SITUATIONS } from './situations';

/** What {@link explain} answers. */
export interface Explanation {
  /** For the user: a few words. */
  title: string;
  /** For the user: what to do. */
  text: string;
  /** For the user: where a button may lead, such as WeChat's page for updates. */
  action?: { label: string; url: string };
  /** For the log: the error, its likely cause, and what to check. It quotes no message, address or secret. */
  developer: string;
}

/** The error classes of this package, by name: another copy of the package has another class with the same name. */
const FAMILIES: Readonly<Record<string, Codes>> = {
  WeixinError: PAGE_CAUSES,
  WechatPayError: WECHAT_PAY_CAUSES,
  ConfigSignerError: CONFIG_SIGNER_CAUSES,
  NotificationError: NOTIFICATION_CAUSES,
  DeliveryError: DELIVERY_CAUSES,
  StoreError: STORE_CAUSES,
  PayScoreRoutesError: ROUTE_CAUSES,
};

/** The families whose codes a merchant's server may pass on to its page. */
const SERVER: readonly Codes[] = [
  CONFIG_SIGNER_CAUSES,
  WECHAT_PAY_CAUSES,
  NOTIFICATION_CAUSES,
  STORE_CAUSES,
  ROUTE_CAUSES,
];

/** What the fields of an error may look like in a log. Anything else may hold a token or an address, and is left out. */
const DETAILS: readonly [field: string, shape: RegExp][] = [
  ['argument', /^[a-z][\w.[\]]{0,63}$/i],
  ['api', /^[a-z][\w.]{0,63}$/i],
  ['step', /^[a-z]\w{0,63}$/i],
  ['required', /^[\d.]{1,20}$/],
  ['actual', /^[\d.]{1,20}$/],
  ['errCode', /^-?\d{1,10}$/],
  ['errcode', /^-?\d{1,10}$/],
  ['status', /^\d{1,3}$/],
  ['call', /^[a-z]{1,20}$/],
  ['requestId', /^[\w-]{1,64}$/],
];

const UPDATE: Readonly<Record<Language, string>> = { 'zh-CN': '升级微信', en: 'Update WeChat' };
const CAUSED_BY: Readonly<Record<Language, string>> = { 'zh-CN': '起因：', en: 'Caused by: ' };

/**
 * Says what an error means: to the user of the page, and to its developer.
 *
 * Knows every code and reason of this package, those of `weixin-payscore/server` included, by the error's `name` and `code`, so
 * also an error that came as JSON. No text says "no" where the user may have authorised: ask your server.
 *
 * @param error anything that was caught
 * @param language `zh-CN` or `en`. Default: the language of the document, else of the browser or the process
 * @returns `title` and `text` for the page, an `action` where there is somewhere to go, `developer` for the log; no secret in any
 */
export function explain(error: unknown, language?: Language): Explanation {
  const spoken = languageOf(language);
  const { label, causes } = identify(error);
  const cause = pick(causes, error);
  const first = /^WeixinError (SIGNATURE|TOKEN)_FAILED$/.test(label) ? firstCause(error) : undefined;
  const aboutUser = first && (first.causes === OTHER_CAUSES.signedOut || first.causes === OTHER_CAUSES.network);
  const [title, text] = SITUATIONS[aboutUser ? first.causes[0].user : cause.user][spoken];

  const url = cause.user === 'update' ? read(error, 'upgradeUrl') : undefined;
  const from = first ? ` ${CAUSED_BY[spoken]}${first.label}: ${pick(first.causes, read(error, 'cause'))[spoken]}` : '';
  return {
    title,
    text,
    ...(typeof url === 'string' && /^https:\/\//.test(url) && { action: { label: UPDATE[spoken], url } }),
    developer: `${label}: ${cause[spoken]}${details(error)}${from}`,
  };
}

/** An error's name and code, and why it can come. */
interface Identity {
  label: string;
  causes: Causes;
}

function identify(error: unknown): Identity {
  const name = word(error, 'name');
  const code = word(error, 'code');
  const family = own(FAMILIES, name);
  if (family) {
    const newer = name === 'WechatPayError' ? OTHER_CAUSES.undocumented : OTHER_CAUSES.unknownCode;
    return { label: `${name} ${code}`, causes: own(family, code) || newer };
  }
  if (name === 'AbortError') return { label: name, causes: PAGE_CAUSES.ABORTED };
  if (name === 'TimeoutError') return { label: name, causes: PAGE_CAUSES.TIMEOUT };
  const known = withCode([code], [PAGE_CAUSES, ...SERVER]) || answered(error);
  if (known) return known;
  const label = error instanceof Error ? name || 'Error' : error === null ? 'null' : typeof error;
  // What fetch rejects with in Chrome, Safari, Firefox and Node.
  if (/failed to fetch|load failed|networkerror|fetch failed/i.test(text(error, 'message'))) {
    return { label, causes: OTHER_CAUSES.network };
  }
  return { label, causes: error instanceof Error ? OTHER_CAUSES.otherError : OTHER_CAUSES.noError };
}

/** Why the page's own function failed: what it threw, or what the message repeats of the server's answer. */
function firstCause(error: unknown): Identity | undefined {
  const thrown = identify(read(error, 'cause'));
  const silent = thrown.causes === OTHER_CAUSES.otherError || thrown.causes === OTHER_CAUSES.noError;
  return silent ? answered(error) : thrown;
}

/** The merchant's server answers with a status and a code, which `payScoreRoutes` repeats in its message. */
function answered(error: unknown): Identity | undefined {
  const message = text(error, 'message');
  const status = (/\bHTTP (\d{1,3})\b/.exec(message) || [])[1];
  // Of the merchant's own server: WeChat Pay's 401 is about the merchant's signature.
  if (status === '401') return { label: 'HTTP 401', causes: OTHER_CAUSES.signedOut };
  if (status === '0') return { label: 'HTTP 0', causes: OTHER_CAUSES.network };
  const known = withCode(message.match(/\b[A-Z][A-Z_]+[A-Z]\b/g) || [], SERVER);
  return known || (status ? { label: 'HTTP ' + status, causes: OTHER_CAUSES.badStatus } : undefined);
}

function withCode(codes: readonly string[], families: readonly Codes[]): Identity | undefined {
  for (const code of codes) {
    for (const family of families) {
      const causes = own(family, code);
      if (causes) return { label: code, causes };
    }
  }
  return undefined;
}

/** The first cause that the error's fields fit. */
function pick(causes: Causes, error: unknown): Cause {
  const fits = ({ where = {} }: Cause): boolean =>
    (Object.keys(where) as Field[]).every((field) => {
      const said = text(error, field) || (field === 'reason' ? text(error, 'errMsg') : '');
      return where[field]!.test(said);
    });
  return causes.filter(fits)[0]!;
}

function details(error: unknown): string {
  const shown = DETAILS.map(([field, shape]) => [field, text(error, field), shape] as const)
    .filter(([, value, shape]) => shape.test(value))
    .map(([field, value]) => `${field}=${value}`);
  return shown.length ? ` [${shown.join(' ')}]` : '';
}

/** A field as text, where it is a text or a number. */
function text(error: unknown, field: string): string {
  const value = read(error, field);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A field that is one word: the name of a class, or a code. */
function word(error: unknown, field: string): string {
  const value = text(error, field);
  return /^[a-z]\w{0,63}$/i.test(value) ? value : '';
}

/** Anything can be thrown, also what must not be read, such as the window of another origin. */
function read(error: unknown, field: string): unknown {
  try {
    return (Object(error) as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.prototype.hasOwnProperty.call(record, key) ? record[key] : undefined;
}
