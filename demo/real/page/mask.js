/** As short as no token, ticket, signature or key of WeChat's is, and longer than the words of its messages. */
const LONG = /[\w+/=.%~-]{20,}/g;

/** Replaces what could be a secret in a client's own text: clients have been seen to repeat what they were given. */
export function maskText(text) {
  return text.replace(LONG, '***');
}

/** Keeps an address as it was signed, but for long values in its query, such as an OAuth `code`. */
export function maskUrl(url) {
  const at = url.indexOf('?');
  if (at < 0) return url.split('#')[0];
  return (
    url.slice(0, at) +
    url
      .slice(at)
      .split('#')[0]
      .replace(/=([^&]{20,})/g, '=***')
  );
}
