import { runInContext } from 'node:vm';
import ts from 'typescript';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';
import { ANDROID_5, openOldPage } from './old-page';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

test('compiled to ES5, it explains an error in an engine that has nothing newer', () => {
  const { outputText } = ts.transpileModule(consumer.read('dist/explain.cjs'), {
    compilerOptions: { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.CommonJS, ignoreDeprecations: '6.0' },
  });
  const page = openOldPage(`${ANDROID_5} MicroMessenger/6.5.7.1041`);
  runInContext(`(function () { var exports = window.entry = {}; ${outputText}\n; })()`, page);
  const titles = runInContext(
    `[
      entry.explain({ name: 'WeixinError', code: 'WEIXIN_OUTDATED', upgradeUrl: 'https://support.weixin.qq.com/' }, 'zh-CN').action.label,
      entry.explain(null, 'en').title,
      entry.explain({ name: 'ConfigSignerError', code: 'UPSTREAM_REFUSED', errcode: 40164 }).title.length > 0,
    ].join()`,
    page,
  ) as string;
  expect(titles).toBe('升级微信,Cannot continue yet,true');
});

test('needs no other file of the package', () => {
  for (const extension of ['js', 'cjs'])
    expect(consumer.read(`dist/explain.${extension}`)).not.toMatch(/\bimport\b.*from|require\(/);
});
