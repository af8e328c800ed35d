import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { format } from 'oxfmt';
import { findChromium } from './find-chromium.js';

const LIBRARIES = ['weixin-payscore', 'sample', '@wecom/jssdk'];
/** How long a user waits, in ms of the page's own clock, which is moved by hand. */
const PATIENCE = 900_000;
const STEP = 500;

const VERDICTS = ['right', 'open', 'wrong', 'silent'];
const SIGNS = { right: '✓', open: '?', wrong: '✗', silent: '✗' };
const PAGES = {
  'docs/faults.md': {
    language: 'en',
    title: 'Faults, next to two other ways',
    intro: (version) =>
      `\`npm run faults\` repeats this on your machine and writes this page. Every fault runs in Chromium ${version} through this package, through the documented sample (\`bench/documented-sample.js\`, its defects corrected) and through \`@wecom/jssdk\` 2.4.4, each on a fresh page with the same simulated client, user and servers. The page's clock is moved by hand: at most 15 minutes, and a user who touches the page after 20 s. [中文](zh/faults.md)`,
    kinds:
      'What counts is the first thing that the page is told after the tap, compared with what is true on the server. The sample and `@wecom/jssdk` know the client only. A page that asks its own server after each of their answers finds out what is true where it was told something else, but not where it is told nothing.',
    scenarioTitle: 'Scenarios of the workbench',
    contractTitle: 'Faults of the contract tests',
    fault: 'Fault',
    libraries: ['`weixin-payscore`', 'Documented sample', '`@wecom/jssdk`'],
    verdicts: {
      right: 'The page is told what is true',
      open: 'The page is told that it is not known',
      wrong: 'The page is told the contrary',
      silent: 'The page is told nothing',
    },
    told: {
      authorised: 'authorised',
      'not authorised': 'not authorised',
      unknown: 'not known',
      failed: 'failed',
      nothing: 'nothing',
    },
  },
  'docs/zh/faults.md': {
    language: 'zh-CN',
    title: '故障对比',
    intro: (version) =>
      `运行 \`npm run faults\` 可在本机重复全部测试并生成本页。每个故障都在 Chromium ${version} 中分别通过本库、文档示例（\`bench/documented-sample.js\`，已修正其缺陷）和 \`@wecom/jssdk\` 2.4.4 运行一次，每次都是新页面，模拟的客户端、用户和服务端相同。页面时钟由测试推进：最多 15 分钟，用户在 20 秒后会触摸页面。[English](../faults.md)`,
    kinds:
      '判定标准：点击后页面得到的第一个结果，与服务端的真实状态是否一致。文档示例和 `@wecom/jssdk` 只知道客户端的回调。页面如果在每次回调后再查询自己的服务端，可以纠正错误的结果，但没有回调时无从查起。',
    scenarioTitle: '联调台的场景',
    contractTitle: '契约测试中的故障',
    fault: '故障',
    libraries: ['`weixin-payscore`', '文档示例', '`@wecom/jssdk`'],
    verdicts: {
      right: '结果与事实一致',
      open: '结果为“未知”',
      wrong: '结果与事实相反',
      silent: '没有任何结果',
    },
    told: {
      authorised: '已授权',
      'not authorised': '未授权',
      unknown: '未知',
      failed: '失败',
      nothing: '无结果',
    },
  },
};

const { outputFiles } = await build({
  entryPoints: ['bench/faults-page.js'],
  bundle: true,
  format: 'iife',
  write: false,
  outdir: '/',
});
const script = outputFiles[0].text;
const server = createServer(({ url }, response) => {
  const isScript = url === '/faults-page.js';
  response.writeHead(200, { 'Content-Type': `${isScript ? 'text/javascript' : 'text/html'}; charset=utf-8` });
  response.end(isScript ? script : '<!doctype html><body><script src="/faults-page.js"></script>');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch(await findChromium());

/** Taps once and waits until the page is told something, or for as long as a user's patience lasts. */
async function run(fault, library) {
  const page = await browser.newPage();
  let upgrade = false;
  // Nothing leaves this machine; the documented sample leaves for WeChat's upgrade page.
  await page.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => {
      if (route.request().isNavigationRequest()) upgrade = true;
      // No content: the page stays as it is.
      return route.fulfill({ status: 204 });
    },
  );
  await page.clock.install({ time: 1_700_000_000_000 });
  await page.goto(`${address}#${encodeURIComponent(`${fault} ${library}`)}`);
  await page.waitForFunction(() => window.faults);
  await page.clock.pauseAt(1_700_000_060_000);
  await page.evaluate(() => window.tap());
  let told;
  let took = 0;
  let touched = false;
  while (took < PATIENCE && !told?.length && !upgrade) {
    // What a callback of the page throws is the page's own: it goes on.
    await page.clock.runFor(took < 60_000 ? STEP : 120 * STEP).catch(() => undefined);
    took += took < 60_000 ? STEP : 120 * STEP;
    ({ told } = await page.evaluate(() => window.report));
    // Who sees a page that does nothing touches it after 20 s.
    if (took > 20_000 && !touched) {
      touched = true;
      await page.evaluate(() => window.touch());
    }
  }
  const { agreed } = await page.evaluate(() => window.report);
  const views = await page.evaluate(() => window.views());
  await page.close();
  const last = upgrade ? { what: 'failed', detail: 'upgrade page' } : (told[0] ?? { what: 'nothing', detail: '' });
  return { ...last, took, views, agreed, verdict: judge(last.what, agreed) };
}

/** Whether what the page was told is true. */
function judge(what, agreed) {
  if (what === 'nothing') return 'silent';
  if (what === 'unknown') return 'open';
  return (what === 'authorised') === agreed ? 'right' : 'wrong';
}

const catalogue = await browser.newPage();
await catalogue.goto(address);
const only = process.argv[2];
const catalogued = (await catalogue.evaluate(() => window.faults)).filter(({ id }) => !only || id === only);
const results = new Map();
for (const { id } of catalogued) {
  const row = await Promise.all(LIBRARIES.map((library) => run(id, library)));
  results.set(id, row);
  console.log(
    id.padEnd(24),
    ...row.map(({ verdict, what, detail, took }) => `${verdict}: ${what} ${detail} ${took / 1000}s`.padEnd(46)),
  );
}
const version = browser.version();
await browser.close();
server.close();

const count = (index, verdict) => [...results.values()].filter((row) => row[index].verdict === verdict).length;
for (const [index, library] of LIBRARIES.entries()) {
  const counts = VERDICTS.map((verdict) => `${count(index, verdict)} ${verdict}`);
  console.log(`${library}: ${counts.join(', ')}`);
}
if (!only) {
  for (const [file, words] of Object.entries(PAGES)) {
    writeFileSync(file, (await format(file, describe(words))).code);
  }
}

/** The page of the documents in one language. */
function describe({ title, intro, kinds, scenarioTitle, contractTitle, fault, libraries, verdicts, told, language }) {
  const cell = ({ verdict, what, detail, took }) => {
    const code = /^[A-Z_]{4,}$/.test(detail) && what === 'failed' ? ` \`${detail}\`` : '';
    return `${SIGNS[verdict]} ${told[what]}${code}${what === 'nothing' ? '' : `, ${took / 1000} s`}`;
  };
  const table = (head, rows) =>
    [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const faults = (contract) =>
    table(
      [fault, ...libraries],
      catalogued
        .filter((each) => each.contract === contract)
        .map(({ id, label }) => [label[language], ...results.get(id).map(cell)]),
    );
  const counts = table(
    ['', ...libraries],
    VERDICTS.map((verdict) => [
      `${SIGNS[verdict]} ${verdicts[verdict]}`,
      ...LIBRARIES.map((_, index) => count(index, verdict)),
    ]),
  );
  return `# ${title}\n\n${intro(version)}\n\n${counts}\n\n${kinds}\n\n## ${scenarioTitle}\n\n${faults(false)}\n\n## ${contractTitle}\n\n${faults(true)}\n`;
}
