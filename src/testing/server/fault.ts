import type { Errcode } from './platform/errcodes';

/** Something that goes wrong with one request. */
export interface Fault {
  /** Answers with this status instead of processing the request: nothing changes, no nonce is used up. */
  status?: number;
  /** The body to go with `status` (default 200), in place of the documented error. */
  body?: string;
  /** api.weixin.qq.com: answers with this `errcode` instead of processing the request. */
  errcode?: Errcode;
  /** Processes the request and leaves the signature off the answer. */
  unsigned?: boolean;
  /** Processes the request and answers with the signature of a probe, which starts with `WECHATPAY/SIGNTEST/` and fits nothing. */
  probe?: boolean;
  /** Processes the request and signs another body than the answer has, as if it had been changed underway. */
  tampered?: boolean;
  /** Milliseconds to hold back the answer. */
  delay?: number;
  /** Processes the request and closes the connection without an answer; `fetch` rejects. */
  drop?: boolean;
}

const codes: Record<number, [code: string, message: string]> = {
  400: ['PARAM_ERROR', '参数错误'],
  401: ['SIGN_ERROR', '错误的签名，验签失败'],
  403: ['NO_AUTH', '商户信息不合法'],
  404: ['ORDER_NOT_EXIST', '订单不存在'],
  429: ['FREQUENCY_LIMITED', '频率超限'],
};

/** A fault's body: as told, or the documented error body for its status, `SYSTEM_ERROR` for one that is not in the Pay Score table. */
export function faultBody(status: number, told: string | undefined): string {
  if (isWithoutBody(status)) return '';
  if (told !== undefined) return told;
  const [code, message] = codes[status] ?? ['SYSTEM_ERROR', '系统错误'];
  return JSON.stringify({ code, message });
}

/** These statuses forbid a body, whatever a fault tells. */
export function isWithoutBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
