import * as testing from './index';

// The whole entry as one script that a browser test injects before the page's own, inside a function or not.
Object.assign(window, { WeixinPayScoreTesting: testing });
