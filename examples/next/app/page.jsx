'use client';

import { useState } from 'react';
import { createWeixin, isWeixinError, payScoreRoutes } from 'weixin-payscore';

const { getConfigSignature, applyPermissionsToken, confirm } = payScoreRoutes('/payscore');

let weixin;

export default function Page() {
  const [result, setResult] = useState('');

  async function rent() {
    weixin ??= createWeixin({ getConfigSignature });
    try {
      const { state } = await weixin.authorizePayScore({ applyPermissionsToken, confirm });
      setResult(state === 'AVAILABLE' ? '免押成功' : '尚未完成授权');
    } catch (error) {
      if (!isWeixinError(error)) throw error;
      setResult(error.code === 'NOT_IN_WEIXIN' ? '请在微信中打开' : '暂时无法免押，请稍后重试');
    }
  }

  return (
    <main>
      <button onClick={rent}>免押租借</button>
      <p role="status">{result}</p>
    </main>
  );
}
