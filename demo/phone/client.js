import { applyScenario } from 'weixin-payscore/testing';
import { watchBridge } from './watch-bridge.js';

// Opened without the phone around it, the merchant's page is in an ordinary browser, and stays there.
if (window.parent !== window) window.parent.phone?.enter(window, { applyScenario, watchBridge });
