import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { signConfig } from '../../dist/server.js';

/** What the script at WeChat's own address holds, from npm, where it is a CommonJS module. */
export const JWEIXIN = `(function () {
  var module = {};
  ${readFileSync(createRequire(import.meta.url).resolve('weixin-js-sdk'), 'utf8')}
  window.wx = window.jWeixin = module.exports;
})();`;
export const JWEIXIN_ADDRESS = /^https:\/\/res2?\.wx\.qq\.com\/open\/js\/jweixin-.*\.js$/;

/** The script that simulates a client; `simulateClient` starts it. */
export const SIMULATION = fileURLToPath(new URL('../../dist/weixin-payscore-testing.iife.js', import.meta.url));

/**
 * Runs in the page. It asks `window.verifyConfig` whether a signature is right, and `window.agree` to agree in the view.
 *
 * @param {'ios' | 'android'} platform
 */
export function simulateClient(platform) {
  const client = window.WeixinPayScoreTesting.simulateWeixin(window, {
    platform,
    // WeChat for iOS goes on checking the address that the document was opened with; reported, not documented.
    config: (request) => window.verifyConfig(request, platform === 'ios' ? request.entryUrl : request.url),
    apis: {
      async openBusinessView({ queryString }, reply) {
        client.hidePage();
        await window.agree(new URLSearchParams(queryString).get('apply_permissions_token'));
        client.showPage();
        reply({ err_code: 0 });
      },
    },
  });
}

/**
 * Checks signatures of `wx.config` as WeChat does.
 *
 * @param {ReturnType<import('weixin-payscore/testing/server').createWeixinServices>} services
 * @returns {Promise<(request: object, url: string) => 'ok' | 'invalid signature'>}
 */
export async function createVerifier(services) {
  const jsapiTicket = await readTicket(services);
  return ({ timestamp, nonceStr, signature }, url) => {
    const expected = signConfig({ jsapiTicket, url, nonceStr, timestamp: Number(timestamp) });
    return expected.signature === signature ? 'ok' : 'invalid signature';
  };
}

/** The ticket that the shop's signer has too: the simulated WeChat has one at a time. */
async function readTicket({ credentials: { appId, appSecret }, fetch }) {
  const ask = async (path, body) => {
    const init = body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    };
    return (await fetch(new Request(`https://api.weixin.qq.com${path}`, init))).json();
  };
  const { access_token: token } = await ask('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid: appId,
    secret: appSecret,
  });
  return (await ask(`/cgi-bin/ticket/getticket?access_token=${token}&type=jsapi`)).ticket;
}
