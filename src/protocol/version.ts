import { checkArgument } from './argument';

/**
 * Compares two dotted versions part by part, as numbers; a missing part counts as 0.
 *
 * @param a such as `8.0.60` or `8.0.63.2920`
 * @param b likewise
 * @returns -1 when `a` is lower, 1 when it is higher, 0 when they are equal
 * @throws WeixinError `INVALID_ARGUMENT` for anything but digits separated by single dots
 */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  const left = parts('a', a);
  const right = parts('b', b);
  while (left.length || right.length) {
    const difference = (left.shift() || 0) - (right.shift() || 0);
    if (difference) return difference < 0 ? -1 : 1;
  }
  return 0;
}

function parts(argument: string, version: string): number[] {
  checkArgument(typeof version === 'string' && /^\d+(\.\d+)*$/.test(version), argument, 'pass text like 7.0.5.');
  return version.split('.').map(Number);
}
