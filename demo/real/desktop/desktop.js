/* global EventSource */
import { parseUserAgent } from 'weixin-payscore';
import { explain } from 'weixin-payscore/explain';
import { pick, translatePage } from '../page/words.js';
import { scenarioLink } from './scenario-link.js';

/** Where `npm run demo` listens unless told otherwise. */
const WORKBENCH = 'http://127.0.0.1:8080/';

const PLACES = {
  phone: ['手机', 'Phone'],
  server: ['商户服务器', 'Your server'],
  wechat: ['微信', 'WeChat'],
};

const find = (id) => document.getElementById(id);
const words = (pair) => pick(...pair);

// Whatever a phone posts is put into the page as text only.
function element(tag, text, className = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function showState({ levels, checks, phoneUrl, reachable, overridden }) {
  find('address').textContent = phoneUrl;
  const limit = limitOf(new URL(phoneUrl), reachable);
  find('reach').hidden = !limit;
  find('reach').textContent = limit;
  find('levels').replaceChildren(...levels.map(({ ok, text }) => checkItem(ok ? '✓' : '✗', text)));
  find('checks').replaceChildren(
    ...checks.map(({ id, mark, message, hint }) => checkItem(mark, `${id}: ${message}`, hint)),
  );
  find('overridden').hidden = overridden.length === 0;
  find('overridden').textContent =
    pick('微信的地址已被替换：', "WeChat's addresses are replaced: ") + overridden.join(', ');
  copyOnClick(find('copy-address'), () => phoneUrl);
}

/** Who cannot open the address. */
function limitOf({ hostname }, reachable) {
  if (/^(127\.|localhost$|\[::1\]$)/.test(hostname)) {
    return pick(
      '此地址只能在本机打开，例如在开发者工具中。',
      'This address opens on this machine only, such as in the developer tools.',
    );
  }
  return reachable
    ? ''
    : pick(
        '启动时此地址访问不到本进程，请检查隧道后重新启动。',
        'At the start this address did not lead here: check the tunnel, and start again.',
      );
}

function checkItem(mark, text, hint) {
  const item = element('li', text, { '✓': 'ok', '✗': 'failed', '-': 'unset' }[mark]);
  if (hint) item.append(element('small', hint));
  return item;
}

function copyOnClick(button, text) {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text());
    button.textContent = pick('已复制', 'Copied');
    setTimeout(() => (button.textContent = label), 1500);
  });
}

const phones = new Map();

/** One card for each page that a phone opened: a reload is another. */
function phoneOf(entry) {
  const known = phones.get(entry.page);
  if (known) return known;
  const item = element('li', '', 'phone');
  const phone = { number: phones.size + 1, userAgent: '', client: null, events: [], item };
  phones.set(entry.page, phone);
  find('phones').prepend(item);
  find('no-phones').hidden = true;
  return phone;
}

function describe({ client }) {
  if (!client) return pick('不是微信', 'Not WeChat');
  const app = client.app === 'wecom' ? pick('企业微信', 'WeCom') : pick('微信', 'WeChat');
  const kind = client.devtools
    ? pick('开发者工具', 'developer tools')
    : client.context === 'page'
      ? ''
      : client.context;
  return [app, client.version, client.platform, kind].filter(Boolean).join(' · ');
}

/** The library's hints are in English. */
function inChinese(failure) {
  return pick(explain({ name: 'WeixinError', ...failure }, 'zh-CN').developer, '');
}

function showPhone(phone) {
  const { item, events, number, userAgent } = phone;
  const opened = events.find(({ kind }) => kind === 'page');
  const failure = events.findLast(({ kind, code }) => kind === 'error' && code);
  const link = scenarioLink(WORKBENCH, phone);
  const heading = element('h3', `${pick('手机', 'Phone')} ${number}: ${describe(phone)}`);
  const save = element(
    'a',
    failure ? pick('将故障保存为场景', 'Save the failure as a scenario') : pick('保存为场景', 'Save as a scenario'),
  );
  save.href = link;
  save.target = '_blank';
  save.rel = 'noopener';
  save.dataset.save = '';
  const copy = element('button', pick('复制链接', 'Copy the link'));
  copy.type = 'button';
  copyOnClick(copy, () => link);
  const actions = element('p', '', 'buttons');
  actions.append(save, copy);
  item.replaceChildren(
    heading,
    element(
      'p',
      [opened?.build === 'es5' ? 'ES5' : pick('ES 模块', 'ES modules'), opened?.address].filter(Boolean).join(' · '),
      'address',
    ),
    element('p', userAgent, 'agent'),
  );
  if (failure) {
    item.append(element('p', [failure.code, failure.reason].filter(Boolean).join(' · '), 'verdict failed'));
    for (const more of [inChinese(failure), failure.hint, failure.cause])
      if (more) item.append(element('p', more, 'hint'));
  }
  item.append(actions);
}

/** Which step a row is about, in the library's and WeChat's own names. */
function nameOf({ from, kind, step, api, url, address, method, path, type, notification }) {
  if (kind === 'page') return `${pick('打开', 'opened')} ${address ?? ''}`;
  if (kind === 'signed')
    return `${from === 'phone' ? pick('请求签名', 'asks to sign') : pick('签名', 'signed')} ${url}`;
  if (kind === 'notification') return `${type} ${notification}`;
  if (path) return `${method} ${path}`;
  return [step, api].filter(Boolean).join(' · ') || kind;
}

function verdictOf({ verdict, code, status, reason }) {
  if (typeof status === 'number') return [status, code].filter(Boolean).join(' · ');
  return [code ?? verdict ?? '', reason].filter(Boolean).join(' · ');
}

function isFailure({ kind, code, verdict, status }) {
  return (
    kind === 'error' ||
    !!code ||
    verdict === 'failed' ||
    (typeof status === 'number' && (status === 0 || status >= 400))
  );
}

function addRow(entry, phone) {
  const row = document.createElement('tr');
  row.className = isFailure(entry) ? 'failed' : 'ok';
  row.dataset.from = entry.from;
  const what = element('td', nameOf(entry), 'what');
  const { hint, errMsg, cause, requestId } = entry;
  for (const more of [hint, errMsg, cause, requestId]) if (more) what.append(element('small', more));
  row.append(
    element('td', new Date(entry.at).toLocaleTimeString('en-GB'), 'time'),
    element('td', words(PLACES[entry.from] ?? PLACES.server) + (phone ? ` ${phone.number}` : ''), 'where'),
    what,
    element('td', verdictOf(entry), 'said'),
    element('td', Number.isFinite(entry.duration) ? `${Math.round(entry.duration)} ms` : '', 'duration'),
  );
  find('trace').prepend(row);
}

let lastId = 0;

function receive(entry) {
  if (entry.id <= lastId) return;
  lastId = entry.id;
  const phone = entry.from === 'phone' ? phoneOf(entry) : undefined;
  if (phone) {
    phone.events.push(entry);
    if (entry.userAgent) phone.userAgent = entry.userAgent;
    phone.client = parseUserAgent(phone.userAgent);
    showPhone(phone);
  }
  addRow(entry, phone);
}

translatePage();
const state = await (await fetch('/state')).json();
showState(state);
const stream = new EventSource('/events');
// After another start the key and the checks are others.
stream.addEventListener('start', ({ data }) => data !== state.start && location.reload());
stream.onmessage = ({ data }) => receive(JSON.parse(data));
stream.onopen = () => (find('stream').textContent = pick('● 已连接', '● connected'));
stream.onerror = () => (find('stream').textContent = pick('○ 连接中断', '○ not connected'));
