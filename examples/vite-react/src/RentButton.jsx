import { payScoreRoutes } from 'weixin-payscore';
import { explain } from 'weixin-payscore/explain';
import { usePayScore } from 'weixin-payscore/react';

// Once, and not in the component: two taps are the same request only with the same functions.
const { getConfigSignature, applyPermissionsToken, confirm } = payScoreRoutes('/payscore');

const BUTTON = { idle: '免押租借', preparing: '请稍候…', open: '请在微信中继续', confirming: '正在确认…' };
const RESULT = {
  AVAILABLE: '免押成功',
  UNAVAILABLE: '未授权，您可以支付押金租借',
  UNBINDUSER: '尚未完成授权，请重试',
  UNCONFIRMED: '正在确认授权结果，请稍后查看',
};

export function RentButton() {
  const { phase, authorize, result, error } = usePayScore({ getConfigSignature });
  const rent = () => authorize({ applyPermissionsToken, confirm }).catch(() => {}); // shown below, as `error`

  return (
    <main>
      <button disabled={phase !== 'idle'} onClick={rent}>
        {BUTTON[phase]}
      </button>
      {result && <p role="status">{RESULT[result.state]}</p>}
      {error && <p role="alert">{explain(error, 'zh-CN').text}</p>}
    </main>
  );
}
