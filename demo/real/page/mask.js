/** A run without spaces that is as long as a token, a ticket, a signature or a key. */
const LONG = /[\w+/=.%~-]{20,}/g;

/** The words of WeChat's messages are long too, but have letters only, such as `fail_invalid_url_domain`. */
const WORDS = /^[A-Za-z_-]{1,32}$/;

/** Replaces what could be a secret in a client's own text: clients have been seen to repeat what they were given. */
export function maskText(text) {
  return text.replace(LONG, (run) => (WORDS.test(run) ? run : '***'));
}

/** Keeps an address as it was signed, but for long values in its query, such as an OAuth `code`. */
export function maskUrl(url) {
  const address = url.split('#')[0];
  const at = address.indexOf('?');
  return at < 0 ? address : address.slice(0, at) + address.slice(at).replace(/=([^&]{20,})/g, '=***');
}
