const { isWeixinError, openBusinessView } = require('weixin-payscore');

const { globalData } = getApp();

const RESULT = {
  AVAILABLE: '免押成功',
  UNAVAILABLE: '未授权，您可以支付押金租借',
  UNBINDUSER: '尚未完成授权，请重试',
};

Page({
  data: { busy: false, result: '' },

  async rent() {
    this.setData({ busy: true, result: '' });
    try {
      const application = await ask('POST', '/payscore/token');
      // A user who has authorised before needs no view.
      if (application.apply_permissions_token) {
        const { apply_permissions_token } = application;
        await openBusinessView({ businessType: 'wxpayScoreEnable', params: { apply_permissions_token } });
      }
      // What the view says proves nothing: the server asks WeChat Pay.
      const { authorization_state } = await ask('GET', '/payscore/state');
      this.setData({ result: RESULT[authorization_state] });
    } catch (error) {
      if (!isWeixinError(error)) console.error(error);
      this.setData({ result: '暂时无法确认，请稍后查看' });
    } finally {
      this.setData({ busy: false });
    }
  },
});

function ask(method, path) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: globalData.server + path,
      method,
      // A mini program has no cookies; who is signed in is yours to say.
      header: { authorization: globalData.session },
      success: ({ statusCode, data }) =>
        statusCode === 200 ? resolve(data) : reject(new Error(`${method} ${path}: HTTP ${statusCode}`)),
      fail: reject,
    });
  });
}
