import { type Check, failed, type Words } from '../check';
import { readNamedFile, type Settings, type VariableName, WHERE } from '../settings';

/** One kind of value that is found in a variable by mistake. */
export interface Mistake {
  readonly pattern: RegExp;
  readonly is: Words;
}

/** What a variable's value looks like. */
export interface Form {
  readonly name: VariableName;
  /** Of the whole value. A value is printed only once it has this form. */
  readonly pattern: RegExp;
  readonly expected: Words;
  readonly mistakes?: readonly Mistake[];
}

/** The finding for a variable that is needed and not set. */
export function missing(name: VariableName): Check {
  return failed(name, { en: 'is not set.', zh: '未设置。' }, whereToFind(name));
}

/** Where a variable's value is found, as a hint. */
export function whereToFind(name: VariableName): Words {
  return { en: `Set it: ${WHERE[name].en}.`, zh: `请设置：${WHERE[name].zh}。` };
}

const PADDED = /^\s|\s$|^(["'“”‘’]).*["'“”‘’]$/su;

/**
 * Finds what is wrong with the form of a variable that must be set.
 *
 * @returns `undefined` where the value has the form
 */
export function faultInForm(settings: Settings, { name, pattern, expected, mistakes = [] }: Form): Check | undefined {
  const value = settings.get(name);
  if (value === undefined) return missing(name);
  if (PADDED.test(value)) {
    return failed(
      name,
      { en: 'has spaces, a line end or quotation marks around its value.', zh: '值的首尾有空格、换行或引号。' },
      { en: 'Remove them; they count as part of the value.', zh: '请删除，它们会被当作值的一部分。' },
    );
  }
  if (pattern.test(value)) return undefined;
  const mistake = mistakes.find((one) => one.pattern.test(value));
  const is: Words = mistake?.is ?? { en: 'does not have the form of such a value.', zh: '格式不正确。' };
  const { en, zh } = WHERE[name];
  return failed(name, is, { en: `Expected: ${expected.en} (${en}).`, zh: `应为：${expected.zh}（${zh}）。` });
}

/**
 * Reads the file that a variable names.
 *
 * @returns its bytes, or the finding for a variable that is not set, or names no readable file
 */
export function readFileOf(settings: Settings, name: VariableName): { content: Buffer } | { fault: Check } {
  const path = settings.get(name);
  if (path === undefined) return { fault: missing(name) };
  if (/-----BEGIN|\n/.test(path)) {
    const message = {
      en: 'holds the content of a file. It must hold the path.',
      zh: '填的是文件内容，应填文件路径。',
    };
    return { fault: failed(name, message, whereToFind(name)) };
  }
  const file = readNamedFile(settings, name);
  if ('content' in file) return file;
  const { problem, folder } = file;
  return {
    fault: failed(
      name,
      { en: `names a file that cannot be read (${problem}).`, zh: `指定的文件无法读取（${problem}）。` },
      {
        en: `A relative path starts from ${folder}. Check the path and the file's permissions.`,
        zh: `相对路径从 ${folder} 开始，请检查路径和文件权限。`,
      },
    ),
  };
}
