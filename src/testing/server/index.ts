export { createWeixinServices } from './create-weixin-services';
export type { CredentialsInput, KeyMode, WeixinCredentials } from './credentials';
export type { Errcode } from './platform/errcodes';
export type { Fault } from './fault';
export type { Listening } from './listen';
export type { NotificationSpelling } from './notifications/notification-body';
export type { NotificationAttempt } from './notifications/notifier';
export type { DailyLimits } from './platform/platform-api';
export type { ServedRequest, WeixinServices, WeixinServicesOptions } from './weixin-services';
