/** The languages of the command. */
export type Language = 'zh' | 'en';

/**
 * Chooses the language as other command line tools do: `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that is set; where none is,
 * the system's locale.
 *
 * @param env the environment
 * @param locale such as `Intl.DateTimeFormat().resolvedOptions().locale`
 */
export function languageOf(env: Readonly<Record<string, string | undefined>>, locale: string): Language {
  const chosen = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || locale;
  return readLanguage(chosen) ?? 'en';
}

/**
 * Reads a language's name.
 *
 * @param name such as `zh`, `zh-CN`, `zh_CN.UTF-8` or `en`
 * @returns `undefined` for another language
 */
export function readLanguage(name: string): Language | undefined {
  return /^(zh|en)(?![a-z])/i.exec(name)?.[1]?.toLowerCase() as Language | undefined;
}
