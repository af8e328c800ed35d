export { openBusinessView } from './open-business-view';
export { readReturn } from './read-return';
export { toMiniProgramView } from './to-mini-program-view';
export { toNavigateToMiniProgram } from './to-navigate-to-mini-program';
export { toOpenSdkRequest } from './to-open-sdk-request';
export { WeixinError, isWeixinError } from '../errors';

export type { MiniProgramWx, MiniProgramCallbacks } from './mini-program-wx';
export type { OpenBusinessViewOptions } from './open-business-view';
export type { ShowOptions } from './read-return';
export type { MiniProgramView } from './to-mini-program-view';
export type { NavigableView, NavigateToMiniProgram } from './to-navigate-to-mini-program';
export type { OpenSdkOptions, OpenSdkRequest } from './to-open-sdk-request';
export type { AbortSignalLike } from '../protocol/waiting';
export type { WeixinErrorCode, WeixinErrorFields } from '../errors';
export type { BusinessType, BusinessView, BusinessViewParams, KnownBusinessViews } from '../protocol/business-view';
export type { BusinessViewOutcome } from '../protocol/host-answer';
