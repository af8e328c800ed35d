import type { WeixinError } from '../errors';
import type { JsApiName, OpenTagName } from '../protocol/js-apis';
import { explain } from '../protocol/failure';
import { readAnswer } from '../protocol/host-answer';
import type { HostAnswer } from '../protocol/host-answer';
import type { WeixinClient } from '../protocol/user-agent';
import type { Wx } from '../protocol/wx';
import { bridgeReady } from './bridge-ready';
import { askCapabilities } from './capabilities';
import { entryUrl, followsRouter } from './signature-url';
import type { Waiting } from '../protocol/waiting';

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
export interface Configured {
  wx: Wx;
  /** The address that was signed. */
  url: string;
  /** The account that signed. */
  appId: string;
  /** Whether this client has `openBusinessView`. A yes is remembered; a no is asked again by the next use. */
  hasBusinessView(waiting: Waiting): Promise<boolean>;
}

/** Configures the page for its present address, or shares the configuration that this address already has. */
export type Configure = (waiting: Waiting) => Promise<Configured>;

/** The longest wait for the answer that is asked for before the page is verified, in ms. */
const EARLY_TIMEOUT = 1000;

export function createConfiguration(
  options: ConfigurationOptions,
  client: WeixinClient,
  names: readonly JsApiName[],
  addressAtImport: string,
  getWx: (waiting: Waiting) => Promise<Wx>,
): Configure {
  let latest: { url: string; result: Promise<Configured> } | undefined;
  let current = followsRouter(client);

  function signatureUrl(waiting: Waiting): string {
    if (!options.getSignatureUrl) return withoutHash(current ? location.href : entryUrl(addressAtImport));
    const url: unknown = options.getSignatureUrl();
    if (typeof url === 'string') return withoutHash(url);
    const argument = 'getSignatureUrl';
    throw waiting.error('INVALID_ARGUMENT', 'getSignatureUrl: answer with an address.', { argument });
  }

  function getSignature(url: string, waiting: Waiting): Promise<ConfigSignature> {
    const ask = async (): Promise<ConfigSignature> => {
      const signed = await options.getConfigSignature(url);
      if (signed.appId && signed.timestamp && signed.nonceStr && signed.signature) return signed;
      throw new Error('A field is missing.');
    };
    const blame = (cause: unknown): WeixinError =>
      waiting.error(
        'SIGNATURE_FAILED',
        'getConfigSignature must answer with appId, timestamp, nonceStr and signature.',
        {},
        cause,
      );
    return waiting.step('signature', ask, { blame });
  }

  async function configure(url: string, waiting: Waiting, retried?: boolean): Promise<Configured> {
    const [wx, signature] = await Promise.all([getWx(waiting), getSignature(url, waiting), bridgeReady(waiting)]);
    // A copy, because jweixin replaces the names in it by the host's own.
    const verdict = submit(wx, signature, names.slice(), waiting);
    // Asked beside the verdict, which saves a round trip where the client answers before it has verified the page. Whether
    // every client does is not documented, so anything but a prompt yes is asked again after the verdict.
    const askBusinessView = async (asking: Waiting, timeout: number): Promise<boolean> =>
      (await askCapabilities(wx, ['openBusinessView'], asking, { timeout }))[0]!;
    let businessView = askBusinessView(waiting, Math.min(EARLY_TIMEOUT, waiting.timeout)).catch(() => false);

    const answer = await verdict;
    // function_not_exist: a client that verifies nothing. Whether it has our interfaces is for checkJsApi to say.
    if (/^(ok|function not exist)?$/.test(answer.verdict)) {
      return {
        wx,
        url,
        appId: signature.appId,
        async hasBusinessView(asking) {
          if (await asking.step('', () => businessView, { timeout: 0 })) return true;
          const has = await askBusinessView(asking, asking.timeout);
          businessView = Promise.resolve(has);
          return has;
        },
      };
    }
    const addresses = [entryUrl(addressAtImport), location.href].map(withoutHash);
    const other = !retried && otherUrl(url, answer, addresses);
    if (!other) throw refusal(answer, waiting);
    const configured = await configure(other, waiting, true);
    // The refusal taught which of the two this client checks against.
    if (addresses.indexOf(other) >= 0) current = other === addresses[1];
    return configured;
  }

  /** Hands the signature to the host and answers what it says of it. */
  function submit(
    wx: Wx,
    { appId, timestamp, nonceStr, signature }: ConfigSignature,
    jsApiList: string[],
    waiting: Waiting,
  ): Promise<HostAnswer> {
    const openTagList = (options.openTagList || []).slice();
    // `wx.error` never hears a refusal where the version sorts below 6.0.2 as text (10.0.1, HarmonyOS's 1.0.x), nor where
    // another configuration came first, and `wx.ready` is called after a refusal too. `invoke` is missing until the first
    // configuration of the page, whoever made it. (jweixin 1.6.0; may go when wx.error always answers.)
    const wxTells = !wx.invoke && (client.version || '') >= '6.0.2';
    return waiting.step<HostAnswer>('config', (resolve) => {
      const settle = (value?: unknown): void => resolve(readAnswer(value));
      if (wxTells) {
        wx.error(settle);
        wx.ready(settle);
      }
      // beta: jweixin 1.0.0 has no `invoke` without it.
      wx.config({ beta: true, debug: !!options.debug, appId, timestamp, nonceStr, signature, jsApiList, openTagList });
      if (wxTells) return;
      wx.invoke!('preVerifyJSAPI', { verifyJsApiList: jsApiList, verifyOpenTagList: openTagList }, settle);
    });
  }

  return async (waiting) => {
    const url = signatureUrl(waiting);
    if (latest && latest.url === url) return latest.result;
    // One at a time: jweixin keeps a single configuration, and a late answer to an older one could be taken for ours.
    const turn = latest && latest.result.catch(() => undefined);
    const rule = current;
    const entry = { url, result: Promise.resolve(turn).then(() => configure(url, waiting)) };
    latest = entry;
    entry.result.then(
      (configured) => {
        // A refusal taught another rule: this is the configuration of the address that it gives from now on. An address that
        // only the host named is no rule; it stays the configuration of the one that was asked for.
        if (!options.getSignatureUrl && current !== rule) entry.url = configured.url;
      },
      () => {
        if (latest === entry) latest = undefined;
      },
    );
    return entry.result;
  };
}

/** Signatures cover the address without `#…`. */
function withoutHash(url: string): string {
  return url.split('#')[0]!;
}

/** The address to try after a refused signature: the one the host names, else the other one of the two. */
function otherUrl(url: string, answer: HostAnswer, addresses: string[]): string | undefined {
  if (explain(answer).reason !== 'invalid signature') return undefined;
  // Seen in debug alerts as `realAuthUrl:["https://…"]`; in which field or text it arrives is not documented.
  const named = /realAuthUrl\W*(http[^\s"'\],\\]+)/.exec(JSON.stringify(answer.fields));
  return [named ? withoutHash(named[1]!) : url].concat(addresses).filter((each) => each !== url)[0];
}

function refusal(answer: HostAnswer, waiting: Waiting): WeixinError {
  const { reason, hint } = explain(answer);
  const { errMsg } = answer;
  return waiting.error('CONFIG_REFUSED', hint || "Check the appId, its ticket and the server's clock.", {
    reason,
    errMsg,
  });
}
