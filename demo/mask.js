/** Names of what must not be shown or copied, because anyone who has it could use it. */
const SECRET = /token|ticket|secret|sign(ature)?$|nonce|openid|authorization_code|ciphertext|^key$|cookie/i;

/**
 * Copies a value and hides what is secret in it, so that it can be shown and sent on.
 *
 * @param {unknown} value anything that JSON can say
 * @param {string} [name] the name of its field
 * @returns the copy; a secret is replaced by its length
 */
export function mask(value, name = '') {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  if (SECRET.test(name) && typeof value !== 'object') return `••• (${String(value).length})`;
  if (Array.isArray(value)) return value.map((item) => mask(item, name));
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item, key)]));
  }
  return typeof value === 'string' ? maskText(value) : value;
}

/** Text can be an address or a query with secrets in it, as `queryString` is. */
function maskText(text) {
  return text.replace(/([?&]|^)([\w-]+)=([^&#\s]+)/g, (all, before, name, value) =>
    SECRET.test(name) ? `${before}${name}=••• (${value.length})` : all,
  );
}
