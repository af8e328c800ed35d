'use client';

import { useState } from 'react';
import { createWeixin, isWeixinError, payScoreRoutes } from 'weixin-payscore';

const { getConfigSignature, applyPermissionsToken, confirm } = payScoreRoutes('/payscore');

const RESULT = {
  AVAILABLE: '免押成功',
  UNAVAILABLE: '未授权，您可以支付押金租借',
  UNBINDUSER: '尚未完成授权，请重试',
  UNCONFIRMED: '正在确认授权结果，请稍后查看',
};

let weixin;

export default function Page() {
  const [result, setResult] = useState('');

  async function rent() {
    weixin ??= createWeixin({ getConfigSignature });
    try {
      const { state } = await weixin.authorizePayScore({ applyPermissionsToken, confirm });
      setResult(RESULT[state]);
    } catch (error) {
      if (!isWeixinError(error)) throw error;
      setResult(error.code === 'NOT_IN_WEIXIN' ? '请在微信中打开' : '暂未收到结果，请稍后再次点击查看');
    }
  }

  return (
    <main>
      <button onClick={rent}>免押租借</button>
      <p role="status">{result}</p>
    </main>
  );
}
