/** WeChat's own mini program behind every Pay Score view: where to go, and where the user comes back from. */
export const PAY_SCORE_APP_ID = 'wxd8f3793ea3b935b8';
