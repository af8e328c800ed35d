import { type Check, skipped } from '../check';
import type { Settings, VariableName } from '../settings';
import { checkApiV3Key } from './api-v3-key';
import { askWechatPayOnline } from './ask-wechatpay-online';
import { askWeixinOnline } from './ask-weixin-online';
import { checkClock } from './clock';
import { checkMerchant } from './merchant';
import { checkCertificate } from './merchant-certificate';
import { observeFetch } from './observed-fetch';
import { checkPlatformKeys } from './platform-keys';
import { checkPrivateKey } from './private-key';
import { checkPublicOrigin } from './public-origin';
import { checkWeixinAccount } from './weixin-account';

const MERCHANT: readonly VariableName[] = [
  'WECHATPAY_MCHID',
  'WECHATPAY_SERIAL',
  'WECHATPAY_PRIVATE_KEY_FILE',
  'WECHATPAY_CERTIFICATE_FILE',
  'WECHATPAY_PUBLIC_KEY_ID',
  'WECHATPAY_PUBLIC_KEY_FILE',
  'WECHATPAY_PLATFORM_CERTIFICATE_FILE',
  'WECHATPAY_SERVICE_ID',
  'WECHATPAY_API_V3_KEY',
];

/**
 * `doctor env`: checks every credential's form and whether those of the merchant belong together; online also whether WeChat
 * accepts them. With no variable of WeChat Pay set, only what `wx.config` needs is checked.
 *
 * @param options `now` in ms since 1970; `online` asks api.weixin.qq.com and api.mch.weixin.qq.com
 */
export async function checkEnvironment(
  settings: Settings,
  { online, now }: { online: boolean; now(): number },
): Promise<Check[]> {
  const observed = observeFetch(now);
  const account = checkWeixinAccount(settings);
  const checks = [source(settings), ...account, checkPublicOrigin(settings)];
  const weixin = async (): Promise<Check[]> =>
    account.every(({ ok }) => ok) ? askWeixinOnline(settings, observed) : [notAsked('token')];

  if (MERCHANT.every((name) => settings.get(name) === undefined)) {
    const message = {
      en: 'No WECHATPAY_… variable is set: only what wx.config needs was checked.',
      zh: '未设置任何 WECHATPAY_… 变量，只检查了 wx.config 所需的配置。',
    };
    const answers = online ? await weixin() : [];
    return [...checks, skipped('WECHATPAY', message), checkClock(now(), observed.offset()), ...answers];
  }

  const { check, key } = checkPrivateKey(settings);
  const platform = checkPlatformKeys(settings, key, now());
  const merchant = [
    ...checkMerchant(settings),
    check,
    ...checkCertificate(settings, key, now()),
    ...platform.checks,
    checkApiV3Key(settings),
  ];
  const answers: Check[] = [];
  if (online) {
    answers.push(...(await weixin()));
    const usable = key && merchant.every(({ ok }) => ok);
    const identity = usable && { privateKey: key, platformKeys: platform.keys };
    answers.push(...(identity ? await askWechatPayOnline(settings, identity, observed) : [notAsked('wechatpay')]));
  }
  return [...checks, ...merchant, checkClock(now(), observed.offset()), ...answers];
}

/** Which file was read: with the wrong one every other check speaks of the wrong account. */
function source({ file }: Settings): Check {
  const words =
    file === undefined
      ? { en: 'none: the variables are from the environment only.', zh: '无：变量仅来自环境变量。' }
      : { en: `variables were read from ${file}.`, zh: `已从 ${file} 读取变量。` };
  return skipped('env-file', words);
}

function notAsked(id: string): Check {
  return skipped(id, { en: 'not asked, because of the faults above.', zh: '存在上述问题，未发起请求。' });
}
