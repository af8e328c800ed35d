export { createWeixin } from './weixin';
export { loadJWeixin } from './load-jweixin';
export { payScoreRoutes } from './pay-score-routes';
export { WeixinError, isWeixinError } from './errors';
export { toQueryString } from './protocol/query-string';
export { parseUserAgent } from './protocol/user-agent';
export { compareVersions } from './protocol/version';

export type { Application, PayScoreAuthorization, PayScoreRequest } from './authorize-pay-score';
export type { AuthorizationState, Confirmation } from './bridge/confirmation';
export type { ConfigSignature } from './bridge/configuration';
export type { LoadJWeixinOptions } from './load-jweixin';
export type { PayScoreRoutes, PayScoreRoutesOptions } from './pay-score-routes';
export type { TraceEvent, WaitOptions } from './protocol/waiting';
export type { WeixinErrorCode, WeixinErrorFields } from './errors';
export type { BusinessType, BusinessView, BusinessViewParams, KnownBusinessViews } from './protocol/business-view';
export type {
  CallArguments,
  CustomJsApi,
  JsApiEvent,
  JsApiEventResult,
  JsApiName,
  JsApiParams,
  JsApiResult,
  JsApis,
  OpenTagName,
} from './protocol/js-apis';
export type { BaseMenuItem, MenuItem, ProtectedMenuItem, ShareMenuItem } from './protocol/menu-item';
export type { BusinessViewOutcome } from './protocol/host-answer';
export type { WeixinClient } from './protocol/user-agent';
export type { Wx, WxCallbacks, WxResult } from './protocol/wx';
export type { OnOptions, Weixin, WeixinOptions } from './weixin';
