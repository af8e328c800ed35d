import { connect, type Connection, type HttpAnswer, type HttpClient } from './connect';
import { failure, requestIdOf, unreadable } from './failure';
import type { Operation } from './operation';
import { prepareRequest } from './prepare-request';
import type { Send } from './send';
import { WechatPayError } from './wechat-pay-error';

/**
 * Makes the one way requests leave this library for WeChat Pay: checked, signed, within the timeout, answers verified.
 *
 * @param connection the merchant's identity and where to send
 */
export function createSend(connection: Connection): Send {
  let client: Promise<HttpClient> | undefined;

  return async (operation, input) => {
    const { method, url, body } = prepareRequest(operation, input);
    const http = await (client ??= connect(connection));
    // axios measures silence on the socket, and an answer that trickles in is never silent; this ends the whole exchange.
    const signal = AbortSignal.timeout(connection.timeout);
    let answer: HttpAnswer;
    try {
      answer = await http.request({ method, url, signal, ...(body && { data: body }) });
    } catch (thrown) {
      throw failure(thrown, signal.aborted);
    }
    return readAnswer(operation, answer);
  };
}

function readAnswer(operation: Operation, answer: HttpAnswer): unknown {
  // The plugin's clock check lets a timestamp through that is no number.
  if (!/^\d{1,10}$/.test(String(answer.headers['wechatpay-timestamp']))) {
    const hint = "The answer's time is not in whole seconds.";
    throw new WechatPayError('STALE_TIMESTAMP', { status: answer.status, hint, requestId: requestIdOf(answer) });
  }
  if (operation.answer === null) return undefined;
  const { data } = answer;
  const usable =
    typeof data === 'object' &&
    data !== null &&
    !Array.isArray(data) &&
    operation.answer.every((name) => isText(data, name));
  if (!usable)
    throw unreadable(
      answer,
      `The answer is not the documented JSON${operation.answer.map((name) => ` with ${name}`).join('')}.`,
    );
  return data;
}

function isText(data: object, name: string): boolean {
  const value: unknown = Object.hasOwn(data, name) ? (data as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' && value !== '';
}
