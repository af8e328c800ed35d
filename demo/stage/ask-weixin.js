/**
 * Tells WeChat's servers something, as the phone does.
 *
 * @param {string} path
 * @param {object} body
 * @param {'' | 'sample'} [shop] `sample`: for the user of the documented sample
 * @returns {Promise<Response | undefined>} `undefined` where they did not answer
 */
export function askWeixin(path, body, shop = '') {
  return fetch(`/weixin/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shop': shop },
    body: JSON.stringify(body),
  }).catch(() => undefined);
}
