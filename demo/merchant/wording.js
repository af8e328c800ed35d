/** What to tell the user after the journey. Only the server's result counts, so `state` is looked at first. */
export function noticeForResult({ state, view }) {
  if (state === 'AVAILABLE') {
    return {
      icon: 'success',
      title: '免押成功',
      text: view ? '押金已免，归还后按租期扣款。' : '你之前已授权，无需再次确认。',
      action: '查看订单',
      does: 'order',
    };
  }
  if (state === 'UNCONFIRMED') {
    return { icon: 'waiting', title: '结果确认中', text: '若已同意，稍后可在订单中看到结果。', action: '知道了' };
  }
  return view?.status === 'cancelled'
    ? { icon: 'info', title: '你取消了授权', text: '可以再试一次，或改为支付押金租借。', action: '知道了' }
    : { icon: 'waiting', title: '尚未完成授权', text: '若已同意，稍后可在订单中看到结果。', action: '知道了' };
}

/** What to tell a user who has closed the service in the wallet. */
export function noticeForRevoked() {
  return { icon: 'info', title: '免押授权已关闭', text: '本单需支付押金，或重新开通微信支付分。', action: '知道了' };
}

/** What to tell a user whose client cannot do it, or for whom it failed. */
export async function noticeForError(error) {
  switch (error.code) {
    case 'NOT_IN_WEIXIN': {
      const { drawQrCode } = await import('./qr-code.js');
      return {
        icon: 'info',
        title: '请在微信中打开',
        text: '微信支付分只能在微信内使用。\n用手机微信扫一扫，打开本页。',
        qrCode: drawQrCode(window.location.href),
        action: '知道了',
      };
    }
    case 'WEIXIN_OUTDATED':
      return {
        icon: 'warn',
        title: '微信版本过低',
        text: `当前 ${error.actual}，需要 ${error.required} 或以上版本。`,
        action: '升级微信',
        href: error.upgradeUrl,
      };
    case 'API_UNSUPPORTED':
      return { icon: 'info', title: '当前客户端暂不支持', text: '请在手机微信中打开本页。', action: '知道了' };
    case 'TOKEN_FAILED':
    case 'SIGNATURE_FAILED':
      return {
        icon: 'warn',
        title: '网络或服务器暂时不可用',
        text: '请检查网络后重试，或改为支付押金租借。',
        action: '知道了',
      };
    // Neither says that the user refused.
    case 'BUSY':
      return {
        icon: 'info',
        title: '微信页面已打开',
        text: '请先完成或关闭已打开的微信页面。',
        action: '知道了',
      };
    case 'TIMEOUT':
      return {
        icon: 'waiting',
        title: '暂未收到结果',
        text: '若已同意，稍后可在订单中看到结果；否则请重试。',
        action: '知道了',
      };
    default:
      return { icon: 'warn', title: '暂时无法免押', text: '请稍后重试，或改为支付押金租借。', action: '知道了' };
  }
}
