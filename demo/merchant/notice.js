const ICONS = {
  success: 'weui-icon-success',
  info: 'weui-icon-info',
  waiting: 'weui-icon-waiting',
  warn: 'weui-icon-warn',
};

const open = document.querySelector('[data-testid=open]');
const notice = document.querySelector('#notice');
const dismiss = notice.querySelector('[data-part=dismiss]');
const link = notice.querySelector('[data-part=link]');

/** Shows the tap's effect at once: the view may take a moment to slide in. */
export function showBusy(busy) {
  open.disabled = busy;
  open.classList.toggle('weui-btn_loading', busy);
}

/** Slides a sheet in from below: an icon, a title, a sentence and one thing to do next. */
export function showNotice({ icon, title, text, action, href }) {
  notice.querySelector('[data-part=icon]').className = `${ICONS[icon]} weui-icon_msg`;
  notice.querySelector('[data-part=title]').textContent = title;
  notice.querySelector('[data-part=text]').textContent = text;
  link.hidden = !href;
  if (href) link.href = href;
  link.textContent = action;
  dismiss.textContent = href ? '以后再说' : action;
  dismiss.classList.toggle('weui-btn_primary', !href);
  dismiss.classList.toggle('weui-btn_default', !!href);
  notice.showModal();
}

dismiss.addEventListener('click', () => notice.close());
