import { toOpenSdkRequest } from '../../../src/miniprogram';
import type { BusinessView, OpenSdkOptions } from '../../../src/miniprogram';
import { BAD_VIEWS, blames, VIEWS, viewWith } from './views';

test.each<[BusinessView, string]>([
  [VIEWS.wxpayScoreEnable as BusinessView, 'apply_permissions_token=a%2Bb%2Fc%3D%26d&scene=ORDER'],
  [
    VIEWS.wxpayScoreUse as BusinessView,
    'package=p%26q&mch_id=1230000109&timestamp=1530097563&nonce_str=zyx53&sign_type=HMAC-SHA256&sign=029B52F67573',
  ],
  [
    VIEWS.wxpayScoreDetail as BusinessView,
    'mch_id=1230000109&service_id=500001&out_order_no=1234323JKHDFE1243252' +
      '&timestamp=1530097563&nonce_str=zyx53&sign_type=HMAC-SHA256&sign=029B52F67573',
  ],
  [VIEWS.wxpayScorePlan as BusinessView, 'package=plan%20%E8%AE%A1%E5%88%92'],
])('%j becomes a query with every value encoded', (view, query) => {
  expect(toOpenSdkRequest(view)).toEqual({ businessType: view.businessType, query });
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual(view.params);
});

test.each<[string, object, OpenSdkOptions | undefined, string | undefined]>([
  ['nothing said', {}, undefined, undefined],
  ['no option set', {}, {}, undefined],
  ['release', {}, { miniProgramType: 0 }, '{"miniProgramType":0}'],
  ['develop', {}, { miniProgramType: 1 }, '{"miniProgramType":1}'],
  ['trial', {}, { miniProgramType: 2 }, '{"miniProgramType":2}'],
  ['envVersion release', { envVersion: 'release' }, undefined, '{"miniProgramType":0}'],
  ['envVersion develop', { envVersion: 'develop' }, {}, '{"miniProgramType":1}'],
  ['envVersion trial', { envVersion: 'trial' }, undefined, '{"miniProgramType":2}'],
  ['the option over envVersion', { envVersion: 'trial' }, { miniProgramType: 0 }, '{"miniProgramType":0}'],
])('the version of the mini program: %s', (_name, fields, options, extInfo) => {
  const request = toOpenSdkRequest(viewWith(fields), options);
  expect(request).toMatchObject({ businessType: 'wxpayScoreUse', query: 'package=p' });
  expect(request.extInfo).toBe(extInfo);
  expect('extInfo' in request).toBe(extInfo !== undefined);
  expect((extInfo || '').length).toBeLessThanOrEqual(128);
});

test('the limits are 16 characters of type and 2048 of encoded query', () => {
  expect(toOpenSdkRequest(viewWith({ businessType: 'x'.repeat(16) })).businessType).toHaveLength(16);
  expect(toOpenSdkRequest(viewWith({ params: { package: 'p'.repeat(2040) } })).query).toHaveLength(2048);
});

test.each<[string, unknown, string]>([
  ['a businessType of 17 characters', viewWith({ businessType: 'x'.repeat(17) }), 'businessType'],
  ['a query of 2049 characters', viewWith({ params: { package: 'p'.repeat(2041) } }), 'params'],
  ['a query that only encoding makes too long', viewWith({ params: { package: '&'.repeat(700) } }), 'params'],
  ['half of a surrogate pair', viewWith({ params: { package: '\ud800' } }), 'params.package'],
  ...BAD_VIEWS,
])('%s is refused', (_name, view, argument) => {
  expect(() => toOpenSdkRequest(view as BusinessView)).toThrow(blames(argument) as Error);
});

test.each([-1, 3, 0.5, NaN, '0', '3', '', null, {}])('miniProgramType %p is refused', (miniProgramType) => {
  expect(() => toOpenSdkRequest(viewWith({}), { miniProgramType } as OpenSdkOptions)).toThrow(
    blames('miniProgramType') as Error,
  );
});

test.each(['beta', '', null, 0, 'toString', ['release']])(
  'envVersion %p is refused, and not as miniProgramType',
  (envVersion) => {
    for (const options of [undefined, { miniProgramType: 0 } as const]) {
      expect(() => toOpenSdkRequest(viewWith({ envVersion: envVersion as never }), options)).toThrow(
        blames('envVersion') as Error,
      );
    }
    expect(toOpenSdkRequest(viewWith({ envVersion: 'release' })).extInfo).toBe('{"miniProgramType":0}');
  },
);
