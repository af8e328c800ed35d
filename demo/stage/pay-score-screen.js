import { onSwipeBack } from './swipe-back.js';

/** WeChat's authorisation page, which slides over the merchant's. */
export function createPayScoreScreen(element, frame) {
  const agree = element.querySelector('[data-testid=agree]');
  let choose;
  /** What had the focus below, which gets it back. */
  let opener;

  /** The first thing the user does counts; the buttons of a screen that slides away do nothing. */
  function act(action) {
    const chosen = choose;
    choose = undefined;
    chosen?.(action);
  }

  agree.addEventListener('click', () => act('agree'));
  element.querySelector('[data-testid=cancel]').addEventListener('click', () => act('cancel'));
  element.querySelector('[data-testid=back]').addEventListener('click', () => act('back'));
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && act('back'));
  onSwipeBack(element, () => act('back'));

  return {
    /** Shows the view; calls `onChoice` with `agree`, `cancel` or `back`, once. */
    open(onChoice) {
      choose = onChoice;
      agree.classList.remove('busy');
      if (!frame.inert) opener = frame.contentDocument.activeElement;
      frame.inert = true;
      element.inert = false;
      element.classList.add('open');
      element.focus({ preventScroll: true });
    },
    act,
    /** Something is under way that the user asked for. */
    wait: () => agree.classList.add('busy'),
    /** Resolves when the page below is to be seen again. */
    async close() {
      choose = undefined;
      const hadFocus = element.contains(document.activeElement);
      element.inert = true;
      element.classList.remove('open');
      frame.inert = false;
      if (hadFocus) opener.focus({ preventScroll: true });
      // An engine that draws nothing at the moment ends no animation: the page below is there after a second at the latest.
      await Promise.race([
        Promise.allSettled(element.getAnimations().map(({ finished }) => finished)),
        new Promise((resolve) => setTimeout(resolve, 1000)),
      ]);
      agree.classList.remove('busy');
    },
  };
}
