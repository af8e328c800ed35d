import { WeixinError, invalidArgument } from '../errors';
import type { JsApiName, OpenTagName } from '../protocol/js-apis';
import { messageOf, toAnswer, verdictOf } from '../protocol/outcome';
import type { HostAnswer } from '../protocol/outcome';
import type { WeixinClient } from '../protocol/user-agent';
import type { Wx } from '../protocol/wx';
import { askCapabilities } from './capabilities';
import { bridgeReady } from './invoke';
import { currentUrl, defaultSignatureUrl, entryUrl, withoutHash } from './signature-url';
import { runAsk, runStep } from './step';
import type { Waiting } from './step';

/** What the merchant's server signs for one address: the fields of `wx.config`. */
export interface ConfigSignature {
  appId: string;
  /** Seconds since 1970. */
  timestamp: number | string;
  nonceStr: string;
  signature: string;
}

/** What a configuration is made from. */
export interface ConfigurationSource {
  client: WeixinClient;
  jsApiList: readonly JsApiName[];
  openTagList: readonly OpenTagName[];
  debug: boolean;
  getWx(waiting: Waiting): Promise<Wx>;
  getConfigSignature(url: string): ConfigSignature | Promise<ConfigSignature>;
  getSignatureUrl: (() => string) | undefined;
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

/** How long after the verdict the early answer about `openBusinessView` is still waited for, in ms. */
const EARLY_GRACE = 100;

export function createConfiguration(source: ConfigurationSource): Configure {
  let latest: { url: string; result: Promise<Configured> } | undefined;
  let loading: Promise<Wx> | undefined;
  // Learned from a refusal: which of the two addresses this client checks against.
  let followsRouter: boolean | undefined;

  function signatureUrl(): string {
    if (source.getSignatureUrl) return withoutHash(source.getSignatureUrl());
    if (followsRouter === undefined) return defaultSignatureUrl(source.client);
    return followsRouter ? currentUrl() : entryUrl();
  }

  function getWx(waiting: Waiting): Promise<Wx> {
    if (!loading) {
      loading = source.getWx(waiting);
      loading.catch(() => (loading = undefined));
    }
    return loading;
  }

  function sign(url: string, waiting: Waiting): Promise<ConfigSignature> {
    return runAsk(
      'signature',
      waiting,
      () => Promise.resolve(source.getConfigSignature(url)).then(checkSignature),
      (cause) => new WeixinError('SIGNATURE_FAILED', 'getConfigSignature must answer with appId, timestamp, nonceStr and signature.', { cause }),
    );
  }

  async function configure(entry: { url: string }, waiting: Waiting): Promise<Configured> {
    const { url } = entry;
    const [wx, signature] = await Promise.all([getWx(waiting), sign(url, waiting), bridgeReady(waiting)]);
    let { refusal, configured } = await submit(wx, signature, waiting);
    const other = refusal && otherUrl(url, refusal);
    if (other) {
      ({ refusal, configured } = await submit(wx, await sign(other, waiting), waiting));
      if (!refusal && !source.getSignatureUrl && (other === currentUrl() || other === entryUrl())) {
        followsRouter = other === currentUrl();
        entry.url = other;
      }
    }
    if (refusal) throw refused(refusal);
    return configured;
  }

  async function submit(
    wx: Wx,
    { appId, timestamp, nonceStr, signature }: ConfigSignature,
    waiting: Waiting,
  ): Promise<{ refusal: HostAnswer | null; configured: Configured }> {
    const { client, debug } = source;
    // Copies, because jweixin replaces names in the list by the host's own. That also tells us the host's names.
    const jsApiList: string[] = source.jsApiList.slice();
    const openTagList: string[] = source.openTagList.slice();
    // `wx.error` never hears a refusal where the version sorts below 6.0.2 as text (10.0.1, HarmonyOS's 1.0.x), nor where
    // another configuration came first, and `wx.ready` is called after a refusal too. `invoke` is missing until the first
    // configuration of the page, whoever made it. (jweixin 1.6.0; may go when wx.error always answers.)
    const wxTells = !wx.invoke && (client.version || '') >= '6.0.2';

    const verdict = runStep<HostAnswer | null>('config', waiting, (resolve) => {
      if (wxTells) {
        wx.error((result) => resolve(toAnswer(result)));
        wx.ready(() => resolve(null));
      }
      // beta: jweixin 1.0.0 has no `invoke` without it.
      wx.config({ beta: true, debug, appId, timestamp, nonceStr, signature, jsApiList, openTagList });
      if (!wxTells) {
        const lists = { verifyJsApiList: jsApiList, verifyOpenTagList: openTagList };
        wx.invoke!('preVerifyJSAPI', lists, (value) => {
          const answer = toAnswer(value);
          // function_not_exist: a client that verifies nothing. Whether it has our interfaces is for checkJsApi to say.
          resolve(/^(ok|function not exist)?$/.test(verdictOf(messageOf(answer))) ? null : answer);
        });
      }
    });

    // Asked beside the verdict, which saves a round trip where the client answers before it has verified the page. Whether
    // every client does is not documented, so anything but a prompt yes is asked again after the verdict.
    const askBusinessView = (asking: Waiting): Promise<boolean> =>
      wx.invoke ? askCapabilities(wx, ['openBusinessView'], asking).then((has) => has[0]!) : Promise.resolve(false);
    const early = askBusinessView({ timeout: waiting.timeout }).catch(() => false);

    const refusal = await verdict;
    const prompt = new Promise<boolean>((resolve) => {
      setTimeout(resolve, EARLY_GRACE, false);
      void early.then(resolve);
    });
    let known = false;
    return {
      refusal,
      configured: {
        wx,
        nativeName: (name) => jsApiList[source.jsApiList.indexOf(name)] || name,
        async hasBusinessView(asking) {
          known = known || (await prompt) || (await askBusinessView(asking));
          return known;
        },
      },
    };
  }

  return (waiting) => {
    const url = signatureUrl();
    if (latest && latest.url === url) return latest.result;
    const forget = (): void => {
      if (latest === entry) latest = undefined;
    };
    // One at a time: jweixin keeps a single configuration, and a late answer to an older one could be taken for ours.
    const turn = latest ? latest.result.catch(() => undefined) : Promise.resolve(undefined);
    const entry: { url: string; result: Promise<Configured> } = { url, result: turn.then(() => configure(entry, waiting)) };
    entry.result.catch(forget);
    latest = entry;
    return entry.result;
  };
}

function checkSignature(signature: ConfigSignature): ConfigSignature {
  const { appId, timestamp, nonceStr, signature: text } = signature;
  if (![appId, timestamp, nonceStr, text].every((field) => field && /^(string|number)$/.test(typeof field))) {
    throw invalidArgument('getConfigSignature', 'A field is missing.');
  }
  return signature;
}

/** The address to try after a refused signature: the one the host names, else the other one of the two. */
function otherUrl(url: string, refusal: HostAnswer): string | undefined {
  if (reasonOf(refusal) !== 'invalid signature') return undefined;
  // Seen in debug alerts as `realAuthUrl:["https://…"]`; in which field or text it arrives is not documented.
  const named = /realAuthUrl\W*(https?:[^\s"'\],\\]+)/.exec(JSON.stringify(refusal));
  return [named ? withoutHash(named[1]!) : url, entryUrl(), currentUrl()].filter((candidate) => candidate !== url)[0];
}

/** The manual's words for it, out of `config:invalid signature` or `config:fail,Error: …,invalid signature […]`. */
function reasonOf(refusal: HostAnswer): string {
  const verdict = verdictOf(messageOf(refusal));
  const known = /invalid( [a-z]+)+/i.exec(verdict);
  return known ? known[0].toLowerCase() : verdict.replace(/^fail\W*/i, '') || 'fail';
}

function refused(refusal: HostAnswer): WeixinError {
  const reason = reasonOf(refusal);
  const hint =
    reason === 'invalid url domain'
      ? "Register this page's domain as JS接口安全域名 of the account that signs."
      : reason === 'invalid signature'
        ? "Sign the page's whole address without #…, with the ticket of the same appId."
        : "Check the appId, its ticket and the server's clock.";
  const errMsg = messageOf(refusal).replace(/^preVerifyJSAPI:(fail[ _])?/, 'config:');
  return new WeixinError('CONFIG_REFUSED', hint, { reason, errMsg });
}
