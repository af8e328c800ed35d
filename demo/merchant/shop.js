import { isWeixinError } from 'weixin-payscore';
import { authorize, inWeixin, prepare } from './authorize.js';
import { showNotice, showPhase } from './notice.js';
import { getOrder, showOrder } from './order.js';
import { track } from './track.js';
import { noticeForError, noticeForResult, noticeForRevoked } from './wording.js';

const open = document.querySelector('[data-testid=open]');
let authorized = false;

/** Shows what the shop's server knows, such as after a reload, or when the user comes back from the wallet. */
async function showKnownOrder() {
  const { authorization_state: state } = await getOrder();
  if (authorized && state === 'UNAVAILABLE') showNotice(noticeForRevoked());
  showAuthorized(state === 'AVAILABLE');
}

function showAuthorized(value) {
  authorized = value;
  document.body.classList.toggle('authorized', value);
  open.lastChild.textContent = value ? '已免押 · 看订单' : '免押租借';
}

async function onTap() {
  if (authorized) return showOrder();
  showPhase('preparing');
  try {
    const { state, view, cause } = await authorize((phase) => {
      showPhase(phase);
      track('phase', { phase });
    });
    track('result', { state, status: view && view.status, cause: cause && String(cause.message || cause) });
    showAuthorized(state === 'AVAILABLE');
    showPhase('idle');
    showNotice(noticeForResult({ state, view }));
  } catch (error) {
    const { code, hint, message } = error;
    track(
      'error',
      isWeixinError(error) ? { code, hint, cause: error.cause && error.cause.message } : { code: message },
    );
    showPhase('idle');
    await showNotice(await noticeForError(error));
  }
}

open.addEventListener('click', () => void onTap());
// Disabled in the page until now, so that no tap is lost while this script loads.
open.disabled = false;
if (inWeixin) {
  prepare();
  const look = () => showKnownOrder().catch(() => undefined);
  document.addEventListener('visibilitychange', () => !document.hidden && authorized && look());
  void look();
}
track('ready');
