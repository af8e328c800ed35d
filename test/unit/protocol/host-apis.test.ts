import { isYes, readAnswer, statusOf, toJson, toRecord } from '../../../src/protocol/host-answer';
import { createHostApis, filled } from '../../../src/protocol/host-apis';

const apis = createHostApis([toRecord, toJson, isYes]);

describe('getNetworkType', () => {
  const { success, fromHost } = apis.find('getNetworkType');

  test.each(['ok', 'confirm', 'wifi', 'edge', 'wwan', '2g', '5g'])('has succeeded with network_type:%s', (word) => {
    expect(statusOf('getNetworkType', readAnswer({ err_msg: `network_type:${word}` }), success)).toBe('ok');
  });

  test.each(['fail', 'wifi fail', 'no wifi', 'g', '15g', '4g lost', ''])('has not with network_type:%s', (word) => {
    expect(statusOf('getNetworkType', readAnswer({ err_msg: `network_type:${word}` }), success)).toBe('failed');
  });

  test.each([
    [{ err_msg: 'network_type:wifi' }, 'wifi'],
    [{ err_msg: 'network_type:wwan', subtype: '4g' }, '4g'],
    [{ err_msg: 'getNetworkType:ok', networkType: '5g' }, '5g'],
    [{ err_msg: 'getNetworkType:ok' }, 'unknown'],
    [{ err_msg: 'getNetworkType:confirm' }, 'unknown'],
  ])('reads %j as %s', (answer, networkType) => {
    expect(fromHost!(answer, readAnswer(answer), {})).toEqual({ networkType, subtype: undefined });
  });
});

describe('what is required', () => {
  function missing(api: string, params: Record<string, unknown>): string[] {
    const names = new Set<string>();
    apis.readParams(api, params, (argument) => names.add(argument));
    return [...names];
  }

  test.each<[string, Record<string, unknown>, string[]]>([
    ['playVoice', { localId: 'wx1' }, []],
    ['playVoice', {}, ['params.localId']],
    ['playVoice', { localId: null }, ['params.localId']],
    ['playVoice', { localId: '' }, ['params.localId']],
    ['openLocation', { latitude: 0, longitude: NaN }, ['params.longitude']],
    ['hideMenuItems', { menuList: [] }, ['params.menuList']],
    ['updateTimelineShareData', { title: 't', link: 'l', imgUrl: '' }, []],
    ['updateTimelineShareData', { title: '', link: 'l', imgUrl: '' }, ['params.title']],
    ['updateTimelineShareData', { title: 't', link: 'l' }, ['params.imgUrl']],
    ['updateTimelineShareData', { title: 't', link: 'l', imgUrl: [] }, ['params.imgUrl']],
    ['openCard', { cardList: [] }, ['params.cardList']],
    ['openCard', { cardList: [{ cardId: 'a', code: '1' }, { cardId: 'b' }] }, ['params.cardList[1].code']],
    [
      'openCard',
      { cardList: [null, { cardId: '', code: '1' }] },
      ['params.cardList[0].cardId', 'params.cardList[1].cardId', 'params.cardList[0].code'],
    ],
    ['chooseCard', { timeStamp: 1, noncestr: 'n', cardSign: 's' }, []],
    ['chooseCard', { timestamp: '', timeStamp: 1, nonceStr: 'n', cardSign: 's' }, []],
    ['chooseCard', { cardSign: 's' }, ['params.timestamp', 'params.nonceStr']],
    ['toString', {}, []],
  ])('of %s with %j: %j', (api, params, expected) => {
    expect(missing(api, params)).toEqual(expected);
  });
});

test.each([
  ['onMenuShareTimeline', 'menu:share:timeline'],
  ['onMenuShareAppMessage', 'menu:share:appmessage'],
  ['onMenuShareQQ', 'menu:share:qq'],
  ['onMenuShareWeibo', 'menu:share:weiboApp'],
  ['onMenuShareQZone', 'menu:share:QZone'],
  ['onVoiceRecordEnd', 'onVoiceRecordEnd'],
  ['onVoicePlayEnd', 'onVoicePlayEnd'],
  ['onSearchBeacons', 'onBeaconsInRange'],
])('%s is the event %s of the bridge', (event, name) => {
  expect(apis.find(event)).toMatchObject({ event: true, name });
});

test('launchMiniProgram names a page only where the page did', () => {
  const { toHost } = apis.find('launchMiniProgram');
  expect(toHost!({ targetAppId: 'wx1', path: 'pages/index?id=1' }, '')).toEqual({
    targetAppId: 'wx1',
    path: 'pages/index.html?id=1',
  });
  expect(toHost!({ targetAppId: 'wx1' }, '')).toEqual({ targetAppId: 'wx1' });
});

test('openBusinessView has a queryString, as the bridge reads one', () => {
  const { defaults } = apis.find('openBusinessView');
  expect(filled({ businessType: 'x' }, defaults)).toEqual({ businessType: 'x', queryString: '' });
  expect(filled({ businessType: 'x', queryString: 'a=b' }, defaults)).toEqual({
    businessType: 'x',
    queryString: 'a=b',
  });
});

test('an interface that is not in the table goes to the bridge by its own name, whatever Object.prototype has', () => {
  for (const name of ['openBusinessViewOfTomorrow', 'constructor', '__proto__'])
    expect(apis.find(name)).toEqual({ name });
});
