import { toViewArguments } from '../../../src/protocol/business-view';
import type { BusinessView } from '../../../src/protocol/business-view';

const view = (fields: object): BusinessView => ({ businessType: 'wxpayScoreUse', params: { package: 'p' }, ...fields });

test.each<[BusinessView, object]>([
  [
    { businessType: 'wxpayScoreEnable', params: { apply_permissions_token: 'a+b/c=', scene: 'ORDER' } },
    { businessType: 'wxpayScoreEnable', queryString: 'apply_permissions_token=a%2Bb%2Fc%3D&scene=ORDER' },
  ],
  [view({}), { businessType: 'wxpayScoreUse', queryString: 'package=p' }],
  [view({ envVersion: 'trial' }), { businessType: 'wxpayScoreUse', queryString: 'package=p', envVersion: 'trial' }],
  [view({ businessType: 'x'.repeat(32) }), { businessType: 'x'.repeat(32), queryString: 'package=p' }],
])('%j becomes what the host takes', (given, expected) => {
  expect(toViewArguments(given)).toEqual(expected);
});

test('envVersion is left out, not undefined, where none is given', () => {
  expect(Object.keys(toViewArguments(view({})))).toEqual(['businessType', 'queryString']);
});

test.each<[string, unknown, string]>([
  ['an empty businessType', view({ businessType: '' }), 'businessType'],
  ['a businessType that is too long', view({ businessType: 'x'.repeat(33) }), 'businessType'],
  ['a businessType that is no text', view({ businessType: 5 }), 'businessType'],
  ['no businessType', { params: { package: 'p' } }, 'businessType'],
  ['no params', { businessType: 'wxpayScoreUse' }, 'params'],
  ['an empty value', view({ params: { package: '' } }), 'params'],
  ['an empty value before another', view({ params: { package: '', sign: 's' } }), 'params'],
  ['an empty value behind another', view({ params: { sign: 's', package: '' } }), 'params'],
  ['a value that is no text', view({ params: { package: 1 } }), 'params'],
  ['params that are too long', view({ params: { package: 'p'.repeat(2041) } }), 'params'],
  ['an envVersion that does not exist', view({ envVersion: 'beta' }), 'envVersion'],
  ['an envVersion that begins like one', view({ envVersion: 'trial2' }), 'envVersion'],
])('%s is refused', (_name, given, argument) => {
  expect(() => toViewArguments(given as BusinessView)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: expect.stringContaining(argument) }),
  );
});

test.each<unknown>([undefined, null, 'wxpayScoreUse'])('%j is no view', (given) => {
  expect(() => toViewArguments(given as BusinessView)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
