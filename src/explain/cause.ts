import type { Language } from './language';
import type { Situation } from './situations';

/** The fields of an error that tell its causes apart. */
export type Field = 'reason' | 'errCode' | 'errcode' | 'argument' | 'step' | 'api' | 'status';

/** Why an error with a certain code came, and what its developer should check. */
export interface Cause extends Record<Language, string> {
  /** Fields that must fit; without it the cause fits every error with this code. */
  where?: { readonly [F in Field]?: RegExp };
  user: Situation;
}

/** The causes of one code: the first that fits counts, and the last one always fits. */
export type Causes = readonly [...Cause[], Omit<Cause, 'where'>];

/** The causes of every code that an error of one name can have. */
export type Codes = Readonly<Record<string, Causes>>;
