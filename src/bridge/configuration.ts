import { WeixinError, withCause } from '../errors';
import { explainFailure, readAnswer } from '../protocol/host-answer';
import type { HostAnswer } from '../protocol/host-answer';
import type { JsApiName, OpenTagName } from '../protocol/js-apis';
import type { WeixinClient } from '../protocol/user-agent';
import { serverWords } from '../protocol/server-words';
import { createTask, later } from '../protocol/waiting';
import type { Task, TraceEvent, Work } from '../protocol/waiting';
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
  /** Whether this client has `openBusinessView`. A yes is remembered; after anything else it is asked again. */
  hasBusinessView(work: Work): Promise<boolean>;
  /** Forgets this configuration: the next use makes a new one. */
  forget(): void;
}

/** Configures the page for its present address, or shares the configuration that this address already has. */
export type Configure = (work: Work) => Promise<ConfiguredPage>;

/** The configuration of one address; without a page where the user went on to another address before it was made. */
interface Configuration {
  url: string;
  /** Whether it is made also where the page has left the address meanwhile. */
  steady: boolean;
  /** When its signing began, in ms, and its end. */
  since: number;
  signing: Promise<unknown>;
  task: Task<ConfiguredPage | undefined>;
}

/** The longest wait for the answer that is asked for before the page is verified, in ms. */
const EARLY = 1000;
/** How long the signing of an address may keep the next one waiting, in ms. */
const TURN = 600;

/**
 * @param names the whole `jsApiList`
 * @param getWx finds or loads jweixin, once for all callers
 */
export function createConfiguration(
  options: ConfigurationOptions,
  client: WeixinClient,
  names: readonly JsApiName[],
  getWx: () => Task<Wx>,
  trace: ((event: TraceEvent) => void) | undefined,
): Configure {
  const address = createSignedAddress(options, client);
  let latest: Configuration | undefined;
  /** The one that is, or was last, being signed and verified. */
  let active: Configuration | undefined;

  function current(steady: boolean): Task<ConfiguredPage | undefined> {
    const url = address.get();
    if (latest && latest.url === url && (latest.steady || !steady)) return latest.task;
    const own = (latest = { url, steady } as Configuration);
    const hasLeft = (): boolean => !own.steady && address.get() !== url;
    const before = active;
    const forget = (): void => {
      if (latest === own) latest = undefined;
      if (active === own) active = undefined;
    };

    const run = (work: Work): Promise<ConfiguredPage | undefined> =>
      // One address after the other, so that routes which the user passes through quickly are not signed. Not for long: a server
      // that is silent about the route before must not hold up this one.
      Promise.resolve(before && takeTurn(work, before)).then(() => {
        if (hasLeft()) return undefined;
        active = own;
        own.since = Date.now();
        return sign(work, url, false);
      });

    /** Has an address signed, and hands the signature to the host. */
    function sign(work: Work, signed: string, retried: boolean): Promise<ConfiguredPage | undefined> {
      const asked = work.step('signature', () => getSignature(options, signed));
      const signing = Promise.all([work.join(getWx()), asked, bridgeReady(work)]);
      own.signing = signing;
      return signing.then(([wx, signature]) => {
        if (!retried && hasLeft()) return undefined;
        let refusal: HostAnswer | undefined;
        const verdict = work.step<HostAnswer>('config', (resolve, reject) =>
          configure(wx, options, names, signature, (answer) => {
            // function_not_exist: a client that verifies nothing. Whether it has our interfaces is for checkJsApi to say.
            if (/^(ok|function not exist)?$/.test(answer.verdict)) return resolve(answer);
            refusal = answer;
            reject(refused(answer, signed, signature.appId));
          }),
        );
        const page = createPage(wx, signature.appId);
        return verdict.then(
          () => {
            // A refusal has shown that this client checks another address than the rule said.
            if (retried && address.accepted(signed)) own.url = signed;
            return page;
          },
          (error) => {
            const other = refusal && !retried && address.afterRefusal(signed, refusal);
            if (other) return sign(work, other, true);
            throw error;
          },
        );
      });
    }

    function createPage(wx: Wx, appId: string): ConfiguredPage {
      const ask = (work: Work, limit?: number): Promise<boolean> =>
        askCapabilities(work, wx, ['openBusinessView'], limit).then(([has]) => has!);
      // Asked while the page is verified, which saves a round trip where the client answers before that. Whether every client
      // does is not documented, so anything but a prompt yes is asked again.
      let known = createTask((work) => {
        work.keep(true);
        return ask(work, EARLY).catch(() => false);
      }, trace);
      return {
        wx,
        appId,
        forget,
        hasBusinessView: (work) =>
          work
            .join(known)
            .then((has) => has || ask(work))
            .then((has) => {
              known = createTask(() => has);
              return has;
            }),
      };
    }

    own.task = createTask(run, trace, forget);
    return own.task;
  }

  function configured(work: Work, left: number): Promise<ConfiguredPage> {
    // An address that changes all the time, such as one with the time in it, is signed in the end.
    return work.join(current(left > 4)).then((page) => page || configured(work, left + 1));
  }

  return (work) => configured(work, 0);
}

/** Waits until the address before is signed, whatever comes of it. */
function takeTurn(work: Work, { since, signing }: Configuration): Promise<unknown> | undefined {
  const limit = since + TURN - Date.now();
  return limit > 0 ? work.step<unknown>('', () => signing, limit).catch(() => undefined) : undefined;
}

/** Tells `heard` what the host says of a signature. */
function configure(
  wx: Wx,
  { debug = false, openTagList = [] }: ConfigurationOptions,
  names: readonly string[],
  { appId, timestamp, nonceStr, signature }: ConfigSignature,
  heard: (answer: HostAnswer) => void,
): void {
  // Copies, because jweixin replaces the names in a list by the host's own.
  const lists = { jsApiList: names.slice(), openTagList: openTagList.slice() };
  // beta: jweixin 1.0.0 has no `invoke` without it.
  wx.config({ beta: true, debug, appId, timestamp, nonceStr, signature, ...lists });
  // Asked once more, on the bridge. `wx.ready` is called after a refusal too; `wx.error` is a single place, which belongs to the
  // page, and never called where the version sorts below 6.0.2 as text (10.0.1, HarmonyOS's 1.0.x) or where another
  // configuration came first (jweixin 1.6.0).
  const request = { verifyJsApiList: lists.jsApiList, verifyOpenTagList: lists.openTagList };
  wx.invoke!('preVerifyJSAPI', request, (value) => heard(readAnswer(value)));
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
