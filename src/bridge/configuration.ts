import { WeixinError, withCause } from '../errors';
import { VIEW_API, explainFailure, readAnswer } from '../protocol/host-answer';
import type { HostAnswer } from '../protocol/host-answer';
import type { JsApiName, OpenTagName } from '../protocol/js-apis';
import type { WeixinClient } from '../protocol/user-agent';
import { serverWords } from '../protocol/server-words';
import { startTimer } from '../protocol/timer';
import { createShared, later } from '../protocol/waiting';
import type { StartStep, Step, Waiter } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';
import { bridgeReady } from './bridge-ready';
import { askCapabilities } from './capabilities';
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
  needsView(waiter: Waiter): Promise<void>;
  /** Forgets this configuration: the next use makes a new one. */
  forget(): void;
}

/** Configures the page for its present address, or shares the configuration that this address already has. */
export type Configure = (waiter: Waiter) => Promise<ConfiguredPage>;

/** The latest signing, whatever comes of it. */
interface Signing {
  /** In ms. */
  since: number;
  result: Promise<unknown>;
}

/** One signature, and what the host says of it. */
interface Attempt {
  /** The address that is signed. */
  url: string;
  /** The signing of the address before, which may go first. */
  before?: Signing | undefined;
  signature?: Step<ConfigSignature>;
  verdict?: Step<ConfiguredPage>;
  /** With another address, after a refusal. */
  next?: Attempt;
}

/** The longest wait for the answer that is asked for before the page is verified, in ms. */
const EARLY = 1000;
/** How long the signing of an address may keep the next one waiting, in ms. */
const TURN = 600;
/** An address that changes all the time, such as one with the time in it, is signed in the end. */
const LOOKS = 5;

/**
 * @param names the whole `jsApiList`
 * @param getWx finds or loads jweixin, once for all callers
 */
export function createConfiguration(
  options: ConfigurationOptions,
  client: WeixinClient,
  names: readonly JsApiName[],
  getWx: () => Step<Wx>,
  step: StartStep,
): Configure {
  const address = createSignedAddress(options, client);
  const getBridge = createShared((lost) => bridgeReady(step, lost));
  /** For the present address, or the last one that was asked for. */
  let latest: Attempt | undefined;
  let signing: Signing | undefined;

  function configure(waiter: Waiter, looks: number): Promise<ConfiguredPage> {
    const url = address.get();
    const own = latest && latest.url === url ? latest : (latest = { url, before: signing });
    const { before } = own;
    /** The configuration of the address that the page has gone on to, if it has left this one. */
    const moved = (): Promise<ConfiguredPage> | false =>
      looks > 0 && address.get() !== url && configure(waiter, looks - 1);

    function forget(): void {
      if (latest === own) latest = undefined;
    }

    /** Has the address signed, hands the signature to the host, and tries another address after a refusal. */
    function attempt(current: Attempt): Promise<ConfiguredPage> {
      const lost = (): void => {
        if (!current.next) forget();
      };
      const signature = current.signature || step('signature', () => getSignature(options, current.url), lost);
      if (!current.signature) signing = { since: Date.now(), result: signature.result };
      current.signature = signature;
      return Promise.all([waiter.wait(getWx()), waiter.wait(signature), waiter.wait(getBridge())]).then(
        ([wx, signature]) =>
          moved() ||
          waiter.wait((current.verdict = current.verdict || verify(current, wx, signature, lost))).catch((error) => {
            if (current.next) return attempt(current.next);
            throw error;
          }),
      );
    }

    /** Hands a signature to the host, and asks what it says of it. */
    function verify(current: Attempt, wx: Wx, signature: ConfigSignature, lost: () => void): Step<ConfiguredPage> {
      return step(
        'config',
        (resolve, reject) => {
          const { appId } = signature;
          const lists = configureJWeixin(wx, options, names, signature);
          const page = createPage(step, wx, appId, forget);
          // Asked once more, on the bridge. `wx.ready` is called after a refusal too; `wx.error` is a single place, which belongs
          // to the page, and never called where the version sorts below 6.0.2 as text (10.0.1, HarmonyOS's 1.0.x) or where
          // another configuration came first (jweixin 1.6.0).
          wx.invoke!('preVerifyJSAPI', lists, (value) => {
            const answer = readAnswer(value);
            // function_not_exist: a client that verifies nothing. Whether it has our interfaces is for checkJsApi to say.
            if (/^(ok|function not exist)?$/.test(answer.verdict)) {
              // A refusal has shown that this client checks another address than the rule said.
              if (current !== own && address.accepted(current.url)) own.url = current.url;
              return resolve(page);
            }
            const other = current === own && address.afterRefusal(current.url, answer);
            if (other) own.next = { url: other };
            reject(refused(answer, current.url, appId));
          });
        },
        lost,
      );
    }

    // One address after the other, so that routes which the user passes through quickly are not signed. Not for long: a server
    // that is silent about the route before must not hold up this one.
    const limit = before ? before.since + TURN - Date.now() : 0;
    const turn =
      limit > 0 &&
      waiter.wait(
        step('', (resolve) => {
          before!.result.then(resolve, resolve);
          return startTimer(limit, () => resolve(undefined));
        }),
      );
    return Promise.resolve(turn).then(() => moved() || attempt(own));
  }

  return (waiter) => configure(waiter, LOOKS);
}

/** Hands a signature to jweixin; returns the lists as its own question to the host has them. */
function configureJWeixin(
  wx: Wx,
  { debug = false, openTagList = [] }: ConfigurationOptions,
  names: readonly string[],
  { appId, timestamp, nonceStr, signature }: ConfigSignature,
): { verifyJsApiList: string[]; verifyOpenTagList: string[] } {
  // Copies, because jweixin replaces the names in a list by the host's own.
  const lists = { jsApiList: names.slice(), openTagList: openTagList.slice() };
  // beta: jweixin 1.0.0 has no `invoke` without it.
  wx.config({ beta: true, debug, appId, timestamp, nonceStr, signature, ...lists });
  return { verifyJsApiList: lists.jsApiList, verifyOpenTagList: lists.openTagList };
}

function createPage(step: StartStep, wx: Wx, appId: string, forget: () => void): ConfiguredPage {
  const ask = (limit?: number): Step<boolean[]> => askCapabilities(step, wx, [VIEW_API], limit);
  // Asked while the page is verified, which saves a round trip where the client answers before that. Whether every client
  // does is not documented, so anything but a prompt yes is asked again.
  let known = ask(EARLY).result.catch(() => [false]);
  return {
    wx,
    appId,
    forget,
    needsView: (waiter) =>
      waiter
        .wait({ name: 'checkJsApi', result: known })
        .then((answer) => (answer[0] ? answer : waiter.wait(ask())))
        .then(([has]) => {
          if (!has)
            throw new WeixinError('API_UNSUPPORTED', 'This client lacks it; offer another way.', { api: VIEW_API });
          known = Promise.resolve([has]);
        }),
  };
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
