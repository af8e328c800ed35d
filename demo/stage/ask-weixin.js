/**
 * Tells WeChat's servers something, as the phone does.
 *
 * @returns {Promise<Response | undefined>} `undefined` where they did not answer
 */
export function askWeixin(path, body) {
  return fetch(`/weixin/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
}
