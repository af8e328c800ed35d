export { signConfig } from './jssdk/sign-config';
export type { ConfigSignatureInput, SignedConfig } from './jssdk/sign-config';
export { createConfigSigner } from './jssdk/create-config-signer';
export type { ConfigSigner, ConfigSignerOptions } from './jssdk/create-config-signer';
export type { ConfigSignature } from './jssdk/config-signature';
export { ConfigSignerError } from './jssdk/config-signer-error';
export type { ConfigSignerErrorCode } from './jssdk/config-signer-error';
export { signAddress } from './jssdk/sign-address';
export type { AddressSignatureInput } from './jssdk/sign-address';
export { signCardExt } from './jssdk/sign-card-ext';
export type { CardExtSignatureInput } from './jssdk/sign-card-ext';
export { signCard } from './jssdk/sign-card';
export type { CardSignatureInput } from './jssdk/sign-card';
export { buildPackage } from './jssdk/build-package';
export { signPackage } from './jssdk/sign-package';
export type { PackageSignatureInput } from './jssdk/sign-package';
export { signView } from './jssdk/sign-view';

export { createPayScoreClient } from './wechatpay/create-pay-score-client';
export type { PayScoreClient, PayScoreClientOptions } from './wechatpay/create-pay-score-client';
export { WechatPayError } from './wechatpay/wechat-pay-error';
export type { WechatPayErrorFields } from './wechatpay/wechat-pay-error';
export type { AppliedPermission, AuthorizationState, Permission, SubMerchantPermission } from './wechatpay/permission';
export type {
  AcquiringBankApplication,
  AcquiringBankPermission,
  AcquiringBankPermissions,
  AcquiringBankQuery,
  AcquiringBankTermination,
} from './wechatpay/acquiring-bank';
export type {
  MerchantApplication,
  MerchantPermissions,
  MerchantQuery,
  MerchantQueryByOpenid,
  MerchantTermination,
  MerchantTerminationByOpenid,
} from './wechatpay/merchant';
export type {
  PartnerApplication,
  PartnerPermissions,
  PartnerQuery,
  PartnerTermination,
  PartnerTerminationByOpenid,
} from './wechatpay/partner';
export type {
  PalmAuthorization,
  PalmAuthorizations,
  PalmPermission,
  PalmPreauthorization,
  PalmQuery,
} from './wechatpay/palm';

export { createNotificationHandler } from './notifications/create-notification-handler';
export type { NotificationHandlerOptions } from './notifications/create-notification-handler';
export { parseNotification } from './notifications/parse-notification';
export { NotificationError } from './notifications/notification-error';
export type { NotificationErrorCode } from './notifications/notification-error';
export type { NotificationInput } from './notifications/parse-notification';
export type { NotificationOptions } from './notifications/notification-options';
export type { NotificationHeaders } from './notifications/signature-headers';
export type { PermissionEvent, PermissionEventType, PermissionResource } from './notifications/permission-event';

export type { PlatformKeys } from './platform-keys';
export type { Store } from './store';
export { memoryStore } from './memory-store';
export { redisStore } from './redis-store';
export type { RedisClient } from './redis-store';
export { isWeixinError, WeixinError } from '../errors';
export type { WeixinErrorCode, WeixinErrorFields } from '../errors';
