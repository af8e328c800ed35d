import { checkArgument } from '../protocol/argument';
import { toViewArguments } from '../protocol/business-view';
import type { BusinessType, BusinessView } from '../protocol/business-view';

/** What an App gives to openSDK, field by field: `WXOpenBusinessView.Req` on Android, `WXOpenBusinessViewReq` on iOS. */
export interface OpenSdkRequest {
  /** 1 to 16 characters. */
  businessType: string;
  /** `key=value&key2=value2`, URL-encoded, at most 2048 characters. */
  query: string;
  /** JSON text such as `{"miniProgramType":0}`, far below openSDK's limit of 128 characters. */
  extInfo?: string;
}

/** What only an App can say about a view. */
export interface OpenSdkOptions {
  /** The version of WeChat's mini program: 0 release, 1 develop, 2 trial. By default what `envVersion` of the view says. */
  miniProgramType?: 0 | 1 | 2;
}

const TYPES = { release: 0, develop: 1, trial: 2 };

/**
 * Writes a business view for an App, which opens it through openSDK: Android 5.3.1, iOS 1.8.4, HarmonyOS 1.0.5 or later, and
 * WeChat 7.0.3 or later on the same phone.
 *
 * Run it where the token is, on the server or in the App's own JavaScript, and hand the three fields to the native code.
 *
 * @param view the same view that a page opens
 * @param options the version of WeChat's mini program
 * @returns the fields of openSDK's request; `extInfo` is left out where no version was asked for
 * @throws WeixinError `INVALID_ARGUMENT` naming `businessType` (not 1 to 16 characters), `params` (no object, no field, or over
 *   2048 characters once encoded), `params.<key>` (no well-formed text, or an empty one), `envVersion` or `miniProgramType`
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4015271805
 */
export function toOpenSdkRequest<T extends BusinessType>(
  view: BusinessView<T>,
  options?: OpenSdkOptions,
): OpenSdkRequest {
  const { businessType, queryString: query } = toViewArguments(view as BusinessView);
  checkArgument(businessType.length <= 16, 'businessType', 'an App takes at most 16 characters.');
  const { envVersion } = view;
  checkArgument(
    envVersion === undefined || Object.keys(TYPES).indexOf(envVersion) >= 0,
    'envVersion',
    'leave it out or pass release, trial or develop.',
  );
  const { miniProgramType = envVersion && TYPES[envVersion] } = Object(options) as OpenSdkOptions;
  if (miniProgramType === undefined) return { businessType, query };
  checkArgument([0, 1, 2].indexOf(miniProgramType) >= 0, 'miniProgramType', 'pass 0 release, 1 develop or 2 trial.');
  return { businessType, query, extInfo: JSON.stringify({ miniProgramType }) };
}
