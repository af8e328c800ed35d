import { askWeixin } from './ask-weixin.js';
import { userWith } from './scenario-address.js';

/** In ms, for a call to travel from the page to the client and back. */
const BRIDGE_LATENCY = 40;
/** In ms: how long the scenario's user looks at the view, and at what they pressed in it. */
const LOOKS = 1000;
const SAMPLE_LOOKS = 300;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The phone around the merchant's page: it puts the simulated client into every page it opens, and shows WeChat's own view
 * over it.
 *
 * @param {object} parts
 * @param {HTMLIFrameElement} parts.frame where the merchant's page runs
 * @param {ReturnType<import('./pay-score-screen.js').createPayScoreScreen>} parts.screen the Pay Score view
 * @param {(page: Window, taps: boolean) => void} parts.onPage a page was opened
 * @param {(row: object) => (end: object) => void} parts.begin writes down what reaches the bridge
 * @param {(host: string) => void} parts.onLeave is told where a link would have led
 * @param {() => void} parts.onTap the user taps the shop's button
 * @param {() => void} parts.onTrouble WeChat's servers did not answer
 */
export function createPhone({ frame, screen, onPage, begin, onLeave, onTap, onTrouble }) {
  let chosen;
  let simulated;
  /** What the user did in the shop's view, which the sample's user does too. */
  let decided;

  /** Tells WeChat's servers of an agreement; it is `false` where they did not take it. */
  async function agree(params, shop) {
    const { apply_permissions_token: token } = Object.fromEntries(new URLSearchParams(params.queryString));
    const answer = await askWeixin('open-service', { apply_permissions_token: token }, shop);
    return answer?.status === 204;
  }

  /** The view in which a person decides, or the scenario's user after a while. */
  function showView(params, planned) {
    const { faults } = chosen.choice;
    return new Promise((resolve) => {
      let deciding = false;

      async function carryOut(user) {
        if (deciding) return;
        deciding = true;
        decided = user;
        if (user.does === 'agree') {
          screen.wait();
          if (!(await agree(params))) {
            onTrouble();
            deciding = false;
            screen.open(onChoice);
            return;
          }
        }
        await screen.close();
        resolve(user);
      }

      function onChoice(action) {
        const agrees = planned?.does === 'refused' ? 'refused' : 'agree';
        const does = { agree: agrees, cancel: 'cancel', back: 'nothing' }[action];
        void carryOut(userWith(does, action === 'back' ? 'swipe' : 'button', faults));
      }

      screen.open(onChoice);
      if (planned) {
        const { page } = chosen;
        void pause(planned.stays ?? LOOKS).then(() => page === chosen.page && carryOut(planned));
      }
    });
  }

  /** The sample's user does what the shop's did, without a screen. */
  async function decideAlike(params, planned) {
    const user = decided ?? planned ?? userWith('agree', 'button', chosen.choice.faults);
    await pause(SAMPLE_LOOKS);
    if (user.does === 'agree') await agree(params, 'sample');
    return user;
  }

  window.phone = {
    /** Every page calls this before anything of its own runs. */
    enter(page, { applyScenario, watchBridge }) {
      // Its scripts come so late that the next page is on its way: it would be tapped instead of that one.
      if (page.document === chosen.replaced) return;
      const isSample = page.location.pathname === '/sample/';
      const client = {
        ...chosen.client,
        latency: BRIDGE_LATENCY,
        config: (request) => verifyConfig(request, isSample ? 'sample' : ''),
        // jweixin asks only to report it to open.weixin.qq.com, which the page's policy would block, with an error on the console.
        apis: { getNetworkType: 'never' },
      };
      const entered = applyScenario(page, chosen.scenario, { client, onView: isSample ? decideAlike : showView });
      if (isSample) return;
      simulated = entered;
      chosen.page = page;
      watchBridge(page, begin);
      page.addEventListener(
        'click',
        ({ target }) => {
          if (target.closest('[data-testid=open]:not([aria-disabled=true])')) onTap();
        },
        true,
      );
      page.addEventListener('click', (event) => {
        const link = event.target.closest('a[href]');
        if (!link || link.origin === window.location.origin) return;
        event.preventDefault();
        onLeave(link.host);
      });
      onPage(page, chosen.taps);
    },
  };

  return {
    /**
     * Opens the merchant's page anew.
     *
     * @param {object} next
     * @param {object} next.choice what the address says
     * @param {object} next.client what `simulateWeixin` takes
     * @param {import('weixin-payscore/testing').Scenario} next.scenario
     * @param {boolean} next.taps whether the page is to be tapped as soon as it is ready
     */
    open(next) {
      chosen = { ...next, replaced: frame.contentDocument };
      decided = undefined;
      void screen.close();
      frame.src = '/shop/';
    },
    /** Taps the shop's button. */
    tap: () => frame.contentDocument.querySelector('[data-testid=open]').click(),
    /** The user leaves the page for something else on the phone, and comes back. */
    async leaveFor(task) {
      simulated?.hidePage();
      await task();
      simulated?.showPage();
    },
  };
}

/** A client leaves the verdict on a signature to WeChat's servers. */
async function verifyConfig({ appId, timestamp, nonceStr, signature, url }, shop) {
  const answer = await askWeixin('verify-config', { appId, timestamp, nonceStr, signature, url }, shop);
  return answer ? (await answer.json()).verdict : 'fail';
}
