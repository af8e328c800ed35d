import { toNavigateToMiniProgram } from '../../../src/miniprogram';
import type { BusinessView, NavigableView } from '../../../src/miniprogram';
import { BAD_VIEWS, blames, VIEWS, viewWith } from './views';

test.each([
  ['pages/use/enable', VIEWS.wxpayScoreEnable],
  ['pages/use/use', VIEWS.wxpayScoreUse],
] as [string, BusinessView<NavigableView>][])(
  '%s of the Pay Score mini program is the page of its view',
  (path, view) => {
    expect(toNavigateToMiniProgram(view)).toEqual({ appId: 'wxd8f3793ea3b935b8', path, extraData: view.params });
  },
);

test('envVersion goes along, and is left out where none is given', () => {
  expect(toNavigateToMiniProgram(viewWith({ envVersion: 'trial' })).envVersion).toBe('trial');
  expect(Object.keys(toNavigateToMiniProgram(viewWith({})))).toEqual(['appId', 'path', 'extraData']);
});

test.each<[string, unknown, string]>([
  ['wxpayScoreDetail, whose page is not documented,', VIEWS.wxpayScoreDetail, 'businessType'],
  ['wxpayScorePlan, whose page is not documented,', VIEWS.wxpayScorePlan, 'businessType'],
  ['a view of another type', viewWith({ businessType: 'weappOrderConfirm' }), 'businessType'],
  ['a name that every object has', viewWith({ businessType: 'toString' }), 'businessType'],
  ...BAD_VIEWS,
])('%s is refused', (_name, view, argument) => {
  expect(() => toNavigateToMiniProgram(view as BusinessView<NavigableView>)).toThrow(blames(argument) as Error);
});
