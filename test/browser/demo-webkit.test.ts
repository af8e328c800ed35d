import { scenarios } from '../../src/testing';
import { choiceOf, writeAddress } from '../../demo/stage/scenario-address.js';
import { testsThatNeed } from '../needs';
import { longestFirst, outcomes } from './demo-outcomes';
import { launchWebKit, type WebKitPage } from './launch-webkit';
import { startDemo } from './start-demo';
import type { Demo } from './start-demo';

/** Engines at a time: most of a scenario is waiting. */
const ENGINES = 3;

interface Seen {
  kind: string;
  words: string;
  server: string;
}

/**
 * What the workbench shows now. Of the words only the first: whether the server's word or the callback comes first, and so what
 * is known of the view by then, depends on how busy the machine is.
 */
function look(): Seen {
  const state = document.querySelector<HTMLElement>('[data-testid=state]')!;
  const server = document.querySelector('[data-testid=server-state]')!;
  return { kind: state.dataset['kind']!, words: state.textContent!.split(' ')[0]!, server: server.textContent! };
}

/** Runs the scenario of the address, unless the workbench or the merchant's page is not there yet; answers with its name. */
function start(): string {
  const select = document.querySelector<HTMLSelectElement>('[data-testid=scenario]');
  const shop = document.querySelector<HTMLIFrameElement>('#page');
  if (!select || !select.options.length || !shop?.contentDocument?.querySelector('[data-testid=open]')) return '';
  document.querySelector<HTMLButtonElement>('[data-testid=run]')!.click();
  return select.value;
}

/** Touches the merchant's page. */
function touch(): void {
  const { contentDocument } = document.querySelector<HTMLIFrameElement>('#page')!;
  contentDocument!.querySelector('h1')!.dispatchEvent(new Event('pointerdown', { bubbles: true }));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

testsThatNeed('webkit').describe('the workbench in WebKit', () => {
  let pages: WebKitPage[] = [];
  let demo: Demo;

  beforeAll(async () => {
    demo = await startDemo();
    pages = await Promise.all(Array.from({ length: ENGINES }, launchWebKit));
  });
  afterAll(async () => {
    await Promise.all(pages.map((page) => page.close()));
    await demo?.close();
  });

  async function outcomeOf(page: WebKitPage, id: string): Promise<Seen> {
    const scenario = scenarios.find((each) => each.id === id)!;
    await page.open(demo.url + writeAddress({ client: 'ios', version: '', ua: '', ...choiceOf(scenario) }));
    // The driver can be ahead of the page's scripts.
    let chosen = await page.run(start, null);
    for (; !chosen; chosen = await page.run(start, null)) await pause(100);
    expect(chosen).toBe(id);
    if (id === 'no-reaction') await pause(13_000);
    const expected = outcomes[id]!.server?.[0];
    for (const end = Date.now() + 60_000; ;) {
      const seen = await page.run(look, null);
      // What the server knows comes from there, and may be shown a little later than the page's result.
      const settled = /good|neutral|bad/.test(seen.kind) && (!expected || seen.server === expected);
      if (settled || Date.now() > end) return seen;
      if (id === 'no-reaction') await page.run(touch, null);
      await pause(200);
    }
  }

  test('every scenario, opened by its address, ends as it does in Chromium, as wide as a phone and, resized, as a desktop', async () => {
    const waiting = scenarios.map(({ id }) => id).sort(longestFirst);
    const seen: Record<string, string[]> = {};
    const words = (id: string, { words, server }: Seen): string =>
      outcomes[id]!.server ? `${words} · ${server}` : words;
    await Promise.all(
      pages.map(async (page, index) => {
        // Some run on a phone and are shown on a desktop at their end, some the other way round.
        const widths = index % 2 ? [1280, 375] : [375, 1280];
        for (let id = waiting.shift(); id; id = waiting.shift()) {
          await page.resize(widths[0]!, 800);
          const ran = words(id, await outcomeOf(page, id));
          await page.resize(widths[1]!, 800);
          seen[id] = [ran, words(id, await page.run(look, null))];
        }
      }),
    );
    const expected = Object.entries(outcomes).map(([id, { words, server }]) => {
      const [word] = words.split(' ');
      const shown = server ? `${word} · ${server[0]}` : word;
      return [id, [shown, shown]];
    });
    expect(seen).toEqual(Object.fromEntries(expected));
  }, 300_000);
});
