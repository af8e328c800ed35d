import { clientOptions } from './clients.js';
import { createComparison } from './compare.js';
import { startLanguage, t } from './language.js';
import { showMerchantRecord } from './merchant-record.js';
import * as outcome from './outcome.js';
import { createPayScoreScreen } from './pay-score-screen.js';
import { createPhone } from './phone.js';
import { copy, playwrightTest } from './report.js';
import { toScenario } from './scenario-address.js';
import { createScenarioForm } from './scenario-form.js';
import { createServerEvents } from './server-events.js';
import { beginRow, clearTimeline, endCalls, explainRows, markTap, putRow, reportRows } from './timeline.js';
import { createWallet } from './wallet.js';

const device = document.querySelector('#device');
const frame = document.querySelector('#page');
const toast = document.querySelector('#toast');
const button = (name) => document.querySelector(`[data-testid=${name}]`);

startLanguage();
const form = createScenarioForm(openAsNewUser);
const comparison = createComparison();
const trouble = () => showToast(t('trouble'));

/** Where the page's journey is; ends the row of the phase before. */
let endPhase;
/** In ms since 1970: when the page's own clock began. */
let pageBegan = Date.now();
let latest = 0;
let opening = Promise.resolve();
let asNewUser = false;
/** Whether the next page is to be tapped, and whether this one is. */
let tapsNext = false;
let taps = false;

const phone = createPhone({
  frame,
  screen: createPayScoreScreen(document.querySelector('#pay-score'), frame),
  begin: beginRow,
  onTap: markTap,
  onTrouble: trouble,
  onLeave: (host) => showToast(t('leaves', { host })),
  onPage(page, toBeTapped) {
    pageBegan = Date.now() - page.performance.now();
    clearTimeline(pageBegan);
    taps = toBeTapped;
  },
});
const wallet = createWallet(phone.leaveFor, trouble);

const events = createServerEvents(
  {
    row: putRow,
    record(record) {
      showMerchantRecord(record);
      wallet.show(record);
      outcome.showKnown(record);
    },
    'sample-record': comparison.onRecord,
  },
  (connected) => {
    document.querySelector('#connection').textContent = connected ? '' : t('disconnected');
  },
);

/** Opens the merchant's page in the chosen scenario, one at a time; what was asked for meanwhile is one more. */
function open() {
  const turn = ++latest;
  opening = opening.then(() => (turn === latest ? openNow() : undefined));
}

async function openNow() {
  const choice = form.choice();
  const scenario = toScenario(choice);
  const keep = !asNewUser;
  const toBeTapped = tapsNext;
  asNewUser = false;
  tapsNext = false;
  device.dataset.client = choice.client;
  outcome.showIdle();
  comparison.clear();
  endPhase = undefined;
  try {
    await fetch('/stage/visitor', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ address: form.address().slice(1), services: scenario.services ?? {}, keep }),
    });
    await events.renew();
  } catch {
    document.querySelector('#connection').textContent = t('disconnected');
  }
  phone.open({ choice, client: clientOptions(choice), scenario, taps: toBeTapped });
}

/** Another scenario starts with a user who has authorised nothing. */
function openAsNewUser() {
  asNewUser = true;
  open();
}

/** What the page says through `track`. */
const handlers = {
  ready() {
    if (taps) phone.tap();
    taps = false;
  },
  step({ step, startedAt, duration, code, verdict }) {
    const id = `step-${step}-${startedAt}`;
    putRow({ id, lane: 'page', name: step, startedAt: pageBegan + startedAt, duration, code, verdict });
  },
  phase({ phase }) {
    endPhase?.({ verdict: 'ok' });
    endPhase = beginRow({ lane: 'page', name: phase, waits: phase });
    outcome.showPhase(phase);
  },
  result(result) {
    endJourney();
    outcome.showResult(result);
  },
  error(error) {
    endJourney(error.code);
    outcome.showError(error);
    explainRows(error.code, [error.hint, error.cause].filter(Boolean).join(' · '));
  },
  ...comparison.handlers,
};

function endJourney(code) {
  endPhase?.(code ? { code, verdict: code } : { verdict: 'ok' });
  endPhase = undefined;
  endCalls();
  comparison.ran();
}

window.addEventListener('message', ({ source, data }) => {
  if (source?.parent !== window || data?.source !== 'shop') return;
  // Another page may be in that frame by now.
  if (data.page !== source.performance.timeOrigin) return;
  handlers[data.name]?.(data.detail ?? {});
});

button('run').addEventListener('click', () => {
  tapsNext = true;
  openAsNewUser();
});
button('reload').addEventListener('click', open);
button('new-user').addEventListener('click', openAsNewUser);

const link = () => window.location.origin + window.location.pathname + form.address();

button('copy-link').addEventListener('click', () => void copy(link()));
button('copy-test').addEventListener('click', () => {
  const choice = form.choice();
  const { words } = outcome.reportOutcome();
  void copy(
    playwrightTest({ scenario: toScenario(choice), client: clientOptions(choice), address: link(), outcome: words }),
  );
});
button('copy-report').addEventListener('click', () => {
  const { id, source } = toScenario(form.choice());
  const report = {
    address: link(),
    scenario: { id, label: form.label(), source },
    userAgent: frame.contentWindow.navigator.userAgent,
    outcome: outcome.reportOutcome(),
    timeline: reportRows(),
    at: new Date().toISOString(),
  };
  void copy(JSON.stringify(report, null, 2));
});

function showToast(text) {
  toast.textContent = text;
  toast.classList.remove('shown');
  void toast.offsetWidth;
  toast.classList.add('shown');
}

open();
