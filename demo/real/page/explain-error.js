import { isWeixinError } from 'weixin-payscore';
import { explain } from 'weixin-payscore/explain';
import { pick } from './words.js';

const FIELDS = ['code', 'hint', 'reason', 'url', 'api', 'errMsg', 'errCode', 'step'];

/** What to show of an error: one line, and the hint for the developer. */
export function explainError(error) {
  if (!isWeixinError(error)) return { line: String(error), hint: '' };
  const details = [error.reason, error.step, typeof error.errCode === 'number' ? 'err_code ' + error.errCode : ''];
  const line = [error.code].concat(details.filter(Boolean)).join(' · ');
  const cause = error.cause && error.cause.message ? pick('原因：', 'Cause: ') + error.cause.message : '';
  // The library's hints are in English.
  const chinese = pick(explain(error, 'zh-CN').developer, '');
  return { line, hint: [chinese, error.hint, cause].filter(Boolean).join('\n') };
}

/**
 * What to post of an error. The client's own text is masked on the way.
 *
 * @param {'call' | 'error'} kind
 * @param {unknown} error
 * @param {string} step which it ended, where the error does not name one
 */
export function errorEvent(kind, error, step) {
  const event = { kind, step, verdict: 'failed' };
  const from = isWeixinError(error) ? error : { code: 'UNEXPECTED', hint: String(error) };
  FIELDS.forEach((name) => {
    if (from[name] !== undefined && from[name] !== null) event[name] = from[name];
  });
  if (from.cause && from.cause.message) event.cause = from.cause.message;
  return event;
}
