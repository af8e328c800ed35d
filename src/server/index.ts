export { signConfig } from './signatures/sign-config';
export type { ConfigSignatureInput, SignedConfig } from './signatures/sign-config';
export { createConfigSigner } from './config-signer/create-config-signer';
export type { ConfigSigner, ConfigSignerOptions } from './config-signer/create-config-signer';
export type { ConfigSignature } from './config-signer/answer-config';
export { ConfigSignerError, isConfigSignerError } from './config-signer/config-signer-error';
export type { ConfigSignerErrorCode } from './config-signer/config-signer-error';
export { signAddress } from './signatures/sign-address';
export type { AddressSignatureInput } from './signatures/sign-address';
export { buildCardExt, signCard, signCardExt } from './signatures/card';
export type { CardExtSignatureInput, CardSignatureInput } from './signatures/card';
export { buildPackage, signPackage } from './signatures/order-package';
export type { PackageSignatureInput } from './signatures/order-package';
export { signView } from './signatures/sign-view';

export { createPayScoreClient } from './wechatpay/create-pay-score-client';
export type { PayScoreClient, PayScoreClientOptions } from './wechatpay/create-pay-score-client';
export type { Fetch } from './arguments';
export type { PayCall } from './wechatpay/send';
export { isWechatPayError, WechatPayError } from './wechatpay/wechat-pay-error';
export type { WechatPayErrorCode, WechatPayErrorFields } from './wechatpay/wechat-pay-error';
export { platformCertificates } from './wechatpay/platform-certificates';
export type { PlatformCertificatesOptions } from './wechatpay/platform-certificates';
export type { CertificateList, Certificates, SealedCertificate } from './wechatpay/certificates';
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
  AppliedScenePermission,
  PartnerApplication,
  PartnerPermissions,
  PartnerQuery,
  PartnerSceneApplication,
  PartnerSearch,
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
export type { NotificationHandlerOptions, NotificationHandling } from './notifications/create-notification-handler';
export type { NotificationAccount, NotificationExpectation } from './notifications/notification-account';
export { parseNotification } from './notifications/parse-notification';
export type { NotificationInput, NotificationOptions } from './notifications/parse-notification';
export { createOnce } from './notifications/once';
export type { Once, OnceOutcome } from './notifications/once';
export {
  DeliveryError,
  isDeliveryError,
  isNotificationError,
  NotificationError,
} from './notifications/notification-error';
export type { DeliveryErrorCode, NotificationErrorCode } from './notifications/notification-error';
export type { NotificationHeaders } from './notifications/open-notification';
export type { OtherEvent, PermissionEvent, PermissionEventType, PermissionResource } from './notifications/read-event';

export type { PlatformKeyFunction, PlatformKeyRecord, PlatformKeys } from './keys';
export { isStoreError, StoreError } from './store/store';
export type { Store, StoreErrorCode } from './store/store';
export { memoryStore } from './store/memory-store';
export { redisStore } from './store/redis-store';
export type { RedisClient } from './store/redis-store';
export { isWeixinError, WeixinError } from '../errors';
export type { WeixinErrorCode, WeixinErrorFields } from '../errors';

export { createPayScoreRoutes } from './routes/create-pay-score-routes';
export type { PayScoreRoutes, PayScoreRoutesOptions } from './routes/create-pay-score-routes';
export { isPayScoreRoutesError, PayScoreRoutesError } from './routes/pay-score-routes-error';
export type { PayScoreRoutesErrorCode } from './routes/pay-score-routes-error';
export { memoryAuthorizations, redisAuthorizations } from './routes/authorizations';
export type { Authorizations } from './routes/authorizations';
export type { RouteSigner } from './routes/page-access';
export type { RouteApplication, RoutePermissions } from './routes/user-permission';
export { toNodeHandler } from './routes/to-node-handler';
export type { NodeHandler, NodeHandlerOptions } from './routes/to-node-handler';
