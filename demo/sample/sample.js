import { payScoreRoutes } from 'weixin-payscore';
import { configure, goToWXScore } from '../../bench/documented-sample.js';
import { track } from '../merchant/track.js';

const { getConfigSignature, applyPermissionsToken } = payScoreRoutes('/payscore', {
  headers: () => ({ 'x-shop': 'sample' }),
});

/** Tells what the sample waits for: the last call to `wx` that was not answered. */
function watch(wx) {
  const says = (line, name, callback) => {
    track('sample-waits', { line });
    return (...values) => {
      track('sample-answered', { line, name });
      return callback?.(...values);
    };
  };
  return {
    ready: (callback) => wx.ready(callback),
    error: (callback) => wx.error(callback),
    config(signed) {
      track('sample-waits', { line: 'wx.config(' });
      wx.config(signed);
    },
    checkJsApi: ({ success, fail, ...options }) =>
      wx.checkJsApi({
        ...options,
        success: says('wx.checkJsApi(', 'success', success),
        fail: says('wx.checkJsApi(', 'fail', fail),
      }),
    invoke: (name, params, callback) => wx.invoke(name, params, says('wx.invoke(', 'callback', callback)),
  };
}

/** The documented page does one after the other: jweixin, the signature, the configuration; at the tap the token and the view. */
async function run() {
  const { default: jweixin } = await import('weixin-js-sdk');
  const wx = watch(jweixin);
  const signed = await getConfigSignature(window.location.href.split('#')[0]);
  await new Promise((resolve, reject) => configure(wx, signed, resolve, reject));
  // As the user's tap does in the shop.
  document.body.click();
  // Here the sample sets `location.href`, which would leave this machine.
  if (isTooOld(navigator.userAgent)) return track('sample-upgrade');
  const { apply_permissions_token: token } = await applyPermissionsToken();
  goToWXScore(wx, token, (said) => track('sample-said', { said }));
}

run().catch((error) => track('sample-failed', { reason: String(error?.message ?? error?.errMsg ?? error) }));

function isTooOld(userAgent) {
  const version = /MicroMessenger\/([\d.]+)/i.exec(userAgent)?.[1];
  return version !== undefined && version.localeCompare('7.0.5', 'en', { numeric: true }) < 0;
}
