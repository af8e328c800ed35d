import { WeixinError, withCause } from '../errors';
import { explainFailure, readAnswer } from '../protocol/host-answer';
import type { HostAnswer } from '../protocol/host-answer';
import type { JsApiName, OpenTagName } from '../protocol/js-apis';
import type { WeixinClient } from '../protocol/user-agent';
import { serverWords } from '../protocol/server-words';
import { startTimer } from '../protocol/timer';
import { createShared, later } from '../protocol/waiting';
import type { StartTask, Task, Wait } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';
import { bridgeReady } from './bridge-ready';
import { askForView } from './capabilities';
import { createSignedAddress } from './signed-address';

/** What the merchant's server signs for one address: the fields of `wx.config`. */
export interface ConfigSignature {
  appId: string;
  /** Seconds since 1970. */
  timestamp: number | string;
  nonceStr: string;
  signature: string;
}

/** What a page tells about its configuration. */
export interface ConfigurationOptions {
  openTagList?: readonly OpenTagName[];
  debug?: boolean;
  getConfigSignature(url: string): ConfigSignature | Promise<ConfigSignature>;
  getSignatureUrl?(): string;
}

/** A page that the host accepted. */
export interface ConfiguredPage {
  wx: Wx;
  /** The account that signed. */
  appId: string;
  /**
   * Makes sure that this client has `openBusinessView`. A yes is remembered; after anything else it is asked again.
   *
   * @throws WeixinError (the promise rejects with it) `API_UNSUPPORTED`
   */
  needsView(wait: Wait): Promise<unknown>;
  /** Forgets this configuration: the next use makes a new one. */
  forget(): unknown;
}

/** Configures the page for its present address, or shares the configuration that this address already has. */
export type Configure = () => Task<ConfiguredPage>;

/** The configuration of one address. */
interface Configuring extends Task<ConfiguredPage> {
  url?: string;
}

/** The longest wait for the answer that is asked for before the page is verified, in ms. */
const EARLY = 1000;
/** How long the signing of an address may keep the next one waiting, in ms. */
const TURN = 600;
/** How often an address that keeps changing, such as one with the time in it, is followed before it is signed. */
const LOOKS = 5;

/**
 * @param names the whole `jsApiList`
 * @param getWx finds or loads jweixin, once for all callers
 */
export function createConfiguration(
  options: ConfigurationOptions,
  client: WeixinClient,
  names: readonly JsApiName[],
  getWx: () => Task<Wx>,
  task: StartTask,
): Configure {
  const address = createSignedAddress(options, client);
  const getBridge = createShared(() => bridgeReady(task));
  /** For the present address, or the last one that was asked for. */
  let latest: Configuring | undefined;
  /** Ends when the next address may be signed. */
  let turn = Promise.resolve();

  function configure(looks = LOOKS): Task<ConfiguredPage> {
    const url = address.get();
    if (latest && latest.url === url && !latest.lost) return latest;
    const ownTurn = turn;
    const own: Configuring = task('', (wait) => {
      /** The configuration of the address that the page has gone on to, if it has left this one. */
      const moved = (): Promise<ConfiguredPage> | false =>
        looks > 0 && address.get() !== url && wait(() => configure(looks - 1));

      function sign(signed: string): Task<ConfigSignature> {
        const answer = getSignature(options, signed);
        // One address after the other, so that routes which the user passes through quickly are not signed, whether or not the page
        // gives up the wait for each. Not for long: a server that is silent about one route must not hold up the next.
        turn = task<void>('', (_wait, resolve) => {
          const next = (): void => resolve();
          answer.then(next, next);
          return startTimer(TURN, next);
        }).result;
        return task('signature', () => answer);
      }

      /** Has an address signed, hands the signature to the host, and tries the other address after a refusal. */
      function attempt(signed: string): Promise<ConfiguredPage> {
        let other: string | false | undefined;

        /** Hands the signature to the host, and asks what it says of it. */
        const verify = (wx: Wx, signature: ConfigSignature): Task<ConfiguredPage> =>
          task('config', (_wait, resolve, reject) => {
            const { appId } = signature;
            // Copies, because jweixin replaces the names in a list by the host's own.
            const jsApiList = names.slice();
            const openTagList = (options.openTagList || []).slice();
            // beta: jweixin 1.0.0 has no `invoke` without it.
            wx.config({ ...signature, beta: true, debug: options.debug, jsApiList, openTagList });
            // Asked while the page is verified, which saves a round trip where the client answers before that. Whether every client
            // does is not documented, so anything but a prompt yes is asked again.
            let asked = askForView(task, wx, EARLY);
            const page: ConfiguredPage = {
              wx,
              appId,
              forget: () => (own.lost = true),
              needsView: (wait) => wait(() => asked).catch(() => wait(() => (asked = askForView(task, wx)))),
            };
            // Asked once more, on the bridge. `wx.ready` is called after a refusal too; `wx.error` is a single place, which belongs
            // to the page, and never called where the version sorts below 6.0.2 as text (10.0.1, HarmonyOS's 1.0.x) or where
            // another configuration came first (jweixin 1.6.0).
            wx.invoke!('preVerifyJSAPI', { verifyJsApiList: jsApiList, verifyOpenTagList: openTagList }, (value) => {
              const answer = readAnswer(value);
              // function_not_exist: a client that verifies nothing. Whether it has our interfaces is for checkJsApi to say.
              if (/^(ok|function not exist)?$/.test(answer.verdict)) {
                // A refusal has shown that this client checks another address than the rule said.
                if (signed !== url && address.accepted(signed)) own.url = signed;
                return resolve(page);
              }
              other = signed === url && address.afterRefusal(url, answer);
              reject(refused(answer, signed, appId));
            });
          });

        return Promise.all([wait(getWx), wait(() => sign(signed)), wait(getBridge)])
          .then(([wx, signature]) => moved() || wait(() => verify(wx, signature)))
          .catch((error) => {
            if (other) return attempt(other);
            throw error;
          });
      }

      return wait(() => task('signature', () => ownTurn)).then(() => moved() || attempt(url));
    });
    own.url = url;
    return (latest = own);
  }

  return () => configure();
}

/** Asks the page's server; anything but the four fields is a failure, which repeats what the server said of it. */
function getSignature(options: ConfigurationOptions, url: string): Promise<ConfigSignature> {
  return later(() => options.getConfigSignature(url)).then(
    (answer) => {
      const fields = Object(answer) as Partial<ConfigSignature>;
      const missing = (['appId', 'timestamp', 'nonceStr', 'signature'] as const).filter((name) => !fields[name])[0];
      if (missing) throw unsigned(url, 'answered without ' + missing, answer);
      return fields as ConfigSignature;
    },
    (cause) => {
      throw unsigned(url, 'failed', cause, cause);
    },
  );
}

function unsigned(url: string, what: string, said: unknown, cause?: unknown): WeixinError {
  const hint = 'getConfigSignature ' + what + serverWords(said) + ' for ' + url;
  return withCause(new WeixinError('SIGNATURE_FAILED', hint, { url }), cause);
}

function refused(answer: HostAnswer, url: string, appId: string): WeixinError {
  const { reason, hint } = explainFailure(answer);
  const { errMsg } = answer;
  const check = hint || "Check the appId, its ticket and the server's clock.";
  return new WeixinError('CONFIG_REFUSED', `${check} Signed: ${url} for ${appId}`, { reason, errMsg, url, appId });
}
