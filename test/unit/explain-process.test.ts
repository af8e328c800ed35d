/** @jest-environment node */
import { explain } from '../../src/explain';

const CHINESE = '未找到授权记录';
const ENGLISH = 'No such authorisation';
const title = (): string => explain({ name: 'WechatPayError', code: 'ORDER_NOT_EXIST' }).title;

const { LC_ALL, LC_MESSAGES, LANG } = process.env;
function setLocale(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
afterEach(() => {
  setLocale({ LC_ALL, LC_MESSAGES, LANG });
  jest.restoreAllMocks();
});

test.each([
  [{ LC_ALL: 'zh_CN.UTF-8', LC_MESSAGES: undefined, LANG: 'en_US.UTF-8' }, CHINESE],
  [{ LC_ALL: undefined, LC_MESSAGES: 'en_GB.UTF-8', LANG: 'zh_CN.UTF-8' }, ENGLISH],
  [{ LC_ALL: '', LC_MESSAGES: undefined, LANG: 'zh_CN.UTF-8' }, CHINESE],
  [{ LC_ALL: undefined, LC_MESSAGES: undefined, LANG: 'C.UTF-8' }, ENGLISH],
])('a process with %j is answered in the language of its locale', (variables, expected) => {
  setLocale(variables);
  expect(title()).toBe(expected);
});

test('a process with a navigator, as Node 21 and later have one, is answered in the language of its variables', () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { language: 'zh-CN' } });
  setLocale({ LC_ALL: 'en_US.UTF-8', LC_MESSAGES: undefined, LANG: undefined });
  expect(title()).toBe(ENGLISH);
  setLocale({ LC_ALL: undefined, LC_MESSAGES: undefined, LANG: undefined });
  expect(title()).toBe(CHINESE);
  if (before) Object.defineProperty(globalThis, 'navigator', before);
  else Reflect.deleteProperty(globalThis, 'navigator');
});

test.each([
  ['zh-CN', CHINESE],
  ['de-DE', ENGLISH],
])('a process without these variables is answered in the language of Intl, such as %s', (locale, expected) => {
  setLocale({ LC_ALL: undefined, LC_MESSAGES: undefined, LANG: undefined });
  const options = new Intl.DateTimeFormat().resolvedOptions();
  jest.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ ...options, locale });
  expect(title()).toBe(expected);
});

test('where nothing has a language, it is Chinese', () => {
  setLocale({ LC_ALL: undefined, LC_MESSAGES: undefined, LANG: undefined });
  jest.spyOn(Intl, 'DateTimeFormat').mockImplementation(() => {
    throw new Error('no Intl');
  });
  expect(title()).toBe(CHINESE);
});
