import type { Wx } from '../../protocol/wx';

/** Tells whether a value can be the `wx` object: other scripts use that name for other things. */
export function isWx(value: unknown): value is Wx {
  return typeof Object(value).config === 'function';
}

/** The page's own jweixin, from a script tag. */
export function pageWx(): Wx | undefined {
  return typeof window === 'object' ? [window.jWeixin, window.wx].filter(isWx)[0] : undefined;
}

declare global {
  interface Window {
    jWeixin?: unknown;
    wx?: unknown;
  }
}
