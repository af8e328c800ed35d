import CDP from 'chrome-remote-interface';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { spawnChromium66 } from '../../test/browser/spawn-chromium-66.js';
import { createVerifier, JWEIXIN, JWEIXIN_ADDRESS, simulateClient, SIMULATION } from './client.js';

const PATIENCE = 20_000;

let browser;

/** Starts Chromium 66, the engine of WeChat 7.0.5 for Android, at the first call; `closeOldBrowser` ends it. */
async function openOldBrowser() {
  if (browser) return browser;
  const { browser: child, profile } = spawnChromium66();
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stderr })) {
    const port = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(line)?.[1];
    if (!port) continue;
    child.stderr.resume();
    return (browser = { child, ended, profile, connection: { host: '127.0.0.1', port: Number(port), local: true } });
  }
  throw new Error('Chromium 66 did not start. `npm test` says which libraries it needs.');
}

export async function closeOldBrowser() {
  if (!browser) return;
  browser.child.kill();
  await browser.ended;
  rmSync(browser.profile, { recursive: true, force: true });
}

/** The same as `openPhone`, with the engine of 2018. */
export async function openOldPhone({ origin, platform, session: cookie, services, agree }) {
  const { connection } = await openOldBrowser();
  const target = await CDP.New(connection);
  const session = await CDP({ ...connection, target });
  const [name, value] = cookie.split('=');
  const verify = await createVerifier(services);

  /** Runs a function in the page. */
  async function run(task, ...args) {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: `(${task})(...${JSON.stringify(args)})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async function until(task, argument) {
    const end = Date.now() + PATIENCE;
    while (!(await run(task, argument))) {
      if (Date.now() > end) throw new Error(`${argument} is not on the page: ${await run(readPage)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const phone = {
    signed: [],
    refused: [],
    complaints: [],
    async open(url) {
      const loaded = once(session, 'Page.loadEventFired');
      await session.send('Page.navigate', { url });
      await loaded;
    },
    tap: (name) => until(tapNamed, name),
    read: (text) => until(statusSays, text),
    async close() {
      await session.close();
      await CDP.Close({ ...connection, id: target.id });
    },
  };

  const answers = {
    verifyConfig(request, url) {
      const verdict = verify(request, url);
      if (verdict !== 'ok') phone.refused.push(url);
      return verdict;
    },
    agree,
  };

  session.on('Network.requestWillBeSent', ({ request }) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/payscore/config') phone.signed.push(searchParams.get('url'));
  });
  session.on('Network.requestIntercepted', ({ interceptionId, request: { url } }) => {
    const local = /^(http:\/\/127\.0\.0\.1:|data:)/.test(url);
    const answer = local ? {} : JWEIXIN_ADDRESS.test(url) ? respondWith(JWEIXIN) : { errorReason: 'Failed' };
    void session.send('Network.continueInterceptedRequest', { interceptionId, ...answer });
  });
  session.on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text } }) => {
    phone.complaints.push((exception?.description ?? text).split('\n')[0]);
  });
  session.on('Runtime.consoleAPICalled', async ({ type, args }) => {
    if (type === 'error') phone.complaints.push(args.map(({ value, description }) => value ?? description).join(' '));
    if (type !== 'debug' || args[0]?.value !== QUESTION) return;
    const { id, name, given } = JSON.parse(args[1].value);
    await run(giveAnswer, id, (await answers[name](...given)) ?? null);
  });

  for (const domain of ['Page', 'Network', 'Runtime']) await session.send(`${domain}.enable`);
  await session.send('Network.setRequestInterception', { patterns: [{ urlPattern: '*' }] });
  await session.send('Network.setCookie', { name, value, url: origin });
  for (const source of [
    `(${ask})(${JSON.stringify(Object.keys(answers))}, ${JSON.stringify(QUESTION)})`,
    readFileSync(SIMULATION, 'utf8'),
    `(${simulateClient})(${JSON.stringify(platform)})`,
  ]) {
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source });
  }
  return phone;
}

function respondWith(script) {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/javascript; charset=utf-8\r\n\r\n';
  return { rawResponse: Buffer.from(head + script).toString('base64') };
}

/** Marks what the page writes to its console in order to ask: this engine cannot give a page functions of its driver. */
const QUESTION = 'question of the simulated client';

/* What follows runs in the page. */

function ask(names, mark) {
  const waiting = (window.waitingForAnswers = []);
  for (const name of names) {
    window[name] = (...given) =>
      new Promise((resolve) => {
        const id = waiting.push(resolve) - 1;
        console.debug(mark, JSON.stringify({ id, name, given }));
      });
  }
}

function giveAnswer(id, answer) {
  window.waitingForAnswers[id](answer);
}

function tapNamed(name) {
  const found = [...document.querySelectorAll('a, button')].find(({ textContent }) => textContent.trim() === name);
  if (found) found.click();
  return Boolean(found);
}

function statusSays(text) {
  return [...document.querySelectorAll('[role=status]')].some(({ textContent }) => textContent.includes(text));
}

function readPage() {
  return document.body.innerText;
}
