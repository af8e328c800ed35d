import { createClientPicker } from './client-picker.js';
import { createMerchantRecord } from './merchant-record.js';
import { addStep, clearPanel, showCalls, showMerchantRecord, showOutcome, showStart } from './panel.js';
import { createPayScoreScreen } from './pay-score-screen.js';
import { createPhone } from './phone.js';
import { createWallet } from './wallet.js';

const device = document.querySelector('#device');
const frame = document.querySelector('#page');
const toast = document.querySelector('#toast');

const phone = createPhone({
  frame,
  screen: createPayScoreScreen(document.querySelector('#pay-score')),
  onPage: clearPanel,
  onLeave: (host) => {
    toast.textContent = `演示不离开本机，此处将打开 ${host}`;
    toast.classList.remove('shown');
    void toast.offsetWidth;
    toast.classList.add('shown');
  },
});

const lookAtMerchant = createMerchantRecord((record) => {
  showMerchantRecord(record);
  wallet.show(record);
});
const wallet = createWallet(lookAtMerchant);
const picker = createClientPicker(open);

function open() {
  device.dataset.client = picker.key();
  phone.open(picker.options(), picker.swipe());
  lookAtMerchant();
}

const SENTENCES = {
  ok: '用户点了页内按钮返回。 Back through a button in the view.',
  cancelled: '用户取消后返回。 Back after a cancel.',
  unknown: '手势返回，客户端没有给出结果。 Back by gesture: the client said nothing.',
};

/** The steps in which the page asked the merchant's server about the permission. */
const SERVER_STEPS = ['token', 'confirm'];

const handlers = {
  start: showStart,
  step(event) {
    addStep(event);
    if (SERVER_STEPS.includes(event.step)) lookAtMerchant();
  },
  result: ({ state, status }) =>
    showOutcome(state === 'AVAILABLE' ? 'good' : 'neutral', [state, status], SENTENCES[status]),
  error: ({ code, hint }) => showOutcome('bad', [code], hint),
};

window.addEventListener('message', ({ source, data }) => {
  if (source !== frame.contentWindow || data?.source !== 'shop') return;
  handlers[data.name](data.detail);
  showCalls(phone.calls());
});

document.querySelector('[data-testid=reload]').addEventListener('click', open);
open();
