/** In px: where a swipe may begin, and how far it must go. */
const EDGE = 28;
const DISTANCE = 90;

/** Lets the user pull the screen away from its left edge. */
export function onSwipeBack(element, callback) {
  let start;

  function move(event) {
    const distance = Math.max(0, event.clientX - start);
    element.style.transform = `translateX(${distance}px)`;
    return distance;
  }

  function end(event) {
    if (start === undefined) return;
    const distance = move(event);
    start = undefined;
    element.classList.remove('pulled');
    element.style.transform = '';
    if (event.type === 'pointerup' && distance > DISTANCE) callback();
  }

  element.addEventListener('pointerdown', (event) => {
    if (event.clientX - element.getBoundingClientRect().left > EDGE || event.target.closest('button')) return;
    start = event.clientX;
    element.setPointerCapture(event.pointerId);
    element.classList.add('pulled');
  });
  element.addEventListener('pointermove', (event) => {
    if (start !== undefined) move(event);
  });
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
}
