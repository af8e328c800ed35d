import { readReturn } from '../../../src/miniprogram';
import type { ShowOptions } from '../../../src/miniprogram';

const APP_ID = 'wxd8f3793ea3b935b8';
const from = (extraData: unknown, appId = APP_ID, scene = 1038): ShowOptions => ({
  scene,
  referrerInfo: { appId, extraData },
});

test.each<[string, ShowOptions, 'ok' | 'unknown', object | null]>([
  ['an object', from({ appid: APP_ID, query_id: 'q' }), 'ok', { appid: APP_ID, query_id: 'q' }],
  ['JSON text', from('{"query_id":"q"}'), 'ok', { query_id: 'q' }],
  ['an empty object', from({}), 'unknown', null],
  ['an empty text', from(''), 'unknown', null],
  ['text that is no JSON', from('query_id=q'), 'unknown', null],
  ['null', from(null), 'unknown', null],
  ['nothing', from(undefined), 'unknown', null],
])('back from the Pay Score view with %s', (_name, options, status, extraData) => {
  expect(readReturn(options)).toEqual({ status, errCode: null, errMsg: '', extraData });
});

test.each<[string, unknown]>([
  ['another scene', from({ query_id: 'q' }, APP_ID, 1001)],
  ['the scene as text', { ...from({ query_id: 'q' }), scene: '1038' }],
  ['another mini program', from({ query_id: 'q' }, 'wxd678efh567hg6787')],
  ['a mini program without a name', { scene: 1038, referrerInfo: {} }],
  ['nobody', { scene: 1038 }],
  ['nobody, said as null', { scene: 1038, referrerInfo: null }],
  ['nowhere', undefined],
])('%s is no return from the Pay Score view', (_name, options) => {
  expect(readReturn(options as ShowOptions)).toBeNull();
});
