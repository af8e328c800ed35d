/** Where a place is needed: 广州塔, in GCJ-02. */
const PLACE = { latitude: 23.1066, longitude: 113.3245 };

const here = () => location.href.split('#')[0];
const shared = () => ({ title: 'weixin-payscore', desc: '真机联调', link: here(), imgUrl: '' });
const signed = () => ({ timestamp: Math.floor(Date.now() / 1000), nonceStr: 'sample' });
const payment = () => ({ ...signed(), package: 'prepay_id=sample', signType: 'RSA', paySign: 'sample' });
const none = () => undefined;

const SAMPLE = ['示例参数，微信会拒绝', 'sample parameters, which WeChat refuses'];
const IN_MINI_PROGRAM = ['仅在小程序的 web-view 中有效', 'works in the web-view of a mini program only'];

const api = (name, chinese, english, params = none, note) => ({ name, label: [chinese, english], params, note });

/**
 * Every interface of the JS-SDK in the order of the manual's appendix 2, with what is newer than the manual in its group.
 * `params` gets what earlier taps brought (`localId` of an image, `voiceId` of a recording, …), as the manual's samples do.
 * Names that begin with `on` are events.
 */
export const INTERFACES = [
  {
    title: ['基础接口', 'Basics'],
    apis: [
      api('checkJsApi', '判断客户端是否支持接口', 'Which interfaces the client has', () => ({
        jsApiList: ['chooseImage', 'openBusinessView'],
      })),
    ],
  },
  {
    title: ['分享', 'Sharing'],
    apis: [
      api('updateAppMessageShareData', '设置分享给朋友、QQ 的内容', 'What is shared with friends and on QQ', shared),
      api('updateTimelineShareData', '设置分享到朋友圈、QQ 空间的内容', 'What is shared to Moments and QZone', shared),
      api('onMenuShareTimeline', '监听“分享到朋友圈”', 'Listen to sharing to Moments', shared),
      api('onMenuShareAppMessage', '监听“分享给朋友”', 'Listen to sharing with friends', shared),
      api('onMenuShareQQ', '监听“分享到QQ”', 'Listen to sharing on QQ', shared),
      api('onMenuShareWeibo', '监听“分享到腾讯微博”', 'Listen to sharing on Tencent Weibo', shared),
      api('onMenuShareQZone', '监听“分享到QQ空间”', 'Listen to sharing to QZone', shared),
    ],
  },
  {
    title: ['图像', 'Images'],
    apis: [
      api('chooseImage', '拍照或从相册选图', 'Take or choose pictures', () => ({ count: 1 })),
      api('previewImage', '预览图片', 'Show pictures', ({ localId }) => ({ current: localId, urls: [localId] }), [
        '先选图',
        'choose a picture first',
      ]),
      api('getLocalImgData', '读取本地图片', 'Read a picture', ({ localId }) => ({ localId }), [
        '先选图',
        'choose a picture first',
      ]),
      api('uploadImage', '上传图片', 'Upload a picture', ({ localId }) => ({ localId }), [
        '先选图',
        'choose a picture first',
      ]),
      api('downloadImage', '下载图片', 'Download a picture', ({ serverId }) => ({ serverId }), [
        '先上传',
        'upload one first',
      ]),
    ],
  },
  {
    title: ['音频', 'Voice'],
    apis: [
      api('startRecord', '开始录音', 'Start to record'),
      api('stopRecord', '停止录音', 'Stop the recording'),
      api('onVoiceRecordEnd', '监听录音自动停止', 'Listen to the end of a long recording'),
      api('playVoice', '播放语音', 'Play it', ({ voiceId }) => ({ localId: voiceId }), ['先录音', 'record first']),
      api('pauseVoice', '暂停播放', 'Pause', ({ voiceId }) => ({ localId: voiceId }), ['先录音', 'record first']),
      api('stopVoice', '停止播放', 'Stop', ({ voiceId }) => ({ localId: voiceId }), ['先录音', 'record first']),
      api('onVoicePlayEnd', '监听语音播放完毕', 'Listen to the end of playing'),
      api('uploadVoice', '上传语音', 'Upload it', ({ voiceId }) => ({ localId: voiceId }), ['先录音', 'record first']),
      api('downloadVoice', '下载语音', 'Download it', ({ voiceServerId }) => ({ serverId: voiceServerId }), [
        '先上传',
        'upload it first',
      ]),
      api('translateVoice', '识别语音', 'Turn it into text', ({ voiceId }) => ({ localId: voiceId }), [
        '先录音',
        'record first',
      ]),
    ],
  },
  {
    title: ['设备与位置', 'Device and place'],
    apis: [
      api('getNetworkType', '获取网络状态', 'Kind of network'),
      api('openLocation', '用微信内置地图查看位置', 'Show a place on the map', () => ({
        ...PLACE,
        name: '广州塔',
        address: '广州市海珠区',
        scale: 16,
      })),
      api('getLocation', '获取地理位置', 'Where the phone is', () => ({ type: 'gcj02' })),
      api('startSearchBeacons', '开始查找周边设备', 'Look for beacons'),
      api('onSearchBeacons', '监听周边设备', 'Listen to beacons'),
      api('stopSearchBeacons', '停止查找周边设备', 'Stop looking for beacons'),
    ],
  },
  {
    title: ['界面操作', 'The page and its menu'],
    apis: [
      api('hideOptionMenu', '隐藏右上角菜单', 'Hide the menu'),
      api('showOptionMenu', '显示右上角菜单', 'Show the menu'),
      api('hideMenuItems', '批量隐藏功能按钮', 'Hide items', () => ({
        menuList: ['menuItem:copyUrl', 'menuItem:share:timeline'],
      })),
      api('showMenuItems', '批量显示功能按钮', 'Show items', () => ({
        menuList: ['menuItem:copyUrl', 'menuItem:share:timeline'],
      })),
      api('hideAllNonBaseMenuItem', '隐藏所有非基础按钮', 'Hide all but the basic items'),
      api('showAllNonBaseMenuItem', '显示所有功能按钮', 'Show all items'),
      api('scanQRCode', '微信扫一扫', 'Scan a code', () => ({ needResult: 1 })),
      api('openAddress', '选择收货地址', 'Choose an address'),
    ],
  },
  {
    title: ['支付、小店与卡券', 'Payment, shop and cards'],
    apis: [
      api(
        'openBusinessView',
        '打开微信支付业务页面',
        'Open a view of WeChat Pay',
        () => ({ businessType: 'wxpayScoreEnable', queryString: 'apply_permissions_token=sample' }),
        SAMPLE,
      ),
      api('chooseWXPay', '发起微信支付', 'Ask for a payment', payment, SAMPLE),
      api(
        'requestMerchantTransfer',
        '请求用户确认收款',
        'Ask to confirm a transfer',
        () => ({ mchId: '1230000109', package: 'sample' }),
        SAMPLE,
      ),
      api('openEnterpriseRedPacket', '打开企业红包', 'Open a red packet', payment, SAMPLE),
      api('openProductSpecificView', '跳转微信商品页', 'Show a product', () => ({ productId: 'sample' }), SAMPLE),
      api(
        'addCard',
        '批量添加卡券',
        'Offer cards',
        () => ({ cardList: [{ cardId: 'sample', cardExt: '{"timestamp":"1","signature":"sample"}' }] }),
        SAMPLE,
      ),
      api('chooseCard', '选择卡券', 'Choose a card', () => ({ ...signed(), cardSign: 'sample' }), SAMPLE),
      api('openCard', '查看卡券', 'Show cards', () => ({ cardList: [{ cardId: 'sample', code: 'sample' }] }), SAMPLE),
      api(
        'consumeAndShareCard',
        '核销后再次赠送卡券',
        'Use up and share a card',
        () => ({ cardId: 'sample', code: 'sample' }),
        SAMPLE,
      ),
    ],
  },
  {
    title: ['小程序与企业微信', 'Mini programs and WeCom'],
    apis: [
      api('launchMiniProgram', '打开小程序', 'Open a mini program', () => ({ targetAppId: 'wxd8f3793ea3b935b8' })),
      api('openEnterpriseChat', '打开企业会话', 'Open a chat', () => ({ userIds: 'sample' }), [
        '仅企业微信',
        'WeCom only',
      ]),
      api('miniProgram.getEnv', '是否在小程序中', 'Whether this is a mini program'),
      api(
        'miniProgram.postMessage',
        '向小程序发送消息',
        'Send a message',
        () => ({ data: { from: 'page' } }),
        IN_MINI_PROGRAM,
      ),
      api(
        'miniProgram.navigateTo',
        '跳转小程序页面',
        'Open a page of it',
        () => ({ url: '/pages/index/index' }),
        IN_MINI_PROGRAM,
      ),
      api(
        'miniProgram.redirectTo',
        '重定向',
        'Replace the page',
        () => ({ url: '/pages/index/index' }),
        IN_MINI_PROGRAM,
      ),
      api(
        'miniProgram.switchTab',
        '切换 Tab',
        'Switch the tab',
        () => ({ url: '/pages/index/index' }),
        IN_MINI_PROGRAM,
      ),
      api('miniProgram.reLaunch', '重新打开', 'Start it again', () => ({ url: '/pages/index/index' }), IN_MINI_PROGRAM),
      api('miniProgram.navigateBack', '返回', 'Go back', () => ({ delta: 1 }), IN_MINI_PROGRAM),
    ],
  },
  {
    title: ['离开', 'Leaving'],
    apis: [api('closeWindow', '关闭当前网页', 'Close this page')],
  },
];

/** What goes into `jsApiList`: mini programs ask for no permission, and `checkJsApi` is always in it. */
export function listedNames() {
  const names = [];
  INTERFACES.forEach(({ apis }) =>
    apis.forEach(({ name }) => {
      if (!/^miniProgram\.|^checkJsApi$/.test(name)) names.push(name);
    }),
  );
  return names;
}

/** Keeps what later taps need of a result. */
export function remember(memory, name, result) {
  const isVoice = /Voice|Record/.test(name);
  const localId = result.localIds ? result.localIds[0] : result.localId;
  if (localId) memory[isVoice ? 'voiceId' : 'localId'] = localId;
  if (result.serverId) memory[isVoice ? 'voiceServerId' : 'serverId'] = result.serverId;
}
