/* global XMLHttpRequest */
import { createWeixin, parseUserAgent, payScoreRoutes } from 'weixin-payscore';
import { errorEvent, explainError } from './explain-error.js';
import { listedNames } from './interfaces.js';
import { createTracePoster } from './post-trace.js';
import { showTapList } from './tap-list.js';
import { pick, translatePage } from './words.js';

const DESKTOP = {
  connected: ['● 过程已同步到桌面页', '● The desktop shows what happens here'],
  'no-key': ['○ 未同步：请扫描桌面页的二维码打开', '○ Not on the desktop: open this page by its QR code'],
  'wrong-key': ['○ 未同步：二维码已过期，请重新扫描', '○ Not on the desktop: the QR code is of an earlier start'],
  offline: ['○ 未同步：网络中断', '○ Not on the desktop: no network'],
};

const OUTCOMES = {
  AVAILABLE: ['✓ 服务器确认：用户已授权', '✓ Your server says: authorised'],
  UNAVAILABLE: ['✗ 服务器确认：用户未授权', '✗ Your server says: not authorised'],
  UNBINDUSER: ['✗ 服务器确认：用户尚未授权', '✗ Your server says: not authorised yet'],
  UNCONFIRMED: ['? 服务器没有给出结果', '? Your server gave no answer'],
};

const byId = (id) => document.getElementById(id);
const words = (pair) => pick.apply(null, pair);

/**
 * Runs the page: says which client this is, configures the JS-SDK, opens the view, and posts each step to the desktop.
 *
 * @param {'module' | 'es5'} build how the library got into the page
 */
export function startPage(build) {
  translatePage();
  const { level, appId } = document.documentElement.dataset;
  const debug = /[?&]debug\b/.test(location.search);
  const { key, post } = createTracePoster((state) => {
    byId('desktop').textContent = words(DESKTOP[state]);
    byId('desktop').setAttribute('data-state', state);
  });
  post({
    kind: 'page',
    userAgent: navigator.userAgent,
    address: location.href.split('#')[0],
    language: navigator.language,
    build,
  });
  showClient();
  showLinks(build, debug);

  const routes = payScoreRoutes('/payscore');
  const weixin = createWeixin({
    getConfigSignature(url) {
      byId('signed').textContent = url;
      post({ kind: 'signed', url });
      return level === '0' ? unsigned(appId) : routes.getConfigSignature(url);
    },
    jsApiList: listedNames(),
    onTrace(event) {
      post({ kind: 'step', ...event });
      if (debug) addStep(event);
    },
  });

  const list = showTapList(byId('apis'), weixin, post, debug);
  say('config', 'waiting', '…');
  weixin
    .ready()
    .then(() => {
      say('config', 'ok', '✓ config:ok');
      post({ kind: 'result', step: 'config', verdict: 'ok' });
      return list.mark();
    })
    .catch((error) => {
      const { line, hint } = explainError(error);
      const expected = level === '0' && error.code === 'CONFIG_REFUSED';
      say(
        'config',
        expected ? 'expected' : 'failed',
        expected
          ? pick(
              '未配置 AppSecret，使用了无效签名；客户端的真实返回值：',
              'No AppSecret is set, so the signature is invalid on purpose. The client itself says: ',
            ) + line
          : '✗ ' + line,
      );
      showHint('config-hint', hint, debug);
      post(errorEvent('error', error, 'config'));
    });

  if (Number(level) >= 2) showView(weixin, routes, { key, post, debug });
}

/** Without an AppSecret no signature can be right. What the client says to a wrong one is still its own answer. */
function unsigned(appId) {
  const zeros = '0000000000000000000000000000000000000000';
  return { appId, timestamp: Math.floor(Date.now() / 1000), nonceStr: 'unsigned', signature: zeros };
}

function say(id, state, text) {
  byId(id).setAttribute('data-state', state);
  byId(id).textContent = text;
}

function showHint(id, hint, debug) {
  byId(id).textContent = hint;
  byId(id).hidden = !debug || !hint;
}

function showClient() {
  const client = parseUserAgent(navigator.userAgent);
  if (!client) {
    byId('client').textContent = pick(
      '不是微信：请在微信或微信开发者工具中打开本页',
      'Not WeChat: open this page in WeChat or its developer tools',
    );
    return;
  }
  const app = client.app === 'wecom' ? pick('企业微信', 'WeCom') : pick('微信', 'WeChat');
  byId('client').textContent = [
    app,
    client.version,
    client.platform,
    client.devtools ? pick('开发者工具', 'developer tools') : client.context,
  ]
    .filter(Boolean)
    .join(' · ');
  byId('gate').textContent = 'AppID ' + document.documentElement.dataset.appId;
}

function showLinks(build, debug) {
  const other = byId('other-build');
  other.href = (build === 'es5' ? '/' : '/es5/') + location.search + location.hash;
  other.textContent =
    build === 'es5'
      ? pick('ES 模块版', 'As ES modules')
      : pick('script 标签版（ES5，旧客户端）', 'As a script tag (ES5, old clients)');
  const link = byId('debug');
  link.href = location.pathname + (debug ? '' : '?debug') + location.hash;
  link.textContent = debug ? pick('隐藏排查提示', 'Hide hints') : pick('显示排查提示', 'Show hints (?debug)');
  byId('steps-section').hidden = !debug;
}

function addStep({ step, startedAt, duration, verdict }) {
  const item = document.createElement('li');
  item.textContent = step + ' · ' + verdict + ' · ' + Math.round(startedAt) + ' + ' + Math.round(duration) + ' ms';
  byId('steps').appendChild(item);
}

/** Level 2: the whole journey, for the session that the key from the QR code begins. */
function showView(weixin, routes, { key, post, debug }) {
  const button = byId('authorize');
  byId('view-section').hidden = false;
  if (!key) {
    button.disabled = true;
    say('view', 'failed', words(DESKTOP['no-key']));
    return;
  }
  const session = beginSession(key);
  session.catch(() => undefined);

  button.addEventListener('click', () => {
    button.disabled = true;
    showHint('view-hint', '', debug);
    say('view', 'waiting', pick('正在准备…', 'Preparing…'));
    weixin
      .authorizePayScore({
        applyPermissionsToken: () => session.then(() => routes.applyPermissionsToken()),
        confirm: routes.confirm,
        onPhase(phase) {
          if (phase === 'confirming') say('view', 'waiting', pick('正在确认…', 'Confirming…'));
        },
      })
      .then(
        ({ state, view, cause }) => {
          const back = view ? view.status : pick('未打开页面（此前已授权）', 'no view (authorised before)');
          say(
            'view',
            state === 'AVAILABLE' ? 'ok' : 'failed',
            words(OUTCOMES[state]) + pick('；客户端：', '; the client: ') + back,
          );
          post({
            kind: 'result',
            step: 'authorizePayScore',
            state,
            status: view ? view.status : 'none',
            verdict: state,
          });
          if (cause) showHint('view-hint', explainError(cause).hint || String(cause.message), debug);
        },
        (error) => {
          const { line, hint } = explainError(error);
          say('view', 'failed', '✗ ' + line);
          showHint('view-hint', hint, debug);
          post(errorEvent('error', error, 'authorizePayScore'));
        },
      )
      .then(() => {
        button.disabled = false;
      });
  });
}

function beginSession(key) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/session');
    request.setRequestHeader('x-trace-key', key);
    request.onload = () =>
      request.status === 204 ? resolve() : reject(new Error('POST /session: HTTP ' + request.status));
    request.onerror = () => reject(new Error('POST /session: HTTP 0'));
    request.send();
  });
}
