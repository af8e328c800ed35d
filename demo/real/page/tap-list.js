import { errorEvent, explainError } from './explain-error.js';
import { INTERFACES, listedNames, remember } from './interfaces.js';
import { pick } from './words.js';

/** As long as a phone's screen is wide, twice. */
const LONGEST_RESULT = 120;

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

/**
 * Shows every interface as a button that calls it, or listens to it. What it answers is shown here, and only the verdict is
 * posted: a place or an address is the user's own.
 *
 * @param {HTMLElement} container
 * @param {import('weixin-payscore').Weixin} weixin
 * @param {(event: object) => void} post
 * @param {boolean} debug shows hints
 */
export function showTapList(container, weixin, post, debug) {
  const memory = {};
  const dots = {};

  function call(name, params) {
    return /^on[A-Z]/.test(name)
      ? new Promise((resolve, reject) => {
          const stop = weixin.on(
            name,
            (result) => {
              stop();
              resolve(result);
            },
            params,
            { onError: reject },
          );
        })
      : weixin.call(name, params);
  }

  function addRow({ name, label, params, note }) {
    const row = element('button', 'row', '');
    row.type = 'button';
    row.setAttribute('data-api', name);
    const dot = element('i', 'dot', '');
    const words = element('span', 'words', '');
    const said = element('span', 'said', '');
    said.setAttribute('role', 'status');
    words.appendChild(element('b', '', name));
    const more = note ? pick('（' + note[0] + '）', ' (' + note[1] + ')') : '';
    words.appendChild(element('small', '', pick.apply(null, label) + more));
    [dot, words, said].forEach((part) => row.appendChild(part));
    dots[name] = dot;

    function say(state, text) {
      row.setAttribute('data-state', state);
      said.textContent = text;
    }

    row.addEventListener('click', () => {
      const startedAt = performance.now();
      const isEvent = /^on[A-Z]/.test(name);
      say('waiting', isEvent ? pick('监听中', 'listening') : '…');
      call(name, params(memory)).then(
        (result) => {
          remember(memory, name, result);
          const { errMsg, ...fields } = result;
          const text = JSON.stringify(fields);
          say('ok', text === '{}' ? 'ok' : text.length > LONGEST_RESULT ? text.slice(0, LONGEST_RESULT) + '…' : text);
          const verdict = /:cancel/.test(errMsg) ? 'cancelled' : 'ok';
          post({
            kind: isEvent ? 'event' : 'call',
            api: name,
            verdict,
            startedAt,
            duration: performance.now() - startedAt,
          });
        },
        (error) => {
          const { line, hint } = explainError(error);
          const isCancelled = error.code === 'API_CANCELLED';
          say(isCancelled ? 'cancelled' : 'failed', line + (debug && hint ? '\n' + hint : ''));
          const event = errorEvent('call', error);
          event.api = name;
          event.startedAt = startedAt;
          event.duration = performance.now() - startedAt;
          if (isCancelled) event.verdict = 'cancelled';
          post(event);
        },
      );
    });
    return row;
  }

  INTERFACES.forEach(({ title, apis }) => {
    const group = element('div', 'group', '');
    group.appendChild(element('h3', '', pick.apply(null, title)));
    apis.forEach((one) => group.appendChild(addRow(one)));
    container.appendChild(group);
  });

  return {
    /** Asks the client which interfaces it has, and marks them. */
    mark() {
      return weixin.checkJsApi(listedNames()).then((has) => {
        for (const name in has) dots[name].setAttribute('data-has', has[name] ? 'yes' : 'no');
      });
    },
  };
}
