import { askWeixin } from './ask-weixin.js';

const wallet = document.querySelector('#wallet');
const revoke = document.querySelector('[data-testid=revoke]');

/**
 * The phone's list of services that the user agreed to. It has one merchant.
 *
 * @param {() => void} onRevoke the user closed the service
 */
export function createWallet(onRevoke) {
  let code;

  revoke.addEventListener('click', async () => {
    revoke.disabled = true;
    await askWeixin('close-service', { authorization_code: code });
    revoke.disabled = false;
    onRevoke();
  });

  return {
    show({ state, authorization_code }) {
      code = authorization_code;
      wallet.hidden = state !== 'AVAILABLE';
    },
  };
}
