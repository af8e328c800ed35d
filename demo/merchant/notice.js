import { showOrder } from './order.js';

const ICONS = {
  success: 'weui-icon-success',
  info: 'weui-icon-info',
  waiting: 'weui-icon-waiting',
  warn: 'weui-icon-warn',
};
const PHASES = { preparing: '正在打开…', open: '请在微信支付分中确认', confirming: '正在确认…' };

const open = document.querySelector('[data-testid=open]');
const progress = document.querySelector('#progress');
const notice = document.querySelector('#notice');
const part = (name) => notice.querySelector(`[data-part=${name}]`);
const dismiss = part('dismiss');
let afterwards;

/** Says at once what is going on: the view may take a moment to slide in, and the server's word a moment to come. */
export function showPhase(phase) {
  const busy = phase !== 'idle';
  // Not `disabled`: that would take the keyboard's focus away, which is to be here again when the user is back.
  open.setAttribute('aria-disabled', String(busy));
  open.classList.toggle('busy', busy);
  progress.hidden = phase !== 'confirming';
  progress.querySelector('span').textContent = PHASES[phase] ?? '';
}

/** Slides a sheet in from below: an icon, a title, a sentence and one thing to do next. */
export function showNotice({ icon, title, text = '', facts = [], qrCode = '', action, href, does }) {
  part('icon').className = `${ICONS[icon]} weui-icon_msg`;
  part('title').textContent = title;
  part('text').textContent = text;
  part('qr').innerHTML = qrCode;
  part('facts').replaceChildren(...facts.flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
  const link = part('link');
  link.hidden = !href;
  if (href) link.href = href;
  link.textContent = action;
  dismiss.textContent = href ? '以后再说' : action;
  dismiss.classList.toggle('weui-btn_primary', !href);
  dismiss.classList.toggle('weui-btn_default', !!href);
  afterwards = does;
  if (!notice.open) notice.showModal();
  (href ? link : dismiss).focus();
}

dismiss.addEventListener('click', () => {
  notice.close();
  if (afterwards === 'order') void showOrder();
});

function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
