import { ESCAPING_VARIANTS } from './escaping-variants';
import { documentedSignature, type Making, MAKINGS } from './making';
import { PART_VARIANTS } from './part-variants';
import type { Variant } from './variant';

/** What a page gave to `wx.config`, and the ticket it was signed with. */
export interface FailedSignature {
  readonly ticket: string;
  readonly nonceStr: string;
  readonly timestamp: string;
  readonly signature: string;
  /** The addresses to start from, the page's present one first. */
  readonly addresses: readonly StartingAddress[];
}

/** An address that may have been signed, and how it differs from the page's present one without `#…`. */
export interface StartingAddress {
  readonly address: string;
  readonly differences: readonly ('entry' | 'hash')[];
}

/** What explains a signature: the address that was started from, the changes of it, and how it was signed. */
export interface Explanation {
  readonly from: StartingAddress;
  readonly variants: readonly Variant[];
  /** `undefined`: as documented. */
  readonly making: Making | undefined;
}

/** In the order in which a server would make the changes. */
const VARIANT_GROUPS = [...PART_VARIANTS, ...ESCAPING_VARIANTS];

/** No more changes at once: each more makes a chance explanation likelier to be wrong, and the search longer. */
const MOST_CHANGES = 3;

/**
 * Looks for what was signed in place of the documented text over the page's address, the simplest explanation first.
 *
 * @param failed the signature, in any case of its letters, and everything it was made from
 * @returns `undefined` where nothing that is tried gives this signature
 */
export function explainSignature(failed: FailedSignature): Explanation | undefined {
  const wanted = failed.signature.toLowerCase();
  const { ticket, nonceStr, timestamp } = failed;
  for (let changes = 0; changes <= MOST_CHANGES; changes += 1) {
    for (const from of failed.addresses) {
      const left = changes - from.differences.length;
      if (left < 0) continue;
      const tried = new Set<string>();
      for (const { url, variants } of changed(from.address, left)) {
        if (variants.length < left - 1 || tried.has(url)) continue;
        tried.add(url);
        const fields = { ticket, nonceStr, timestamp, url };
        if (variants.length === left && documentedSignature(fields) === wanted) {
          return { from, variants, making: undefined };
        }
        if (variants.length !== left - 1) continue;
        const making = MAKINGS.find((one) => one.sign(fields) === wanted);
        if (making) return { from, variants, making };
      }
    }
  }
  return undefined;
}

/** Every address that up to `most` variants make, each of another group, applied in the groups' order. */
function* changed(
  address: string,
  most: number,
  group = 0,
  variants: readonly Variant[] = [],
): Generator<{ url: string; variants: readonly Variant[] }> {
  yield { url: address, variants };
  if (variants.length === most) return;
  for (let next = group; next < VARIANT_GROUPS.length; next += 1) {
    for (const variant of VARIANT_GROUPS[next]!) {
      const url = variant.change(address);
      if (url !== address) yield* changed(url, most, next + 1, [...variants, variant]);
    }
  }
}
