/** The languages that texts are written in. */
export type Language = 'zh-CN' | 'en';

interface Surroundings {
  document?: { documentElement?: { lang?: unknown } };
  navigator?: { language?: unknown };
  process?: { env?: Record<string, unknown> };
  Intl?: { DateTimeFormat(): { resolvedOptions(): { locale?: unknown } } };
}

// A page inside an old WeChat has no `globalThis`.
const surroundings = (typeof globalThis === 'object' ? globalThis : self) as Surroundings;

/**
 * The language to answer in: the given one, else the one of the document, the browser or the process.
 *
 * @param language a language tag such as `zh-CN`, `zh_TW` or `en-US`; every Chinese one is `zh-CN`, all others are `en`
 * @returns `zh-CN` where nothing says otherwise, because WeChat's users read it
 */
export function languageOf(language?: unknown): Language {
  const { document, navigator, process } = surroundings;
  const element = document && document.documentElement;
  const browser = navigator && navigator.language;
  const env = Object(process && process.env) as Record<string, unknown>;
  // Node has a navigator since 21, where the variables say the same and can be changed.
  const tags = [language, element && element.lang, document && browser, env['LC_ALL'], env['LC_MESSAGES'], env['LANG']];
  tags.push(browser, processLocale());
  const tag = tags.filter((each) => typeof each === 'string' && each !== '')[0];
  return tag === undefined || /^zh/i.test(tag as string) ? 'zh-CN' : 'en';
}

function processLocale(): unknown {
  try {
    return surroundings.Intl!.DateTimeFormat().resolvedOptions().locale;
  } catch {
    return undefined;
  }
}
