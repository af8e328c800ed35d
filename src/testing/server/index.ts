export { createWeixinServices } from './create-weixin-services';
export type { CredentialsInput, KeyMode, WeixinCredentials } from './credentials';
export type { Errcode } from './errcodes';
export type { Fault } from './fault';
export type { Listening } from './listen';
export type { NotificationSpelling } from './notification-body';
export type { NotificationAttempt } from './notifier';
export type { DailyLimits } from './platform-api';
export type { WeixinServices, WeixinServicesOptions } from './weixin-services';
