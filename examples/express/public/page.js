// ES5, for the oldest WeChat.
var routes = WeixinPayScore.payScoreRoutes('/payscore');
var weixin = WeixinPayScore.createWeixin({ getConfigSignature: routes.getConfigSignature });
var request = { applyPermissionsToken: routes.applyPermissionsToken, confirm: routes.confirm };
var result = document.getElementById('result');

var RESULT = {
  AVAILABLE: '免押成功',
  UNAVAILABLE: '未授权，您可以支付押金租借',
  UNBINDUSER: '尚未完成授权，请重试',
  UNCONFIRMED: '正在确认授权结果，请稍后查看',
};

function showResult(authorization) {
  result.textContent = RESULT[authorization.state];
}

function showError(error) {
  if (error.upgradeUrl) location.href = error.upgradeUrl;
  else result.textContent = error.code === 'NOT_IN_WEIXIN' ? '请在微信中打开' : '暂未收到结果，请稍后再次点击查看';
}

document.getElementById('rent').onclick = function () {
  result.textContent = '请稍候…';
  weixin.authorizePayScore(request).then(showResult, showError);
};

// On page load: optional, makes the tap fast.
if (weixin.client) weixin.ready().catch(function () {});
