/**
 * The sample of https://pay.wechatpay.cn/doc/v3/partner/4012677913 with its defects corrected, as a page would have it that
 * follows the documents step by step: https://developers.weixin.qq.com/doc/service/guide/h5/jssdk for the configuration.
 *
 * Corrected: `window.href`, `parseint`, `match(…)[1]` outside WeChat, the stray letter behind a brace, the address broken over
 * two lines, no `wx.config` before `wx.checkJsApi`, no `fail` and no branch for `false`, `checkResult` taken for an object,
 * returning by gesture taken for a failure, the broken `queryString` line, and versions with a trailing dot.
 */
const UPGRADE_PAGE =
  'https://support.weixin.qq.com/cgi-bin/readtemplate?t=page/common_page__upgrade&text=text005&btn_text=btn_text_0';

/** Configures the page with what the merchant's server signed. `ready` also follows a refusal, `error` comes before it. */
export function configure(wx, signed, onReady, onError) {
  let refused = false;
  wx.error(function (res) {
    refused = true;
    onError(res);
  });
  wx.ready(function () {
    if (!refused) onReady();
  });
  wx.config({ ...signed, jsApiList: ['checkJsApi', 'openBusinessView'] });
}

/** Opens the view, once the page is configured. `callback` is told `ok`, `failed` or, after a gesture, `unknown`. */
export function goToWXScore(wx, token, callback) {
  const wechatInfo = navigator.userAgent.match(/MicroMessenger\/([\d.]+)/i);
  if (!wechatInfo) return callback('failed');
  if (compareVersion(wechatInfo[1], '7.0.5') < 0) {
    location.href = UPGRADE_PAGE;
    return;
  }
  wx.checkJsApi({
    jsApiList: ['openBusinessView'],
    success: function (res) {
      const checkResult = typeof res.checkResult === 'string' ? JSON.parse(res.checkResult) : res.checkResult;
      if (!checkResult.openBusinessView) return callback('failed');
      wx.invoke(
        'openBusinessView',
        {
          businessType: 'wxpayScoreEnable',
          queryString: 'apply_permissions_token=' + encodeURIComponent(token),
        },
        function (res) {
          if (res.err_code === undefined) callback('unknown');
          else callback(parseInt(res.err_code, 10) === 0 ? 'ok' : 'failed');
        },
      );
    },
    fail: function () {
      callback('failed');
    },
  });
}

function compareVersion(v1, v2) {
  const left = v1.split('.');
  const right = v2.split('.');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const num1 = parseInt(left[i] || '0', 10);
    const num2 = parseInt(right[i] || '0', 10);
    if (num1 !== num2) return num1 > num2 ? 1 : -1;
  }
  return 0;
}
