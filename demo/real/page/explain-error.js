import { isWeixinError } from 'weixin-payscore';
import { pick } from './words.js';

/** What to show of an error: one line, and the hint for whoever repairs it. */
export function explainError(error) {
  if (!isWeixinError(error)) return { line: String(error), hint: '' };
  const details = [error.reason, error.step, typeof error.errCode === 'number' ? 'err_code ' + error.errCode : ''];
  const line = [error.code].concat(details.filter(Boolean)).join(' · ');
  const cause = error.cause && error.cause.message ? pick('原因：', 'Cause: ') + error.cause.message : '';
  return { line, hint: [error.hint, cause].filter(Boolean).join('\n') };
}

/** What to post of it. The client's own text is masked on the way. */
export function errorEvent(kind, error, more) {
  const event = { kind, verdict: 'failed' };
  const from = isWeixinError(error) ? error : { code: 'UNEXPECTED', hint: String(error) };
  ['code', 'hint', 'reason', 'url', 'api', 'errMsg', 'errCode', 'step'].forEach((name) => {
    if (from[name] !== undefined && from[name] !== null) event[name] = from[name];
  });
  for (const name in more) event[name] = more[name];
  return event;
}
