import { onSwipeBack } from './swipe-back.js';

/** WeChat's authorisation page, which slides over the merchant's. */
export function createPayScoreScreen(element) {
  const agree = element.querySelector('[data-testid=agree]');
  let view;

  /** The first thing the user does counts; the buttons of a screen that slides away do nothing. */
  function choose(action) {
    if (!view) return;
    const chosen = view;
    view = undefined;
    agree.classList.toggle('weui-btn_loading', action === 'agree');
    void chosen[action]();
  }

  agree.addEventListener('click', () => choose('agree'));
  element.querySelector('[data-testid=cancel]').addEventListener('click', () => choose('cancel'));
  element.querySelector('[data-testid=back]').addEventListener('click', () => choose('back'));
  onSwipeBack(element, () => choose('back'));

  return {
    open(actions) {
      view = actions;
      element.inert = false;
      element.classList.add('open');
    },
    /** Resolves when the page below is to be seen again. */
    async close() {
      view = undefined;
      element.inert = true;
      element.classList.remove('open');
      await Promise.allSettled(element.getAnimations().map(({ finished }) => finished));
      agree.classList.remove('weui-btn_loading');
    },
  };
}
