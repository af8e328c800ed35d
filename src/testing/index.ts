export { simulateWeixin } from './simulate-weixin';
export type { SimulateWeixinOptions, SimulatedWeixin } from './simulate-weixin';
export type { ApiAnswer, ApiKeyword, AnswerFunction, TimedAnswer } from './api-answer';
export type { BridgeCall } from './bridge';
export type { ConfigAnswer, ConfigRequest, ConfigVerdict } from './config-answer';
export type { HideSign, PageStateForm, ShowSign } from './page-signs';
export type { TouchOptions } from './user-input';
