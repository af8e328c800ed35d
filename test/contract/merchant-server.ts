/** The merchant's server behind `confirm`. */
export interface MerchantServer {
  confirm(): never;
  /** When it was asked, in ms since the server was made. */
  askedAt: number[];
}

/**
 * A server that says these one after the other, the last one for ever. An `Error` is thrown; a function is called, so that
 * an answer can be late or never come.
 */
export function merchantServer(...answers: unknown[]): MerchantServer {
  const askedAt: number[] = [];
  const began = Date.now();
  return {
    askedAt,
    confirm: () => {
      askedAt.push(Date.now() - began);
      const answer = answers[Math.min(askedAt.length, answers.length) - 1];
      if (answer instanceof Error) throw answer;
      return (typeof answer === 'function' ? (answer as () => unknown)() : answer) as never;
    },
  };
}

/** A request that is lost: nothing ever answers it. */
export const lost = (): Promise<never> => new Promise(() => undefined);
