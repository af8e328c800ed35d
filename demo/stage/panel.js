/** In ms: as wide as a bar gets. What takes longer, a person took. */
const LONGEST = 400;

const state = document.querySelector('[data-testid=state]');
const hint = document.querySelector('#hint');
const steps = document.querySelector('[data-testid=steps]');
const calls = document.querySelector('[data-testid=calls]');
const serverState = document.querySelector('[data-testid=server-state]');
const serverSource = document.querySelector('#server-source');
const notifications = document.querySelector('[data-testid=notifications]');

const SOURCES = {
  apply: '已申请 applied for',
  query: '由查询 by query',
  notification: '由通知 by notification',
};

/** Starts over, for a page that was just opened. */
export function clearPanel() {
  showOutcome('idle', ['—'], '在手机里点「免押租借」。 Tap the green button in the phone.');
  steps.replaceChildren(heading('页面载入 On page load'));
  showCalls([]);
}

/** Marks the tap: what follows is what the user waits for. */
export function showStart() {
  showOutcome('busy', ['…'], '旅程进行中。 The journey is under way.');
  steps.append(heading('点击之后 After the tap'));
}

/** Shows what came of it: words for programs, large, and a sentence. */
export function showOutcome(kind, words, sentence) {
  state.dataset.kind = kind;
  state.replaceChildren(...words.flatMap((word, index) => [index ? ' ' : '', create('span', word)]));
  hint.textContent = sentence;
}

/** Adds a finished step of the library's trace. */
export function addStep({ step, duration, code }) {
  const item = create('li');
  const bar = create('i');
  bar.style.setProperty('--share', Math.max(0.01, Math.min(duration / LONGEST, 1)));
  item.classList.toggle('long', duration > LONGEST);
  item.classList.toggle('failed', !!code);
  item.append(create('b', step), create('span', code || ''), create('time', `${format(duration)} ms`), bar);
  steps.append(item);
}

/** Shows the calls that reached the bridge: names only, no token and no signature. */
export function showCalls(all) {
  calls.replaceChildren(
    ...all.map(({ api, params, at }) => {
      const item = create('li');
      const names = params.verifyJsApiList || params.jsApiList || [params.businessType || ''];
      item.append(create('b', api), create('span', names.join(', ')), create('time', `${format(at)} ms`));
      return item;
    }),
  );
  calls.dataset.empty = String(!all.length);
}

/** Shows what the merchant's server knows, and from whom. */
export function showMerchantRecord({ state = '—', source, notifications: all }) {
  serverState.textContent = state;
  serverState.dataset.state = state;
  serverSource.textContent = SOURCES[source] ?? '';
  notifications.replaceChildren(
    heading('收到的通知 Notifications: 送达 sent, 处理 handled'),
    ...all.map(({ type, handled, delivered }) => {
      const item = create('li');
      item.append(create('b', type), create('data', `送达 ${delivered} · 处理 ${handled}`));
      return item;
    }),
  );
}

function format(duration) {
  return Math.round(duration).toLocaleString('en');
}

function heading(text) {
  const item = create('li', text);
  item.className = 'heading';
  return item;
}

function create(name, text = '') {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
