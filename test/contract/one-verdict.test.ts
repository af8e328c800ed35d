import { VIEW, openPage, settle } from './open-page';
import type { Page } from './open-page';
import type { ApiAnswer, SimulateWeixinOptions } from '../../src/testing';
import { openBusinessView } from '../../src/miniprogram';
import type { WeixinOptions } from '../../src';
import { createFakeWx } from '../unit/miniprogram/fake-wx';

const LISTED: Partial<WeixinOptions> = { jsApiList: ['chooseImage', 'getNetworkType', 'onVoicePlayEnd'] };
const PARAMS = { businessType: 'wxpayScoreEnable', queryString: 'apply_permissions_token=t' };

/** What came of it, in one word: how it resolved, or the code of the error. */
async function verdictOf(promise: Promise<unknown>): Promise<string> {
  return settle(
    promise.then(
      (value) => (value as { status?: string }).status || 'ok',
      (error: { code: string }) => (error.code === 'API_CANCELLED' ? 'cancelled' : error.code),
    ),
  );
}

/** The same answer, through every door of the package. */
async function verdicts(answer: unknown, client: SimulateWeixinOptions): Promise<Record<string, string>> {
  const open = (): Page => openPage({ ...client, apis: { openBusinessView: answer as ApiAnswer } }, LISTED);
  const wx = createFakeWx('current');
  const inMiniProgram = (): Promise<string> => {
    const outcome = openBusinessView(VIEW, { wx });
    wx.requests.pop()!.request.success(answer as never);
    return verdictOf(outcome);
  };
  return {
    view: await verdictOf(open().weixin.openBusinessView(VIEW)),
    journey: await verdictOf(
      open()
        .weixin.authorizePayScore({ applyPermissionsToken: 't' })
        .then(({ view }) => view),
    ),
    call: await verdictOf(open().weixin.call('openBusinessView', PARAMS)),
    'mini program': await inMiniProgram(),
  };
}

describe.each<[string, SimulateWeixinOptions]>([
  ['iOS', { platform: 'ios' }],
  ['Android', { platform: 'android' }],
])('an answer of openBusinessView on %s', (_name, client) => {
  test.each<[unknown, string]>([
    [{ err_code: 0, err_msg: 'openBusinessView:ok' }, 'ok'],
    [{ err_code: '0' }, 'ok'],
    [{ err_code: 0, err_msg: 'openBusinessView:fail' }, 'ok'],
    [{ err_msg: 'openBusinessView:ok' }, 'ok'],
    [{ err_msg: 'openBusinessView:confirm' }, 'ok'],
    [{ err_msg: 'openBusinessView: OK ' }, 'ok'],
    [{ err_code: -3, err_msg: 'openBusinessView:ok' }, 'cancelled'],
    [{ err_code: '-3', err_msg: 'openBusinessView:ok' }, 'cancelled'],
    [{ err_code: -3, err_msg: 'openBusinessView:fail cancel' }, 'cancelled'],
    [{ err_code: -3 }, 'cancelled'],
    [{ err_msg: 'openBusinessView:cancel' }, 'cancelled'],
    [{ err_msg: 'openBusinessView:fail cancel' }, 'cancelled'],
    [{ err_code: -1, err_msg: 'openBusinessView:ok' }, 'API_FAILED'],
    [{ err_code: 1 }, 'API_FAILED'],
    [{ err_code: '-2', err_msg: 'openBusinessView:fail request CGI error' }, 'API_FAILED'],
    [{ err_code: -4, err_msg: 'openBusinessView:fail invalid businessType' }, 'API_FAILED'],
    [{ err_msg: 'openBusinessView:fail' }, 'API_FAILED'],
    [{ err_code: '0x0', err_msg: 'openBusinessView:fail' }, 'API_FAILED'],
    [{ err_msg: 'openBusinessView:fail another navigation is in progress' }, 'BUSY'],
    [{ err_msg: 'openBusinessView:function not exist' }, 'API_UNSUPPORTED'],
  ])('%j means the same wherever it is read', async (answer, verdict) => {
    const read = await verdicts(answer, client);
    expect(read).toEqual(Object.fromEntries(Object.keys(read).map((door) => [door, verdict])));
  });

  test('has its code and text in the error of each', async () => {
    const page = openPage(
      { ...client, apis: { openBusinessView: { err_code: -1, err_msg: 'openBusinessView:fail system error' } } },
      LISTED,
    );
    const same = {
      code: 'API_FAILED',
      api: 'openBusinessView',
      errCode: -1,
      errMsg: 'openBusinessView:fail system error',
    };
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject(same);
    await expect(settle(page.weixin.call('openBusinessView', PARAMS))).rejects.toMatchObject(same);
  });
});

test.each<[unknown, string]>([
  [{ err_code: -3, err_msg: 'chooseImage:ok', localIds: ['a'] }, 'ok'],
  [{ err_code: 1, err_msg: 'chooseImage:ok', localIds: ['a'] }, 'ok'],
  [{ err_code: '-1', err_msg: 'chooseImage:confirm', localIds: ['a'] }, 'ok'],
  [{ err_code: 0, err_msg: 'chooseImage:fail' }, 'API_FAILED'],
  [{ err_code: 0, err_msg: 'chooseImage:cancel' }, 'cancelled'],
  [{ err_code: -3, err_msg: 'chooseImage:fail' }, 'API_FAILED'],
])('what a code means is known for openBusinessView only: %j of chooseImage', async (chooseImage, verdict) => {
  for (const platform of ['ios', 'android'] as const) {
    const page = openPage({ platform, apis: { chooseImage: chooseImage as object } }, LISTED);
    expect(await verdictOf(page.weixin.call('chooseImage', {}))).toBe(verdict);
  }
});

describe('checkResult', () => {
  const read = async (checkResult: unknown): Promise<boolean[]> => {
    const answer = { err_msg: 'checkJsApi:ok', checkResult };
    const open = (): Page => openPage({ apis: { checkJsApi: answer } }, LISTED);
    const checked = await settle(open().weixin.checkJsApi(['openBusinessView']));
    const called = await settle(open().weixin.call('checkJsApi', { jsApiList: ['openBusinessView'] }));
    const opened = await verdictOf(open().weixin.openBusinessView(VIEW));
    expect(['ok', 'API_UNSUPPORTED']).toContain(opened);
    const { checkResult: result } = called as unknown as { checkResult: Record<string, unknown> };
    return [checked.openBusinessView, result['openBusinessView'] === true, opened === 'ok'];
  };

  test.each<[unknown]>([[true], ['true'], [false], ['false'], [1], ['1'], [0], ['0'], [{}], [null], ['yes'], ['']])(
    'that says %j means the same to checkJsApi, to call and to a view',
    async (said) => {
      const results = [
        ...(await read({ openBusinessView: said })),
        ...(await read(JSON.stringify({ openBusinessView: said }))),
      ];
      expect(new Set(results).size).toBe(1);
      if (said === true || said === 'true') expect(results[0]).toBe(true);
      if (said === false || said === 'false' || said === null || said === '') expect(results[0]).toBe(false);
    },
  );

  test.each([undefined, null, '', '{"openBusinessView":tr', 5, [], {}])(
    'that is %j says no to all three',
    async (none) => {
      expect(await read(none)).toEqual([false, false, false]);
    },
  );
});

describe('words for success', () => {
  test.each(['ok', 'confirm', 'OK'])('%s is one for a call and for an event', async (word) => {
    const page = openPage({ apis: { chooseImage: { err_msg: `chooseImage:${word}`, localIds: ['a'] } } }, LISTED);
    expect(await settle(page.weixin.call('chooseImage', {}))).toEqual({ errMsg: 'chooseImage:ok', localIds: ['a'] });
    const heard = jest.fn();
    page.weixin.on('onVoicePlayEnd', heard);
    await settle(page.weixin.ready());
    await jest.advanceTimersByTimeAsync(10);
    page.simulated.emit('onVoicePlayEnd', { err_msg: `onVoicePlayEnd:${word}`, localId: '7' });
    expect(heard.mock.calls).toEqual([[{ errMsg: 'onVoicePlayEnd:ok', localId: '7' }]]);
  });
});
