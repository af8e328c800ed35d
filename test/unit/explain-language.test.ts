import { explain } from '../../src/explain';
import type { Language } from '../../src/explain';

const CHINESE = '请在微信中打开';
const ENGLISH = 'Open this page in WeChat';
const titleIn = (language?: string): string =>
  explain({ name: 'WeixinError', code: 'NOT_IN_WEIXIN' }, language as Language | undefined).title;

afterEach(() => {
  document.documentElement.lang = '';
  jest.restoreAllMocks();
});

test.each([
  ['zh-CN', CHINESE],
  ['zh', CHINESE],
  ['zh-Hant-HK', CHINESE],
  ['ZH_TW', CHINESE],
  ['en', ENGLISH],
  ['en-GB', ENGLISH],
  ['fr', ENGLISH],
])('%s is answered in the nearest language', (language, title) => expect(titleIn(language)).toBe(title));

test.each([
  ['zh-CN', 'en-US', CHINESE],
  ['en', 'zh-CN', ENGLISH],
  ['', 'zh-CN', CHINESE],
  ['', 'en-US', ENGLISH],
])(
  'a document in "%s" that a browser in %s shows is answered in the language of the document, if it has one',
  (lang, language, title) => {
    document.documentElement.lang = lang;
    jest.spyOn(navigator, 'language', 'get').mockReturnValue(language);
    expect(titleIn()).toBe(title);
    expect(titleIn('en')).toBe(ENGLISH);
  },
);
