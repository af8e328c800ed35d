import { payScoreRoutes } from 'weixin-payscore';

// Once: two taps are the same request only with the same functions.
export const { getConfigSignature, applyPermissionsToken, confirm } = payScoreRoutes('/payscore');
