import { createWeixin, payScoreRoutes } from 'weixin-payscore';
import { track } from './track.js';

const { getConfigSignature, applyPermissionsToken, confirm } = payScoreRoutes('/payscore');

const weixin = createWeixin({
  getConfigSignature,
  onTrace: (event) => track('step', event),
});

/** Whether the page is in WeChat at all. */
export const inWeixin = weixin.client !== null;

/** Call it when the page opens, while the user reads, so that the tap costs one call to the client. */
export function prepare() {
  // What fails here, the tap will say.
  weixin.ready().catch(() => undefined);
}

/**
 * Call it at the tap. `state` of what it resolves to is your server's word; only `AVAILABLE` means authorised.
 *
 * @param {(phase: 'preparing' | 'open' | 'confirming') => void} onPhase for the page's own words
 */
export function authorize(onPhase) {
  return weixin.authorizePayScore({ applyPermissionsToken, confirm, onPhase });
}
