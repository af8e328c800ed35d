import { WeixinError } from '../../src';
import type { PayScoreAuthorization, WeixinErrorCode } from '../../src';
import { noticeForError, noticeForResult } from '../../demo/merchant/wording.js';

/** What would tell a user that the result is a no. */
const NO = /取消了|未授权|失败|支付押金/;

const cancelled = { status: 'cancelled', errCode: -3, errMsg: '', extraData: null } as const;

const words = ({ title, text }: { title: string; text: string }): string => `${title} ${text}`;

test.each<PayScoreAuthorization>([
  { state: 'UNCONFIRMED', view: { ...cancelled, status: 'unknown', errCode: null } },
  { state: 'UNCONFIRMED', view: cancelled },
])('a user whose result is not known is not told of a refusal: %j', (result) => {
  expect(words(noticeForResult(result))).not.toMatch(NO);
});

test.each<WeixinErrorCode>(['BUSY', 'TIMEOUT'])('%s is not told as a refusal', async (code) => {
  expect(words(await noticeForError(new WeixinError(code, 'A hint.')))).not.toMatch(NO);
});

test('a user who cancelled is told so where the server confirms it', () => {
  expect(words(noticeForResult({ state: 'UNBINDUSER', view: cancelled }))).toMatch(NO);
});
