import { checkArgument } from './argument';
import { toQueryString } from './query-string';

/** The fields of the business views that WeChat documents, by `businessType`. */
export interface KnownBusinessViews {
  /** Authorise the Pay Score service. https://pay.wechatpay.cn/doc/v3/partner/4012677913 */
  wxpayScoreEnable: {
    /** From the permissions API of the merchant's server; lives one hour. */
    apply_permissions_token: string;
    /** `ORDER` for a service provider's transaction scene. */
    scene?: 'ORDER';
  };
  /** Confirm an order. Since 2024 `package` is enough; the older form signs it. */
  wxpayScoreUse: {
    package: string;
    mch_id?: string;
    timestamp?: string;
    nonce_str?: string;
    sign_type?: 'HMAC-SHA256';
    sign?: string;
  };
  /** Show an order. */
  wxpayScoreDetail: {
    mch_id: string;
    service_id: string;
    out_order_no: string;
    timestamp: string;
    nonce_str: string;
    sign_type: 'HMAC-SHA256';
    sign: string;
  };
  /** Join a pay-later plan (先享后付计划). `package` lives two hours. https://pay.weixin.qq.com/doc/v3/partner/4012855942 */
  wxpayScorePlan: { package: string };
}

/**
 * A `businessType`: completes to the documented ones, takes any text. For the parameter of a function:
 * `open<T extends BusinessType>(view: BusinessView<T>)`.
 */
export type BusinessType = keyof KnownBusinessViews | (string & {});

/** What the compiler says of `wxPayScoreEnable`, `wxpayScoreEnabled` and the like. */
type Misspelt = 'WeChat documents no such wxpayScore view. If it is meant, write businessType: … as string.';

/**
 * The parameters of a view: its own fields for a known `businessType`, any strings for another. A literal that begins with
 * `wxpayScore`, in any case, and is none of the known ones is taken for misspelt, unless it is written `… as string`.
 */
export type BusinessViewParams<T extends string> = T extends keyof KnownBusinessViews
  ? KnownBusinessViews[T]
  : Lowercase<T> extends `wxpayscore${string}`
    ? Misspelt
    : Record<string, string>;

/** A view of WeChat's own that a page, a mini program or an App can open over itself. */
export interface BusinessView<T extends string = string> {
  /** 1 to 32 characters, such as `wxpayScoreEnable`. */
  businessType: T;
  /** Plain strings; where the host wants them URL-encoded, that is done here. */
  params: BusinessViewParams<T>;
  /** Only works from a development or trial version of a mini program; an App may always choose. */
  envVersion?: 'release' | 'trial' | 'develop';
}

/** The arguments of the host's `openBusinessView`. */
export interface BusinessViewArguments {
  businessType: string;
  queryString: string;
  envVersion?: string;
}

/** Refuses what can be no `businessType` of any host. */
export function checkBusinessType(value: unknown): void {
  const named = typeof value === 'string' && /^.{1,32}$/.test(value);
  checkArgument(named, 'businessType', 'pass 1 to 32 characters, such as wxpayScoreEnable.');
}

/** Checks a view and writes it the way the H5 host takes it. */
export function toViewArguments(view: BusinessView): BusinessViewArguments {
  const { businessType, params, envVersion } = Object(view) as BusinessView;
  checkBusinessType(businessType);
  const queryString = toQueryString(params);
  const empty = Object.keys(params).filter((key) => !params[key])[0];
  checkArgument(queryString && !empty, empty ? 'params.' + empty : 'params', 'it may not be empty.');
  checkArgument(
    envVersion === undefined || ['release', 'trial', 'develop'].indexOf(envVersion) >= 0,
    'envVersion',
    'release, trial or develop.',
  );
  return { businessType, queryString, ...(envVersion && { envVersion }) };
}
