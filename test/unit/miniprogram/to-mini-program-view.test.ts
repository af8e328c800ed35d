import { toMiniProgramView } from '../../../src/miniprogram';
import type { BusinessView } from '../../../src/miniprogram';
import { BAD_VIEWS, blames, VIEWS, viewWith } from './views';

test.each(Object.values(VIEWS) as BusinessView[])('$businessType hands over its fields as they are', (view) => {
  expect(toMiniProgramView(view)).toEqual({ businessType: view.businessType, extraData: view.params });
});

test.each(['release', 'trial', 'develop'] as const)('envVersion %s goes along', (envVersion) => {
  expect(toMiniProgramView(viewWith({ envVersion }))).toEqual({
    businessType: 'wxpayScoreUse',
    extraData: { package: 'p' },
    envVersion,
  });
});

test('envVersion is left out, not undefined, where none is given', () => {
  expect(Object.keys(toMiniProgramView(viewWith({})))).toEqual(['businessType', 'extraData']);
});

test('a view of another type takes any texts, however long they are', () => {
  const params = { transaction_id: 't', note: '注'.repeat(3000) };
  expect(toMiniProgramView({ businessType: 'weappOrderConfirm', params })).toEqual({
    businessType: 'weappOrderConfirm',
    extraData: params,
  });
  expect(toMiniProgramView(viewWith({ businessType: 'x'.repeat(32) })).businessType).toHaveLength(32);
});

test('what the host does to the request does not reach the view', () => {
  const view = viewWith({});
  toMiniProgramView(view).extraData.package = 'changed';
  expect(view.params.package).toBe('p');
});

test.each(BAD_VIEWS)('%s is refused', (_name, view, argument) => {
  expect(() => toMiniProgramView(view as BusinessView)).toThrow(blames(argument) as Error);
});
