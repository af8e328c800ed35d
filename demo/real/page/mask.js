/** A run without spaces that is as long as a token, a ticket, a signature or a key. */
const LONG = /[\w+/=.%~-]{20,}/g;

/** The words of WeChat's messages are long too, but have letters only, such as `fail_invalid_url_domain`. */
const WORDS = /^[A-Za-z_-]{1,32}$/;

/** Replaces what could be a secret in a client's own text: clients have been seen to repeat what they were given. */
export function maskText(text) {
  return text.replace(LONG, (run) => (WORDS.test(run) ? run : '***'));
}

/** Keeps a text, and an address in it, but for long values of a query, such as an OAuth `code`. */
export function maskQueries(text) {
  return text.replace(/=[^&\s]{20,}/g, '=***');
}

/** An address as it was signed, with its query masked. */
export function maskUrl(url) {
  return maskQueries(url.split('#')[0]);
}
