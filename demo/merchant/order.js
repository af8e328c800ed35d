import { showNotice } from './notice.js';

const SOURCES = { query: '微信支付分查询', notification: '微信支付分通知', apply: '已申请' };
const STATES = { AVAILABLE: '已授权，免押金 ¥4,500', UNAVAILABLE: '授权已关闭', UNBINDUSER: '待授权' };

/** What the shop's own server knows of this user's order. */
export async function getOrder() {
  const response = await fetch('/shop/order');
  if (!response.ok) throw new Error(`GET /shop/order: HTTP ${response.status}`);
  return response.json();
}

/** The order, as the shop's server has it at this moment. */
export async function showOrder() {
  try {
    const { authorization_state: state, source } = await getOrder();
    showNotice({
      icon: state === 'AVAILABLE' ? 'success' : 'info',
      title: '租借订单',
      facts: [
        ['商品', '微单相机 24-70mm 套机'],
        ['租期', '11月28日 – 11月30日'],
        ['押金', state === 'AVAILABLE' ? '¥0（已免）' : '¥4,500'],
        ['微信支付分', STATES[state] ?? '未申请'],
        ['依据', SOURCES[source] ?? '—'],
      ],
      action: '返回商品',
    });
  } catch {
    showNotice({
      icon: 'warn',
      title: '暂时无法查看订单',
      text: '网络或服务器暂时不可用，请稍后再试。',
      action: '知道了',
    });
  }
}
