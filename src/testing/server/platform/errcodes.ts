/**
 * `errmsg` by `errcode`, for api.weixin.qq.com.
 *
 * @see https://developers.weixin.qq.com/doc/store/API/basics/commErrCode.html
 */
export const errmsgs = {
  [-1]: 'system error',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  40002: 'invalid grant_type',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40164: 'invalid ip 127.0.0.1, not in whitelist',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  42001: 'access_token expired',
  43001: 'require GET method',
  43002: 'require POST method',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit must slower retry next minute',
  47001: 'data format error',
} as const;

/** An `errcode` of api.weixin.qq.com. */
export type Errcode = keyof typeof errmsgs;

/** `{errcode, errmsg}` as api.weixin.qq.com answers it, always with status 200. */
export function errcodeAnswer(errcode: Errcode): { errcode: number; errmsg: string } {
  const rid = [1, 2, 3]
    .map(() =>
      Math.floor(Math.random() * 0xffffffff)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('-');
  return { errcode, errmsg: `${errmsgs[errcode]} rid: ${rid}` };
}
