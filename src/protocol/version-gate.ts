import { WeixinError } from '../errors';
import type { WeixinClient } from './user-agent';
import { compareVersions } from './version';

/** The first WeChat whose pages can open a business view. https://pay.wechatpay.cn/doc/v3/partner/4012677913 */
const REQUIRED = '7.0.5';

/** WeChat's own page that asks the user to update. The documents print its address broken over two lines. */
const UPGRADE_URL =
  'https://support.weixin.qq.com/cgi-bin/readtemplate?t=page/common_page__upgrade&text=text005&btn_text=btn_text_0';

/**
 * Rejects phones whose WeChat cannot open a view. Desktop clients, HarmonyOS and the developer tools report made-up versions:
 * there `checkJsApi` decides.
 *
 * @throws WeixinError `WEIXIN_OUTDATED`
 */
export function checkVersion({ app, devtools, platform, version }: WeixinClient): void {
  if (app !== 'weixin' || devtools || !/ios|android/.test(platform)) return;
  // The documented pattern also captures a dot behind the last number.
  const actual = (version!.match(/\d+/g) || ['0']).join('.');
  if (compareVersions(actual, REQUIRED) < 0) {
    const fields = { required: REQUIRED, actual, upgradeUrl: UPGRADE_URL };
    throw new WeixinError('WEIXIN_OUTDATED', 'Send the user to upgradeUrl.', fields);
  }
}
