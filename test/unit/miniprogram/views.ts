import type { BusinessView, KnownBusinessViews } from '../../../src/miniprogram';

const signed = { timestamp: '1530097563', nonce_str: 'zyx53', sign_type: 'HMAC-SHA256', sign: '029B52F67573' } as const;

/** One of each documented view, with every field. */
export const VIEWS: { [T in keyof KnownBusinessViews]: BusinessView<T> } = {
  wxpayScoreEnable: {
    businessType: 'wxpayScoreEnable',
    params: { apply_permissions_token: 'a+b/c=&d', scene: 'ORDER' },
  },
  wxpayScoreUse: { businessType: 'wxpayScoreUse', params: { package: 'p&q', mch_id: '1230000109', ...signed } },
  wxpayScoreDetail: {
    businessType: 'wxpayScoreDetail',
    params: { mch_id: '1230000109', service_id: '500001', out_order_no: '1234323JKHDFE1243252', ...signed },
  },
  wxpayScorePlan: { businessType: 'wxpayScorePlan', params: { package: 'plan 计划' } },
};

/** A view that every writer takes, with some fields changed to what no compiler would let through. */
export function viewWith(fields: object): BusinessView<'wxpayScoreUse'> {
  return { businessType: 'wxpayScoreUse', params: { package: 'p' }, ...fields };
}

/** Views that every writer refuses, and the argument that each blames. */
export const BAD_VIEWS: [string, unknown, string][] = [
  ['nothing', undefined, 'businessType'],
  ['null', null, 'businessType'],
  ['a text', 'wxpayScoreUse', 'businessType'],
  ['a view without a businessType', { params: { package: 'p' } }, 'businessType'],
  ['an empty businessType', viewWith({ businessType: '' }), 'businessType'],
  ['a businessType that is no text', viewWith({ businessType: 5 }), 'businessType'],
  ['a businessType of 33 characters', viewWith({ businessType: 'x'.repeat(33) }), 'businessType'],
  ['a view without params', { businessType: 'wxpayScoreUse' }, 'params'],
  ['params that are null', viewWith({ params: null }), 'params'],
  ['params that are a query string already', viewWith({ params: 'package=p' }), 'params'],
  ['params that are a list', viewWith({ params: ['package'] }), 'params'],
  ['params without a field', viewWith({ params: {} }), 'params'],
  ['an empty field', viewWith({ params: { package: '' } }), 'params.package'],
  ['an empty field behind another', viewWith({ params: { sign: 's', package: '' } }), 'params.package'],
  ['a field that is a number', viewWith({ params: { package: 1 } }), 'params.package'],
  ['a field that is missing after all', viewWith({ params: { package: undefined } }), 'params.package'],
  ['an envVersion that is a list', viewWith({ envVersion: ['trial'] }), 'envVersion'],
  ['an envVersion that does not exist', viewWith({ envVersion: 'beta' }), 'envVersion'],
  ['an envVersion with more before it', viewWith({ envVersion: 'prerelease' }), 'envVersion'],
  ['an envVersion with more behind it', viewWith({ envVersion: 'develops' }), 'envVersion'],
  ['an envVersion that every object has', viewWith({ envVersion: 'constructor' }), 'envVersion'],
];

/** What a thrown error must be for an argument to be blamed. */
export function blames(argument: string): unknown {
  return expect.objectContaining({ name: 'WeixinError', code: 'INVALID_ARGUMENT', argument });
}
