/** One sentence in both languages of the command. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** What one check found. */
export interface Check {
  /** Stable, for scripts: the variable's name, or a word such as `clock`. */
  readonly id: string;
  readonly ok: boolean;
  readonly message: Words;
  /** What to do; absent where there is nothing to do. */
  readonly hint?: Words;
  /** Nothing was checked, and nothing is wrong because of that. `ok` is true. */
  readonly skipped?: true;
}

/** A check that found nothing wrong. */
export function passed(id: string, message: Words): Check {
  return { id, ok: true, message };
}

/**
 * A check that found something.
 *
 * @param hint what to do about it
 */
export function failed(id: string, message: Words, hint: Words): Check {
  return { id, ok: false, message, hint };
}

/** A check that was left out, and why. */
export function skipped(id: string, message: Words): Check {
  return { id, ok: true, message, skipped: true };
}

/** Wrong use of the command, such as an unknown option: exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
  /** The message in both languages. It holds nothing of the arguments but names of options. */
  readonly words: Words;

  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}
