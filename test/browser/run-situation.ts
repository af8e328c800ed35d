import type * as Testing from '../../src/testing';
import type { PayScoreRequest, WeixinOptions } from '../../src/index';
import type { SimulateWeixinOptions } from '../../src/testing';

declare global {
  interface Window {
    Testing: typeof Testing;
  }
}

/** What happens to a page, and what it must come to in every engine. */
export const SITUATIONS = {
  'the user reads for a minute in a view that does not hide the page': {
    pending: true,
    asked: 0,
    state: 'AVAILABLE',
    status: 'ok',
  },
  'a silent view that never hid the page ends with a touch, and not with an impatient tap': {
    pending: true,
    asked: 0,
    state: 'AVAILABLE',
    status: 'unknown',
  },
  'the first question to the server is lost': { state: 'AVAILABLE', asked: 2, inTime: true },
  'the user switches apps while the server is asked': { pending: true, state: 'AVAILABLE', inTime: true },
  'the server says its whole answer': { state: 'AVAILABLE', asked: 1 },
  'another service is tapped while the first is confirmed': {
    opened: ['A', 'B'],
    states: ['UNBINDUSER', 'AVAILABLE'],
  },
  'a component mounts, unmounts and mounts': { first: 'ABORTED', state: 'AVAILABLE', opened: ['A'] },
  'two sessions share a page': { other: 'BUSY', same: 'AVAILABLE', state: 'AVAILABLE', opened: ['A'] },
  'the page freezes while its address is signed': { pending: true, state: 'AVAILABLE', status: 'ok' },
  'the route changes while its address is signed': { state: 'AVAILABLE', status: 'ok' },
  'five routes pass on a silent client': { code: 'TIMEOUT', inTime: true },
  'another script configures the page anew': { state: 'AVAILABLE', status: 'ok', tried: 2, opened: ['A'] },
};

export type SituationName = keyof typeof SITUATIONS;

export const SITUATION_NAMES = Object.keys(SITUATIONS) as SituationName[];

/** Which situation, in which client. */
export interface Situation {
  name: SituationName;
  platform: 'ios' | 'android';
}

/** Runs inside a page: makes the situation, on a clock of its own, and reports what came of it. */
export async function runSituation({ name, platform }: Situation): Promise<object> {
  const library = window.WeixinPayScore;
  // jweixin may be a request away; the clock below does not wait for the network.
  const wx = await library.loadJWeixin();

  window.client.dispose();
  const later = window.setTimeout.bind(window);
  const began = Date.now();
  let now = began;
  let timers: { id: number; at: number; task(): void }[] = [];
  let id = 1000;
  window.setTimeout = ((task: (...values: unknown[]) => void, delay = 0, ...values: unknown[]) => {
    timers.push({ id: ++id, at: now + delay, task: () => task(...values) });
    return id;
  }) as typeof setTimeout;
  window.clearTimeout = ((cleared: number) => {
    timers = timers.filter((timer) => timer.id !== cleared);
  }) as typeof clearTimeout;
  Date.now = () => now;
  performance.now = () => now - began;

  /** Lets the promises of the page run. */
  const flush = async (): Promise<void> => {
    for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => later(resolve, 0));
  };
  /** Lets time pass. */
  const pass = async (ms: number): Promise<void> => {
    const end = now + ms;
    for (;;) {
      await flush();
      const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.id - b.id)[0];
      if (!due) break;
      timers = timers.filter((timer) => timer !== due);
      now = Math.max(now, due.at);
      due.task();
    }
    now = end;
    await flush();
  };

  const opened: string[] = [];
  let asked = 0;
  const open = (options: SimulateWeixinOptions, openBusinessView: Testing.ApiAnswer): void => {
    window.client = window.Testing.simulateWeixin(window, {
      platform,
      ...options,
      apis: {
        openBusinessView: (params, reply) => {
          opened.push(String(params['queryString']).split('=')[1]!);
          reply(openBusinessView);
        },
      },
    });
  };
  const session = (options: Partial<WeixinOptions> = {}): ReturnType<typeof library.createWeixin> =>
    library.createWeixin({
      getConfigSignature: (url) => ({ appId: 'wx1', timestamp: 1, nonceStr: url, signature: 's' }),
      ...options,
    });
  /** Follows a journey: what is known of it so far. */
  const follow = (journey: Promise<{ state: string; view: { status: string } | null }>): Record<string, unknown> => {
    const report: Record<string, unknown> = {};
    journey.then(
      ({ state, view }) => Object.assign(report, { state, status: view && view.status }),
      (error: { code?: string }) => Object.assign(report, { code: error.code || String(error) }),
    );
    return report;
  };
  const isPending = (report: Record<string, unknown>): boolean => !report['state'] && !report['code'];
  /** A request for the token `A`; the server says what `says` returns. */
  const request = (says: () => unknown, token = 'A'): PayScoreRequest => ({
    applyPermissionsToken: token,
    confirm: () => {
      asked++;
      return says() as 'AVAILABLE';
    },
  });
  const available = (): string => 'AVAILABLE';

  switch (name) {
    case 'the user reads for a minute in a view that does not hide the page': {
      open({ signs: [] }, 'never');
      const report = follow(session().authorizePayScore(request(available)));
      await pass(60000);
      const early = { pending: isPending(report), asked };
      window.client.reply('openBusinessView', 'ok');
      await pass(1000);
      return { ...early, ...report };
    }
    case 'a silent view that never hid the page ends with a touch, and not with an impatient tap': {
      open({ signs: [] }, 'never');
      const report = follow(session().authorizePayScore(request(available)));
      await pass(2000);
      window.client.touch();
      await pass(28000);
      const early = { pending: isPending(report), asked };
      window.client.touch();
      await pass(3100);
      return { ...early, ...report };
    }
    case 'the first question to the server is lost': {
      open({}, 'ok');
      const report = follow(
        session().authorizePayScore(request(() => (asked === 1 ? new Promise(() => undefined) : 'AVAILABLE'))),
      );
      await pass(4500);
      return { ...report, asked, inTime: !isPending(report) };
    }
    case 'the user switches apps while the server is asked': {
      open({}, 'ok');
      let authorised = false;
      const report = follow(session().authorizePayScore(request(() => (authorised ? 'AVAILABLE' : 'UNBINDUSER'))));
      await pass(100);
      window.client.hidePage();
      window.client.freeze({ bridge: true });
      await pass(60000);
      const pending = isPending(report);
      authorised = true;
      window.client.thaw();
      window.client.showPage();
      await pass(500);
      return { pending, ...report, inTime: !isPending(report) };
    }
    case 'the server says its whole answer': {
      open({}, 'ok');
      const report = follow(
        session().authorizePayScore(request(() => ({ authorization_state: 'AVAILABLE', service_id: '500001' }))),
      );
      await pass(1000);
      return { ...report, asked };
    }
    case 'another service is tapped while the first is confirmed': {
      open({}, 'ok');
      const weixin = session();
      const first = follow(weixin.authorizePayScore({ applyPermissionsToken: () => 'A', confirm: () => 'UNBINDUSER' }));
      await pass(1000);
      const second = follow(weixin.authorizePayScore({ applyPermissionsToken: () => 'B', confirm: () => 'AVAILABLE' }));
      await pass(30000);
      return { opened, states: [first['state'], second['state']] };
    }
    case 'a component mounts, unmounts and mounts': {
      open({ latency: 50 }, 'ok');
      const weixin = session();
      const same = request(available);
      const caller = new AbortController();
      const first = follow(weixin.authorizePayScore(same, { signal: caller.signal }));
      caller.abort();
      const second = follow(weixin.authorizePayScore(same));
      await pass(5000);
      return { first: first['code'], ...second, opened };
    }
    case 'two sessions share a page': {
      open({}, 'never');
      const sessions = [session(), session()] as const;
      const same = request(available);
      const one = follow(sessions[0].authorizePayScore(same));
      await pass(500);
      const other = follow(sessions[1].authorizePayScore(request(available, 'B')));
      const shared = follow(sessions[1].authorizePayScore(same));
      await pass(500);
      window.client.reply('openBusinessView', 'ok');
      await pass(1000);
      return { other: other['code'], same: shared['state'], state: one['state'], opened };
    }
    case 'the page freezes while its address is signed': {
      open({}, 'ok');
      let sign = (): void => undefined;
      const getConfigSignature: WeixinOptions['getConfigSignature'] = () =>
        new Promise((resolve) => {
          sign = () => resolve({ appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's' });
        });
      const report = follow(session({ getConfigSignature }).authorizePayScore(request(available)));
      await pass(1000);
      window.client.freeze({ bridge: true });
      await pass(60000);
      window.client.thaw();
      await pass(500);
      const pending = isPending(report);
      sign();
      await pass(1000);
      return { pending, ...report };
    }
    case 'the route changes while its address is signed': {
      open(
        {
          config: ({ nonceStr, url, entryUrl }) =>
            nonceStr === (platform === 'ios' ? entryUrl : url) ? 'ok' : 'invalid signature',
        },
        'ok',
      );
      const getConfigSignature: WeixinOptions['getConfigSignature'] = (url) =>
        new Promise((resolve) => {
          setTimeout(resolve, 500, { appId: 'wx1', timestamp: 1, nonceStr: url, signature: 's' });
        });
      const weixin = session({ getConfigSignature });
      history.pushState(null, '', '/list');
      const report = follow(weixin.authorizePayScore(request(available)));
      await pass(100);
      history.pushState(null, '', '/order');
      await pass(5000);
      return report;
    }
    case 'five routes pass on a silent client': {
      open({ config: 'never' }, 'ok');
      const weixin = session();
      for (let route = 1; route <= 5; route++) {
        history.pushState(null, '', '/order/' + route);
        weixin.ready().catch(() => undefined);
        await pass(1000);
      }
      const report = follow(weixin.authorizePayScore(request(available)));
      await pass(11100);
      return { ...report, inTime: !isPending(report) };
    }
    case 'another script configures the page anew': {
      open({}, 'ok');
      const weixin = session();
      let ready = false;
      weixin.ready().then(
        () => (ready = true),
        () => undefined,
      );
      // Where a part of the library is a request away, some turns of the clock are not enough.
      for (let turns = 0; !ready && turns < 500; turns++) await pass(10);
      wx.config({ appId: 'wx2', timestamp: 1, nonceStr: 'n', signature: 's', jsApiList: ['chooseImage'] });
      await pass(100);
      const report = follow(weixin.authorizePayScore(request(available)));
      await pass(5000);
      const tried = window.client.calls.filter(({ api }) => api === 'openBusinessView').length;
      return { ...report, tried, opened };
    }
  }
}
