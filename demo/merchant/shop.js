import { createWeixin, isWeixinError } from 'weixin-payscore';
import { requestJson } from './request-json.js';
import { showBusy, showNotice } from './notice.js';
import { noticeForError, noticeForResult } from './wording.js';
import { track } from './track.js';

const weixin = createWeixin({
  getConfigSignature: (url) => requestJson(`/api/config-signature?url=${encodeURIComponent(url)}`),
  onTrace: (event) => track('step', event),
});

// While the user reads the page, so that the tap costs one call to the client. What fails here, the tap will say.
weixin.ready().catch(() => undefined);

async function applyForToken() {
  const { apply_permissions_token: token } = await requestJson('/api/permissions', { method: 'POST' });
  return token;
}

async function confirm() {
  const { authorization_state: state } = await requestJson('/api/permissions/state');
  return state;
}

async function authorize() {
  showBusy(true);
  track('start');
  try {
    const result = await weixin.authorizePayScore({
      applyPermissionsToken: applyForToken,
      confirm,
      confirmTimeout: 3000,
    });
    track('result', { state: result.state, status: result.view.status });
    showNotice(noticeForResult(result));
  } catch (error) {
    if (!isWeixinError(error)) throw error;
    track('error', { code: error.code, hint: error.hint });
    showNotice(noticeForError(error));
  } finally {
    showBusy(false);
  }
}

document.querySelector('[data-testid=open]').addEventListener('click', authorize);
