/** Everything outside of the command that it reads or writes; a test gives its own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current folder. */
  readonly cwd: string;
  /** ms since 1970. */
  now(): number;
  /** All of the standard input. */
  readInput(): Promise<string>;
  /** Writes to the standard output. */
  print(text: string): void;
  /** Writes to the standard error output. */
  complain(text: string): void;
  /** Whether the standard output is a terminal. */
  readonly terminal: boolean;
  /** The system's locale, such as `zh-CN`. */
  readonly locale: string;
  /** This package's version. */
  readonly version: string;
}
