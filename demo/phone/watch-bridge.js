import { mask } from '../mask.js';

/**
 * Watches what a page says to its client, and what the client answers.
 *
 * @param {Window} page
 * @param {(row: object) => (end: object) => void} begin writes a row down, and returns how to end it
 */
export function watchBridge(page, begin) {
  function watch() {
    const { WeixinJSBridge: bridge } = page;
    const { invoke } = bridge;
    bridge.invoke = (api, params, callback) => {
      // Nothing depends on these two, so they are left out: jweixin asks them for its own statistics.
      if (api === 'getNetworkType') return invoke(api, params, callback);
      const end = begin({ lane: 'bridge', name: api, question: mask(params), waits: api });
      return invoke(api, params, (answer) => {
        end({ answer: mask(answer), ...verdictOf(answer) });
        callback?.(answer);
      });
    };
  }

  if (page.WeixinJSBridge) watch();
  else page.document.addEventListener('WeixinJSBridgeReady', watch, { once: true });

  page.document.addEventListener('visibilitychange', () => {
    const { hidden } = page.document;
    begin({ lane: 'bridge', name: 'visibilitychange' })({ duration: 0, verdict: hidden ? 'hidden' : 'visible' });
  });
}

/** What the client said, in its own words: behind the interface's name. */
function verdictOf(answer) {
  const { err_msg, errMsg, err_code: code } = Object(answer);
  const said = String(err_msg ?? errMsg ?? '').replace(/^[^:]*:/, '');
  const refused = !/^(ok|confirm)?$/.test(said) && !/cancel/.test(said);
  return { verdict: said || (code === undefined ? '{}' : String(code)), ...(refused && { code: said }) };
}
