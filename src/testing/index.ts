export { simulateWeixin } from './simulate-weixin';
export type { SimulateWeixinOptions, SimulatedWeixin } from './simulate-weixin';
export type { ApiAnswer, ApiKeyword, AnswerFunction } from './api-answer';
export type { BridgeCall } from './bridge';
export type { ConfigAnswer, ConfigRequest, ConfigVerdict } from './config-answer';
