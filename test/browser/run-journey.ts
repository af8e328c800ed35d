import type * as Library from '../../src/index';
import type { AuthorizationState, WeixinErrorCode } from '../../src/index';
import type { SimulatedWeixin } from '../../src/testing';

declare global {
  interface Window {
    WeixinPayScore: typeof Library;
    client: SimulatedWeixin;
  }
}

/** How the client answers `openBusinessView`, and what the server says afterwards. */
export interface JourneyPlan {
  answer: unknown;
  states: AuthorizationState[];
}

/** What the page saw. */
export interface JourneyReport {
  state?: string;
  status?: string;
  code?: WeixinErrorCode;
  upgradeUrl?: string | undefined;
  sources?: readonly string[] | undefined;
  /** The addresses the server was asked to sign. */
  signed: string[];
  /** The interfaces that reached the bridge. */
  calls: string[];
  /** The script tags that the page ended with. */
  scripts: string[];
  timed: boolean;
}

/** Runs inside a page: from the tap to the server's word. */
export async function runJourney({ answer, states }: JourneyPlan): Promise<JourneyReport> {
  const { client, WeixinPayScore: library } = window;
  const signed: string[] = [];
  const durations: number[] = [];
  let asked = 0;
  if (client) {
    client.answer('openBusinessView', (_params, reply) => {
      client.hidePage();
      setTimeout(() => {
        client.showPage();
        reply(answer);
      }, 20);
    });
  }
  const weixin = library.createWeixin({
    getConfigSignature(url) {
      signed.push(url);
      return { appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's' };
    },
    onTrace: ({ duration }) => durations.push(duration),
  });

  const report = (result: object): JourneyReport => ({
    signed,
    calls: client ? client.calls.map(({ api }) => api) : [],
    scripts: Array.from(document.scripts, ({ src }) => src),
    timed: durations.every((duration) => duration >= 0 && duration < 60000),
    ...result,
  });
  try {
    const { state, view } = await weixin.authorizePayScore({
      applyPermissionsToken: 'token-1',
      confirm: () => states[Math.min(asked++, states.length - 1)]!,
      confirmTimeout: 1000,
    });
    return report({ state, status: view ? view.status : 'none' });
  } catch (error) {
    if (!library.isWeixinError(error)) throw error;
    return report({ code: error.code, upgradeUrl: error.upgradeUrl, sources: error.sources });
  }
}
