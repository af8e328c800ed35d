import { explainFailure, failure, readAnswer, statusOf } from '../../../src/protocol/host-answer';
import { CALL_FAILURES } from '../../../src/protocol/host-apis';

const HINTS: [said: string, code: string, reason: string, hint: RegExp][] = [
  // Appendix 7 of the manual.
  ['config:invalid url domain', 'API_FAILED', 'invalid url domain', /JS接口安全域名/],
  ['config:invalid signature', 'API_FAILED', 'invalid signature', /whole address without #.*nonceStr.*same appId/],
  [
    'chooseImage:the permission value is offline verifying',
    'API_REFUSED',
    'the permission value is offline verifying',
    /configuration .* jsApiList/,
  ],
  ['chooseImage:permission denied', 'API_REFUSED', 'permission denied', /接口权限/],
  // The same in other words.
  [
    'config:fail,Error: 系统错误,错误码:63002,invalid signature [20251122]',
    'API_FAILED',
    'invalid signature',
    /whole address/,
  ],
  ['preVerifyJSAPI:fail_invalid_signature', 'API_FAILED', 'invalid signature', /whole address/],
  ['system:access_denied', 'API_REFUSED', 'permission denied', /接口权限/],
  ['chooseImage:no permission to execute', 'API_REFUSED', 'permission denied', /接口权限/],
  ['geoLocation:fail auth deny', 'API_REFUSED', 'permission denied', /user/],
  ['system:function_not_exist', 'API_UNSUPPORTED', 'function not exist', /another way/],
  ['startMonitoringBeacons:not support', 'API_UNSUPPORTED', 'not support', /another way/],
  ['system:too_frequent', 'API_FAILED', 'too frequent', /less often/],
  ['openBusinessView:fail another navigation is in progress', 'BUSY', 'another navigation is in progress', /back/],
  ['openBusinessView:fail request CGI error', 'API_FAILED', 'request cgi error', /token/],
  ['openBusinessView:fail invalid businessType', 'API_FAILED', 'invalid businesstype', /businessType/],
  ['startMonitoringBeacons:bluetooth power off', 'API_FAILED', 'bluetooth power off', /Bluetooth/],
  ['chooseImage:cancel', 'API_CANCELLED', 'cancel', /cancelled/],
  ['openBusinessView:fail cancel', 'API_CANCELLED', 'cancel', /cancelled/],
];

test.each(HINTS)('%s is %s: %s', (err_msg, code, reason, hint) => {
  const answer = readAnswer({ err_msg });
  expect(explainFailure(answer, CALL_FAILURES)).toEqual({ code, reason, hint: expect.stringMatching(hint) });
  expect(failure('x', answer, CALL_FAILURES)).toMatchObject({
    name: 'WeixinError',
    code,
    hint: expect.stringMatching(hint),
    api: 'x',
    errMsg: err_msg,
    errCode: null,
    reason,
  });
});

test.each([
  ['config:invalid appid', 'invalid appid'],
  ['config:fail', 'fail'],
  ['chooseImage:fail invalid imageid 7', 'invalid imageid'],
  ['config:did fail here', 'did fail here'],
  ['openBusinessView:fail system error', 'system error'],
  ['', ''],
])('of %j nothing is known but what it says', (err_msg, reason) => {
  const answer = readAnswer({ err_msg });
  expect(explainFailure(answer)).toEqual({ code: 'API_FAILED', reason, hint: '' });
  expect(failure('x', answer).hint).not.toBe('');
});

test.each([
  'config:fail,Error: 系统错误',
  'config:fail signature 0f9de62fce790f9a083d5c99e95740ceb90c27ed does not fit',
  'openBusinessView:fail dcapqitgtdwlmqzw',
  'openBusinessView:fail a b dcapqitgtdwlmqzw',
  'openBusinessView:fail apply_permissions_token=x',
])('of %j no word is a reason, because it may be an echo of what was passed', (err_msg) => {
  const answer = readAnswer({ err_msg });
  expect(explainFailure(answer)).toEqual({ code: 'API_FAILED', reason: '', hint: '' });
  expect(failure('x', answer).errMsg).toBe(err_msg);
});

describe('what an answer means', () => {
  test.each<[object | undefined, string, string]>([
    [{ err_msg: 'x:ok' }, 'ok', 'ok'],
    [{ err_msg: 'x:confirm' }, 'ok', 'ok'],
    [{ err_msg: 'x:fail' }, 'failed', 'failed'],
    [{ err_msg: 'x:fail cancel' }, 'cancelled', 'cancelled'],
    // Only for openBusinessView it is known what a code means, and what silence means.
    [{ err_code: 0, err_msg: 'x:fail' }, 'ok', 'failed'],
    [{ err_code: '-3', err_msg: 'x:ok' }, 'cancelled', 'ok'],
    [{ err_code: -1, err_msg: 'x:ok' }, 'failed', 'ok'],
    [{ err_code: '0abc', err_msg: 'x:ok' }, 'ok', 'ok'],
    [{}, 'unknown', 'failed'],
    [undefined, 'unknown', 'failed'],
  ])('%j: %s for a view, %s for another interface', (answer, view, other) => {
    expect(statusOf('openBusinessView', readAnswer(answer))).toBe(view);
    expect(statusOf('chooseImage', readAnswer(answer))).toBe(other);
  });

  test('may be success in words of the interface’s own', () => {
    expect(statusOf('getNetworkType', readAnswer({ err_msg: 'network_type:wifi' }), /^wifi$/)).toBe('ok');
  });
});
