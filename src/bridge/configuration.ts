import type { JsApiName, OpenTagName } from '../protocol/js-apis';
import { readAnswer } from '../protocol/host-answer';
import type { HostAnswer } from '../protocol/host-answer';
import type { WeixinClient } from '../protocol/user-agent';
import type { Wx } from '../protocol/wx';
import { bridgeReady } from './bridge-ready';
import { askCapabilities } from './capabilities';
import { defaultSignatureUrl, entryUrl } from './signature-url';
import type { Waiting } from './waiting';

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
  /** The host's name of an interface that stands in `jsApiList`. */
  nativeName(name: string): string;
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
  getWx: (waiting: Waiting) => Promise<Wx>,
): Configure {
  let latest: { url: string; result: Promise<Configured> } | undefined;

  async function configure(url: string, waiting: Waiting, retried?: boolean): Promise<Configured> {
    const [wx, { appId, timestamp, nonceStr, signature }] = await Promise.all([
      getWx(waiting),
      waiting.step(
        'signature',
        async () => {
          const signed = await options.getConfigSignature(url);
          if (signed.appId && signed.timestamp && signed.nonceStr && signed.signature) return signed;
          throw new Error('A field is missing.');
        },
        {
          blame: (cause) =>
            waiting.error('SIGNATURE_FAILED', 'Answer with appId, timestamp, nonceStr and signature.', {}, cause),
        },
      ),
      bridgeReady(waiting),
    ]);
    // Copies, because jweixin replaces names in the list by the host's own. That also tells us the host's names.
    const jsApiList: string[] = names.slice();
    const openTagList = (options.openTagList || []).slice();
    const debug = !!options.debug;
    // `wx.error` never hears a refusal where the version sorts below 6.0.2 as text (10.0.1, HarmonyOS's 1.0.x), nor where
    // another configuration came first, and `wx.ready` is called after a refusal too. `invoke` is missing until the first
    // configuration of the page, whoever made it. (jweixin 1.6.0; may go when wx.error always answers.)
    const wxTells = !wx.invoke && (client.version || '') >= '6.0.2';
    const verdict = waiting.step<HostAnswer>('config', (resolve) => {
      const settle = (value?: unknown): void => resolve(readAnswer(value));
      if (wxTells) {
        wx.error(settle);
        wx.ready(settle);
      }
      // beta: jweixin 1.0.0 has no `invoke` without it.
      wx.config({
        beta: true,
        debug,
        appId,
        timestamp,
        nonceStr,
        signature,
        jsApiList,
        openTagList: openTagList.slice(),
      });
      if (!wxTells)
        wx.invoke!('preVerifyJSAPI', { verifyJsApiList: jsApiList, verifyOpenTagList: openTagList }, settle);
    });
    // Asked beside the verdict, which saves a round trip where the client answers before it has verified the page. Whether
    // every client does is not documented, so anything but a prompt yes is asked again after the verdict.
    const ask = async (asking: Waiting, timeout = asking.timeout): Promise<boolean> =>
      (await askCapabilities(wx, ['openBusinessView'], asking, { timeout }))[0]!;
    let businessView = ask(waiting, EARLY_TIMEOUT).catch(() => false);

    const { verdict: text, fields, errMsg } = await verdict;
    // function_not_exist: a client that verifies nothing. Whether it has our interfaces is for checkJsApi to say.
    if (/^(ok|function not exist)?$/.test(text)) {
      return {
        wx,
        nativeName: (name) => jsApiList[names.indexOf(name)] || name,
        async hasBusinessView(asking) {
          if (await businessView) return true;
          const has = await ask(asking);
          businessView = Promise.resolve(has);
          return has;
        },
      };
    }
    // The manual's words, out of `config:invalid signature` or `config:fail,Error: …,invalid signature […]`.
    const [reason] = /invalid( [a-z]+)+/.exec(text) || [text];
    // Seen in debug alerts as `realAuthUrl:["https://…"]`; in which field or text it arrives is not documented.
    const named = /realAuthUrl\W*(http[^\s"'\],\\]+)/.exec(JSON.stringify(fields));
    const other = [named ? named[1]! : url, entryUrl(), location.href]
      .map(withoutHash)
      .filter((each) => each !== url)[0];
    if (reason === 'invalid signature' && other && !retried) return configure(other, waiting, true);
    throw waiting.error('CONFIG_REFUSED', 'Check the signed address, the appId and its JS-safe domains.', {
      reason,
      errMsg,
    });
  }

  return async (waiting) => {
    const url = withoutHash(options.getSignatureUrl ? options.getSignatureUrl() : defaultSignatureUrl(client));
    if (latest && latest.url === url) return latest.result;
    // One at a time: jweixin keeps a single configuration, and a late answer to an older one could be taken for ours.
    const turn = latest && latest.result.catch(() => undefined);
    const entry = (latest = { url, result: Promise.resolve(turn).then(() => configure(url, waiting)) });
    entry.result.catch(() => {
      if (latest === entry) latest = undefined;
    });
    return entry.result;
  };
}

/** Signatures cover the address without `#…`. */
function withoutHash(url: string): string {
  return url.split('#')[0]!;
}
