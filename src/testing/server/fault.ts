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
  /** Processes the request and signs another body than the answer has, as if it had been changed underway. */
  tampered?: boolean;
  /** Milliseconds to hold back the answer. */
  delay?: number;
  /** Processes the request and closes the connection without an answer; `fetch` rejects. */
  drop?: boolean;
}

/** What one request brings along besides itself. */
export interface RequestBindings {
  /** Node's own request where there is one: its URL is what was sent, before any parser touched it. */
  incoming?: { url?: string };
  fault?: Fault | undefined;
}

const codes: Record<number, [code: string, message: string]> = {
  400: ['PARAM_ERROR', '参数错误'],
  401: ['SIGN_ERROR', '错误的签名，验签失败'],
  403: ['NO_AUTH', '商户信息不合法'],
  404: ['ORDER_NOT_EXIST', '订单不存在'],
  429: ['FREQUENCY_LIMITED', '频率超限'],
};

/** The documented error body for a status, as JSON: `SYSTEM_ERROR` for what is not in the Pay Score table. */
export function faultBody(status: number): string {
  // These may have no body.
  if (status === 204 || status === 304) return '';
  const [code, message] = codes[status] ?? ['SYSTEM_ERROR', '系统错误'];
  return JSON.stringify({ code, message });
}
