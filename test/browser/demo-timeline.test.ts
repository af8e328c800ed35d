import type { Browser, Locator } from 'playwright-core';
import { testsThatNeed } from '../needs';
import { launchChromium } from './launch-chromium';
import { openWorkbench } from './open-workbench';
import type { Workbench } from './open-workbench';
import { startDemo } from './start-demo';
import type { Demo } from './start-demo';

const { test } = testsThatNeed('chromium');

let browser: Browser;
let demo: Demo;
let bench: Workbench;

beforeAll(async () => {
  demo = await startDemo();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});
beforeEach(async () => {
  bench = await openWorkbench(browser, demo);
});
afterEach(() => bench.close());

const part = (row: Locator, name: string): Promise<string> => row.locator(`[data-part=${name}]`).innerText();
const number = async (row: Locator, name: string): Promise<number> =>
  Number((await part(row, name)).replace(/\D/g, ''));

test('every row has its lane, a start, a duration and a verdict', async () => {
  await bench.tap('?client=ios&do=agree');
  await bench.outcome();
  await bench.page.locator('[data-testid=timeline] li.running').first().waitFor({ state: 'detached' });
  const rows = await bench.page.locator('[data-testid=timeline] li[data-lane]').evaluateAll((items) =>
    items.map((item) => ({
      lane: (item as HTMLElement).dataset['lane']!,
      name: (item as HTMLElement).dataset['name']!,
      texts: ['start', 'duration', 'verdict'].map((name) => item.querySelector(`[data-part=${name}]`)!.textContent!),
    })),
  );
  for (const { texts } of rows) {
    expect(texts).toEqual([
      expect.stringMatching(/^\+[\d,]+$/),
      expect.stringMatching(/^[\d,]+ ms$/),
      expect.stringMatching(/\S/),
    ]);
  }
  const names = (lane: string): string[] => rows.filter((row) => row.lane === lane).map(({ name }) => name);
  expect(names('page')).toEqual(
    expect.arrayContaining(['jweixin', 'signature', 'config', 'checkJsApi', 'token', 'openBusinessView', 'confirm']),
  );
  expect(names('bridge')).toEqual(expect.arrayContaining(['preVerifyJSAPI', 'checkJsApi', 'openBusinessView']));
  expect(names('merchant')).toEqual(
    expect.arrayContaining([
      'GET /payscore/config',
      'POST /payscore/token',
      'GET /payscore/state',
      'POST /payscore/notify',
    ]),
  );
  expect(names('weixin')).toEqual(
    expect.arrayContaining(['POST …/permissions', 'POST /weixin/open-service', 'notification']),
  );
});

test('a bar starts where its step starts, so that what runs at the same time lies one above the other', async () => {
  await bench.go('?client=ios');
  const box = async (lane: string, name: string): Promise<{ left: number; right: number }> => {
    const { x, width } = (await bench.row(lane, name).first().locator('.bar').boundingBox())!;
    return { left: x, right: x + width };
  };
  await bench.row('page', 'config').getByText('ok', { exact: true }).waitFor();
  const [signature, jweixin, config] = [
    await box('page', 'signature'),
    await box('page', 'jweixin'),
    await box('page', 'config'),
  ];
  expect(Math.abs(signature.left - jweixin.left)).toBeLessThan(signature.right - signature.left);
  expect(config.left).toBeGreaterThanOrEqual(signature.right - 4);
});

test('a row under way ticks, and says what it waits for', async () => {
  await bench.tap('?client=ios&do=nothing&back=swipe&fault=no-callback');
  const confirming = bench.row('page', 'confirming');
  await confirming.locator('[data-part=waits]', { hasText: 'up to 3 s for a callback' }).waitFor();
  expect(await confirming.getAttribute('class')).toContain('running');
  const before = await number(confirming, 'duration');
  await bench.page.waitForTimeout(500);
  expect(await number(confirming, 'duration')).toBeGreaterThanOrEqual(before + 300);
  await bench.outcome();
  await bench.page.waitForTimeout(200);
  expect(await part(bench.row('bridge', 'openBusinessView'), 'verdict')).toBe('no callback');
  expect(await part(confirming, 'waits')).toBe('');
});

test('a row opens on the masked parameters, the answer and the hint', async () => {
  await bench.tap('?client=ios&fault=config-invalid-signature');
  await bench.outcome();
  const config = bench.row('page', 'config').first();
  await config.locator('summary').click();
  expect(await config.locator('dl').innerText()).toMatch(/Sign the page's whole address/);
  const verify = bench.row('bridge', 'preVerifyJSAPI').first();
  await verify.locator('summary').click();
  const details = await verify.locator('dl').innerText();
  expect(details).toMatch(/"verifySignature": "••• \(40\)"/);
  expect(details).toMatch(/invalid_signature/);
  // It stays open while the page goes on.
  await bench.page.waitForTimeout(300);
  expect(await verify.locator('details').getAttribute('open')).toBe('');
});

test('the documented sample runs under the same scenario, and is shown where it hangs', async () => {
  await bench.go('?client=ios&do=agree&fault=no-callback');
  await bench.page.getByText('Compare code').click();
  await bench.shop.getByTestId('open').click();
  await bench.outcome();
  const said = bench.page.getByTestId('sample-outcome');
  await said.getByText('The sample hangs at wx.invoke(').waitFor();
  expect(await bench.page.getByTestId('sample-code').locator('.stuck').innerText()).toContain('wx.invoke(');
  expect(await bench.page.getByTestId('our-code').innerText()).toContain('weixin.authorizePayScore(');
});

describe('what the documented sample comes to', () => {
  const EXPECTED: [string, string][] = [
    ['do=agree', 'The sample tells its page “ok”; its server says AVAILABLE.'],
    ['do=refused', 'The sample tells its page “ok”; its server says UNBINDUSER.'],
    ['do=agree&fault=agree-told-cancel', 'The sample tells its page “failed”; its server says AVAILABLE.'],
    ['fault=config-never', 'The sample hangs at wx.config('],
    ['version=7.0.4', 'The sample leaves for the upgrade page.'],
  ];
  const benches = new Map<string, Workbench>();

  // All at once, because some wait for ten seconds and more.
  beforeAll(() =>
    Promise.all(
      EXPECTED.map(async ([query]) => {
        const own = await openWorkbench(browser, demo);
        benches.set(query, own);
        await own.go(`?client=ios&${query}`);
        await own.page.getByText('Compare code').click();
        await own.shop.getByTestId('open').click();
      }),
    ),
  );
  afterAll(() => Promise.all([...benches.values()].map((own) => own.close())));

  test.each(EXPECTED)('under %s', async (query, expected) => {
    const own = benches.get(query)!;
    await own.outcome();
    await own.page.getByTestId('sample-outcome').getByText(expected).waitFor();
  });
});
