import { compileScript, parse } from 'vue/compiler-sfc';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { JSDOM } from 'jsdom';
import type { DOMWindow } from 'jsdom';
import { readFileSync } from 'node:fs';
import { compile } from '../compile';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';
import { readMarkdown } from './markdown';

let consumer: Consumer;
beforeAll(
  () => (consumer = installPackage({ peers: ['react', 'react-dom', 'vue', '@types/react', '@types/react-dom'] })),
);
afterAll(() => consumer.remove());

/** What the examples import of the reader's own: the page's side of the merchant's routes. */
const PAY_SCORE = `
export const getConfigSignature = async (url: string) => ({ appId: 'wx0123456789abcdef', timestamp: 1, nonceStr: 'n', signature: 's' });
export const applyPermissionsToken = async () => 'DCApqiTgTDwLm7Z4';
export const confirm = async () => 'AVAILABLE' as const;`;
/** A router that the examples name; only its types matter here. */
const ROUTER = `declare module 'react-router' { export function useLocation(): unknown }`;

const DOCS = ['docs/react.md', 'docs/zh/react.md', 'docs/vue.md', 'docs/zh/vue.md'] as const;
const codeOf = (file: string, language: string): string[] =>
  readMarkdown(file)
    .snippets.filter((snippet) => snippet.language === language)
    .map(({ code }) => code);

/** A single-file component as the TypeScript that Vue's compiler makes of it. */
function compileVue(source: string, inlineTemplate: boolean): string {
  const { descriptor, errors } = parse(source, { filename: 'PayScoreButton.vue' });
  expect(errors).toEqual([]);
  return compileScript(descriptor, { id: 'pay-score', inlineTemplate }).content;
}

const vueFiles: Plugin = {
  name: 'vue-files',
  setup(bundler) {
    bundler.onLoad({ filter: /\.vue$/ }, ({ path }) => ({
      contents: compileVue(readFileSync(path, 'utf8'), true),
      loader: 'ts',
    }));
  },
};

/** Opens a page with the example on it. */
async function openExample(
  main: string,
  mode: 'production' | 'development',
  prepare: (page: DOMWindow) => void,
): Promise<Document> {
  consumer.write('pay-score.ts', PAY_SCORE);
  const { outputFiles } = await build({
    entryPoints: [consumer.write('main.tsx', main)],
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    define: {
      'process.env.NODE_ENV': JSON.stringify(mode),
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: [vueFiles],
    write: false,
    logLevel: 'error',
  });
  const { window } = new JSDOM('<!doctype html><div id="root"></div>', {
    url: 'https://shop.example/',
    runScripts: 'outside-only',
    pretendToBeVisual: true,
  });
  prepare(window);
  window.eval(outputFiles[0]!.text);
  return window.document;
}

/** Makes it a page inside WeChat. */
function inWeixin(page: DOMWindow): void {
  page.eval(consumer.read('dist/weixin-payscore-testing.iife.js'));
  page.eval(`WeixinPayScoreTesting.simulateWeixin(window, { platform: 'android' });`);
}

/** As much of a MessageChannel as act() uses. Node's own would keep the process alive. */
class QuietChannel {
  readonly port1: { onmessage?: () => void } = {};
  readonly port2 = { postMessage: (): void => void setTimeout(() => this.port1.onmessage?.()) };
}

async function until(page: Document, text: RegExp): Promise<void> {
  for (let turns = 0; !text.test(page.body.textContent!) && turns < 2000; turns++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(page.body.textContent).toMatch(text);
}

const REACT_MAIN = `
  import { createElement } from 'react';
  import { createRoot } from 'react-dom/client';
  import { PayScoreButton } from './pay-score-button';
  createRoot(document.getElementById('root')!).render(createElement(PayScoreButton));`;
const VUE_MAIN = `
  import { createApp } from 'vue';
  import PayScoreButton from './PayScoreButton.vue';
  createApp(PayScoreButton).mount('#root');`;

test.each([
  ['docs/react.md', 'pay-score-button.tsx', 'tsx', REACT_MAIN, /Rent without/, /Authorised\./],
  ['docs/zh/react.md', 'pay-score-button.tsx', 'tsx', REACT_MAIN, /免押租借/, /已授权/],
  ['docs/vue.md', 'PayScoreButton.vue', 'vue', VUE_MAIN, /Rent without/, /Authorised\./],
  ['docs/zh/vue.md', 'PayScoreButton.vue', 'vue', VUE_MAIN, /免押租借/, /已授权/],
] as const)('the component of %s takes a user to the result', async (file, name, language, main, idle, authorised) => {
  consumer.write(name, codeOf(file, language)[0]!);
  const page = await openExample(main, 'production', inWeixin);
  await until(page, idle);
  expect(page.body.textContent).not.toMatch(authorised);
  page.querySelector('button')!.click();
  await until(page, authorised);
  page.defaultView!.close();
});

test.each(['docs/react.md', 'docs/zh/react.md'] as const)('the test of %s passes', async (file) => {
  const [component, , itsTest] = codeOf(file, 'tsx');
  consumer.write('pay-score-button.tsx', component!);
  let done: Promise<void> | undefined;
  const test = (_name: string, run: () => Promise<void>): void => void (done = run());
  // The development build of React has act(), which wants a MessageChannel that jsdom lacks.
  const page = await openExample(itsTest!, 'development', (window) =>
    Object.assign(window, { test, expect, MessageChannel: QuietChannel }),
  );
  await done;
  expect.assertions(1);
  page.defaultView!.close();
});

test.each(DOCS)('every TypeScript snippet of %s compiles against the packed typings', (file) => {
  consumer.write('pay-score.ts', PAY_SCORE);
  const snippets = codeOf(file, 'tsx');
  const files = snippets.map((code, index) =>
    consumer.write(index === 0 ? 'pay-score-button.tsx' : `snippet-${index}.tsx`, code),
  );
  for (const code of codeOf(file, 'vue')) files.push(consumer.write('pay-score-button.ts', compileVue(code, false)));
  expect(files.length).toBeGreaterThan(0);
  const { problems } = compile([...files, consumer.write('router.d.ts', ROUTER)], {
    strict: true,
    skipLibCheck: true,
    jsx: 'react-jsx',
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['jest'],
  });
  expect(problems).toEqual([]);
});

test.each([
  ['docs/react.md', 'docs/zh/react.md'],
  ['docs/vue.md', 'docs/zh/vue.md'],
])('%s and %s have the same headings, tables and snippets, and point to each other', (english, chinese) => {
  const [en, zh] = [readMarkdown(english), readMarkdown(chinese)];
  expect(zh.headings.map(({ level }) => level)).toEqual(en.headings.map(({ level }) => level));
  expect(zh.tables.map((rows) => rows.map((cells) => cells[0]))).toEqual(
    en.tables.map((rows) => rows.map((cells) => (cells[0] === 'field' ? '字段' : cells[0]))),
  );
  // The words of the examples differ, their code does not.
  const code = ({ snippets }: typeof en) =>
    snippets.map((snippet) => snippet.code.replace(/'[^']*'(?=,|\);)|, 'zh-CN'|\/\/.*/g, ''));
  expect(code(zh)).toEqual(code(en));
  expect(en.links).toContain(chinese.replace('docs/', ''));
  expect(zh.links).toContain(english.replace('docs/', '../'));
});
