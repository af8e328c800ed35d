import { t } from './language.js';

const status = document.querySelector('#copied');

/** Copies text, and says so; where the browser refuses, the text is shown to be copied by hand. */
export async function copy(text) {
  const shown = document.querySelector('#copy-text');
  shown.value = text;
  try {
    await navigator.clipboard.writeText(text);
    shown.hidden = true;
    status.textContent = t('copied');
  } catch {
    shown.hidden = false;
    shown.select();
    status.textContent = '';
  }
}

/**
 * A scenario as a Playwright test for a page of one's own.
 *
 * @param {object} options
 * @param {import('weixin-payscore/testing').Scenario} options.scenario
 * @param {object} options.client what `simulateWeixin` takes
 * @param {string} options.address the scenario's link
 * @param {string[]} options.outcome what the page's promise settled with here
 */
export function playwrightTest({ scenario, client, address, outcome }) {
  const { services, source, ...ours } = scenario;
  const name = scenario.id === 'custom' ? { ...ours, source } : scenario.id;
  const lines = [
    "import { createRequire } from 'node:module';",
    "import { test } from '@playwright/test';",
    '',
    `// ${scenario.label.en}. Source: ${source}`,
    `// ${address}`,
    `test(${JSON.stringify(scenario.label.en)}, async ({ page }) => {`,
    "  const testing = createRequire(import.meta.url).resolve('weixin-payscore/testing/browser');",
    '  await page.addInitScript({ path: testing });',
    '  await page.addInitScript(',
    '    ({ scenario, client }) => WeixinPayScoreTesting.applyScenario(window, scenario, { client }),',
    `    ${JSON.stringify({ scenario: name, client })},`,
    '  );',
    ...(services
      ? [`  // WeChat's servers, which your simulated ones have to do too: ${JSON.stringify(services)}`]
      : []),
    "  await page.goto('https://shop.example/'); // your page",
    "  await page.getByTestId('open').click(); // your button",
    `  // In the workbench this ended with: ${outcome.join(' ') || 'nothing yet'}`,
    '});',
  ];
  return `${lines.join('\n')}\n`;
}
