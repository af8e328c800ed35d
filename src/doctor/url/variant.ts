import type { Words } from '../check';

/** One way in which a server's address can differ from the page's. */
export interface Variant {
  /** The check's id. */
  readonly id: string;
  /** What was signed. */
  readonly message: Words;
  readonly hint: Words;
  /** Changes the address; the same text where it does not apply. */
  change(address: string): string;
}

/** Where a server puts an address together, or gets it changed. */
export const AS_THE_PAGE: Words = {
  en: 'Let the page send location.href.split("#")[0], escaped once, and sign that text unchanged.',
  zh: '由页面发送 location.href.split("#")[0]（只编码一次），服务端原样签名。',
};
/** Where a server parses an address and writes it again. */
export const UNCHANGED: Words = {
  en: 'Sign the address letter for letter; do not parse it and write it again.',
  zh: '请逐字签名，不要解析后重新拼接地址。',
};

/** What a {@link Variant} says. */
export function signed(en: string, zh: string): Words {
  return { en: `What was signed: ${en}.`, zh: `实际签名的是：${zh}。` };
}
