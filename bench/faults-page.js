import { library, report, scenario, simulated } from './faults-client.js';
import * as ww from '@wecom/jssdk';
import { createWeixin } from 'weixin-payscore';
import jweixin from 'weixin-js-sdk';
import { configure, goToWXScore } from './documented-sample.js';

const tell = (what, detail = '') => report.told.push({ what, detail: String(detail) });

/** A request to the merchant's server, which asks WeChat's server at `path`. */
const asked = {};
async function request(what, path, answer) {
  const { fault } = scenario.services || {};
  const does = scenario.server?.[what];
  asked[what] = (asked[what] || 0) + 1;
  await new Promise((resolve) => setTimeout(resolve, 100));
  // Fails as every request does where the page has no network.
  await fetch('data:,');
  if (does === 'hangs' || (does === 'loses-first' && asked[what] === 1)) await new Promise(() => undefined);
  if (does === 'fails' || (fault && path.startsWith(fault.path))) throw new Error('HTTP ' + (fault?.status || 500));
  return answer();
}
const sign = () =>
  request('sign', '/cgi-bin/ticket/getticket', () => ({
    appId: 'wx0000000000000000',
    timestamp: 1700000000,
    nonceStr: 'nonce',
    signature: 'signature',
  }));
const getToken = () => request('token', '/v3/payscore/permissions', () => 'token');
const confirm = () => request('confirm', '/v3/payscore/permissions/search', () => report.state);

const weixin = library === 'weixin-payscore' && createWeixin({ getConfigSignature: sign });

/** One tap, as each of them is documented. What a page is told is what its callback, or its promise, says. */
const LIBRARIES = {
  'weixin-payscore'() {
    weixin.authorizePayScore({ applyPermissionsToken: getToken, confirm }).then(
      ({ state }) =>
        tell(state === 'AVAILABLE' ? 'authorised' : state === 'UNCONFIRMED' ? 'unknown' : 'not authorised', state),
      (error) => tell('failed', error.code),
    );
  },
  sample() {
    sign()
      .then((signed) => new Promise((resolve, reject) => configure(jweixin, signed, resolve, reject)))
      .then(getToken)
      .then((token) =>
        goToWXScore(jweixin, token, (result) =>
          tell({ ok: 'authorised', failed: 'not authorised', unknown: 'unknown' }[result], result),
        ),
      )
      .catch((error) => tell('failed', error.errMsg || error.message));
  },
  '@wecom/jssdk'() {
    const registered = new Promise((resolve, reject) =>
      ww.register({
        corpId: 'wx0000000000000000',
        jsApiList: ['openBusinessView', 'checkJsApi'],
        getConfigSignature: () => sign().catch(reject),
        onConfigSuccess: resolve,
        onConfigFail: reject,
      }),
    );
    registered
      .then(getToken)
      .then((token) =>
        ww.openBusinessView({
          businessType: 'wxpayScoreEnable',
          queryString: 'apply_permissions_token=' + encodeURIComponent(token),
        }),
      )
      .then(({ errCode }) => tell(Number(errCode) === 0 ? 'authorised' : 'not authorised', errCode))
      .catch((error) => tell(error.errCode === undefined ? 'failed' : 'not authorised', error.errMsg || error.message));
  },
};

window.tap = () => {
  simulated.touch();
  for (let tap = 0; tap < (scenario.taps || 1); tap++) LIBRARIES[library]();
};
