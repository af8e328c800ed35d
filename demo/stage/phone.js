import { askWeixin } from './ask-weixin.js';

/** In ms, for a call to travel from the page to the client and back. */
const BRIDGE_LATENCY = 40;

/**
 * The phone around the merchant's page: it puts the simulated client into every page it opens, and shows WeChat's own view
 * over it.
 *
 * @param {object} parts
 * @param {HTMLIFrameElement} parts.frame where the merchant's page runs
 * @param {{ open(view: object): void, close(): Promise<void> }} parts.screen the Pay Score view
 * @param {(host: string) => void} parts.onLeave is told where a link would have led
 * @param {() => void} parts.onPage a page was opened
 */
export function createPhone({ frame, screen, onLeave, onPage }) {
  let chosen = {};
  let simulated;

  function present(swipe, params, reply) {
    const { apply_permissions_token: token } = Object.fromEntries(new URLSearchParams(params.queryString));
    const client = simulated;
    client.hidePage();
    const leave = async (answer) => {
      await screen.close();
      client.showPage();
      if (answer !== undefined) reply(answer);
    };
    screen.open({
      async agree() {
        const { ok } = await askWeixin('open-service', { apply_permissions_token: token });
        await leave(ok ? 'ok' : 'fail');
      },
      cancel: () => leave('cancel'),
      back: () => leave(swipe === 'empty' ? {} : undefined),
    });
  }

  window.phone = {
    /** The page calls this before anything of the merchant's runs. */
    enter(page, simulateWeixin) {
      const { client, swipe } = chosen;
      simulated = simulateWeixin(page, {
        ...client,
        latency: BRIDGE_LATENCY,
        config: verifyConfig,
        apis: {
          // jweixin asks only to report it to open.weixin.qq.com, which the page's policy would block, with an error on the console.
          getNetworkType: 'never',
          openBusinessView: (params, reply) => present(swipe, params, reply),
        },
      });
      page.addEventListener('click', (event) => {
        const link = event.target.closest('a[href]');
        if (!link || link.origin === window.location.origin) return;
        event.preventDefault();
        onLeave(link.host);
      });
      onPage();
    },
  };

  return {
    /**
     * Opens the merchant's page anew.
     *
     * @param {object} client what `simulateWeixin` takes
     * @param {'silent' | 'empty'} swipe what the client calls back with after a swipe back: nothing, or an answer without fields
     */
    open(client, swipe) {
      chosen = { client, swipe };
      void screen.close();
      frame.src = '/shop/';
    },
    /** Every call that reached the bridge since the page was opened. */
    calls: () => simulated?.calls || [],
  };
}

/** A client leaves the verdict on a signature to WeChat's servers. */
async function verifyConfig({ appId, timestamp, nonceStr, signature, url }) {
  const answer = await askWeixin('verify-config', { appId, timestamp, nonceStr, signature, url });
  const { verdict } = await answer.json();
  return verdict;
}
