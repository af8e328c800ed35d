import { askWeixin } from './ask-weixin.js';

const wallet = document.querySelector('#wallet');
const revoke = document.querySelector('[data-testid=revoke]');

/**
 * The phone's list of services that the user agreed to. It has one merchant.
 *
 * @param {(task: () => Promise<void>) => Promise<void>} leaveFor the user leaves the merchant's page for this
 * @param {() => void} onTrouble WeChat's servers did not answer
 */
export function createWallet(leaveFor, onTrouble) {
  let code;

  revoke.addEventListener('click', async () => {
    revoke.disabled = true;
    await leaveFor(async () => {
      const answer = await askWeixin('close-service', { authorization_code: code });
      if (answer?.status !== 204) onTrouble();
    });
    revoke.disabled = false;
  });

  return {
    show({ state, authorization_code }) {
      code = authorization_code;
      wallet.hidden = state !== 'AVAILABLE';
    },
  };
}
