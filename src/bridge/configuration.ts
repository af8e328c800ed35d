import { WeixinError } from '../errors';
import type { JsApiName, OpenTagName } from '../protocol/js-apis';
import { explainFailure, readAnswer } from '../protocol/host-answer';
import type { HostAnswer } from '../protocol/host-answer';
import { startTimer } from '../protocol/timer';
import type { WeixinClient } from '../protocol/user-agent';
import type { Wx } from '../protocol/wx';
import type { Waiting } from '../protocol/waiting';
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
  hasBusinessView(waiting: Waiting): Promise<boolean>;
  /** Forgets this configuration: the next use makes a new one. */
  forget(): void;
}

/** Configures the page for its present address, or shares the configuration that this address already has. */
export type Configure = (waiting: Waiting) => Promise<ConfiguredPage>;

/** One signature and what the host said of it. Callers share it, each with its own clock. */
interface Attempt {
  /** The address that the rule gave, for which this is the configuration. */
  url: string;
  /** The address that is signed: after a refusal another one. */
  signed: string;
  retried: boolean;
  /** When its last part was started. */
  since: number;
  signature: Promise<ConfigSignature>;
  verdict?: Promise<ConfiguredPage>;
  /** What the host said against it. */
  refusal?: HostAnswer;
  next?: Attempt;
  /** Resolves once it is decided or given up. */
  ended: Promise<void>;
  end(): void;
  busy: boolean;
  /** Whether a caller waits for the bridge already, which is traced once. */
  joined: boolean;
}

/** The longest wait for the answer that is asked for before the page is verified, in ms. */
const EARLY = 1000;
/** The longest that a new address waits for the configuration of the one before, in ms. */
const TURN = 1000;

const SIGNATURE_FIELDS = ['appId', 'timestamp', 'nonceStr', 'signature'] as const;

/**
 * @param names the whole `jsApiList`
 * @param getWx finds or loads jweixin, once for all callers
 * @param background waits without a clock, for what callers share
 * @param patience the session's timeout, in ms: what was silent for longer is started anew by the next caller
 */
export function createConfiguration(
  options: ConfigurationOptions,
  client: WeixinClient,
  names: readonly JsApiName[],
  getWx: () => Promise<Wx>,
  background: Waiting,
  patience: number,
): Configure {
  const address = createSignedAddress(options.getSignatureUrl && (() => options.getSignatureUrl!()), client);
  let latest: Attempt | undefined;

  function start(url: string, signed: string, retried: boolean): Attempt {
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const attempt: Attempt = {
      url,
      signed,
      retried,
      since: Date.now(),
      signature: background.step('signature', () => getSignature(options, signed)),
      busy: true,
      joined: false,
      ended,
      end() {
        attempt.busy = false;
        end();
      },
    };
    attempt.signature.catch(() => drop(attempt));
    return (latest = attempt);
  }

  function drop(attempt: Attempt): void {
    attempt.end();
    if (latest === attempt) latest = undefined;
  }

  /** The attempt that other callers share, if it is one for this address and not silent for too long. */
  function shared(url: string): Attempt | undefined {
    const fresh = latest && (!latest.busy || Date.now() - latest.since < patience);
    return fresh && latest!.url === url ? latest : undefined;
  }

  async function attemptForPresentAddress(waiting: Waiting): Promise<Attempt> {
    let url = address.get();
    if (!shared(url) && latest && latest.busy && latest.url !== url) {
      // One address after the other, so that routes which the user passes through quickly are not signed. Not for long: a host
      // that is silent about the route before must not hold up this one.
      const turn = new Promise<void>((resolve) => {
        const stop = startTimer(TURN, resolve);
        latest!.ended.then(stop).then(resolve);
      });
      await waiting.unlessAborted(turn);
      url = address.get();
    }
    return shared(url) || start(url, url, false);
  }

  /** Hands the signature to the host. */
  function submit(attempt: Attempt, wx: Wx, signature: ConfigSignature): Promise<ConfiguredPage> {
    const { appId, timestamp, nonceStr } = signature;
    attempt.since = Date.now();
    const verdict = background
      .step<HostAnswer>('config', (resolve, reject) => {
        // Copies, because jweixin replaces the names in a list by the host's own.
        const [jsApiList, openTagList] = [names.slice(), (options.openTagList || []).slice()];
        const { debug = false } = options;
        // beta: jweixin 1.0.0 has no `invoke` without it.
        wx.config({
          beta: true,
          debug,
          appId,
          timestamp,
          nonceStr,
          signature: signature.signature,
          jsApiList,
          openTagList,
        });
        // Asked once more, on the bridge. `wx.ready` is called after a refusal too; `wx.error` is a single place, which belongs to
        // the page, and never called where the version sorts below 6.0.2 as text (10.0.1, HarmonyOS's 1.0.x) or where another
        // configuration came first (jweixin 1.6.0).
        wx.invoke!('preVerifyJSAPI', { verifyJsApiList: jsApiList, verifyOpenTagList: openTagList }, (value) => {
          const answer = readAnswer(value);
          // function_not_exist: a client that verifies nothing. Whether it has our interfaces is for checkJsApi to say.
          if (/^(ok|function not exist)?$/.test(answer.verdict)) return resolve(answer);
          attempt.refusal = answer;
          reject(refused(answer, attempt.signed, appId));
        });
      })
      .then(() => {
        // A refusal has shown that this client checks another address than the rule said, so the rule changes.
        if (attempt.retried && address.accepted(attempt.signed)) attempt.url = attempt.signed;
        return page;
      });
    verdict.then(attempt.end, () => drop(attempt));

    // Asked at the same time, which saves a round trip where the client answers before it has verified the page. Whether every
    // client does is not documented, so anything but a prompt yes is asked again later.
    const askBusinessView = (waiting: Waiting, limit?: number): Promise<boolean> =>
      askCapabilities(wx, ['openBusinessView'], waiting, limit).then(([has]) => has!);
    let known = askBusinessView(background, Math.min(EARLY, patience)).catch(() => false);

    const page: ConfiguredPage = {
      wx,
      appId,
      async hasBusinessView(waiting) {
        if (await waiting.unlessAborted(known)) return true;
        const has = await askBusinessView(waiting);
        known = Promise.resolve(has);
        return has;
      },
      forget: () => drop(attempt),
    };
    return verdict;
  }

  return async (waiting) => {
    let attempt = await attemptForPresentAddress(waiting);
    for (;;) {
      // Already accepted: nothing to wait for.
      if (attempt.verdict && !attempt.busy) return attempt.verdict;
      const parts = Promise.all([
        waiting.join('jweixin', getWx()),
        waiting.join('signature', attempt.signature),
        bridgeReady(waiting, attempt.joined),
      ]);
      attempt.joined = true;
      const [wx, signature] = await parts;
      if (!attempt.verdict && (attempt !== latest || (!attempt.retried && address.get() !== attempt.url))) {
        // The page has gone on to another route meanwhile, or another caller has started anew.
        drop(attempt);
        attempt = await attemptForPresentAddress(waiting);
        continue;
      }
      const verdict = (attempt.verdict = attempt.verdict || submit(attempt, wx, signature));
      try {
        return await waiting.join('config', verdict);
      } catch (error) {
        const { refusal, retried, url, signed } = attempt;
        const other = refusal && !retried && address.afterRefusal(signed, refusal);
        if (!other) throw error;
        attempt = attempt.next = attempt.next || start(url, other, true);
      }
    }
  };
}

async function getSignature(options: ConfigurationOptions, url: string): Promise<ConfigSignature> {
  let answer: unknown;
  let cause: unknown;
  try {
    answer = await options.getConfigSignature(url);
  } catch (error) {
    cause = error || new Error('It threw nothing.');
  }
  const fields = Object(answer) as Partial<ConfigSignature>;
  const missing = SIGNATURE_FIELDS.filter((name) => !fields[name])[0];
  if (!missing) return fields as ConfigSignature;
  const hint = cause ? 'getConfigSignature failed' : 'The answer of getConfigSignature has no ' + missing;
  throw new WeixinError('SIGNATURE_FAILED', hint + said(cause || answer) + ', for ' + url, { url }, cause);
}

/** What a server says of its own failure. Anything in it that looks like a secret is left out. */
function said(value: unknown): string {
  const { code, message } = Object(value) as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return '';
  const text = code + (message ? ' ' + String(message) : '');
  return ' (' + text.slice(0, 200).replace(/(?=[\w+/=-]*\d)[\w+/=-]{10,}/g, '…') + ')';
}

function refused(answer: HostAnswer, url: string, appId: string): WeixinError {
  const { reason, hint } = explainFailure(answer);
  const check = hint || "Check the appId, its ticket and the server's clock.";
  const fields = { reason, errMsg: answer.errMsg, url, appId };
  return new WeixinError('CONFIG_REFUSED', check + ' Signed was ' + url + ' for ' + appId + '.', fields);
}
