import { scenarios } from 'weixin-payscore/testing';

/** What the client calls back with where nothing is wrong: after a swipe an answer without fields, as the documents say. */
function usualAnswer({ does, back }) {
  if (back === 'swipe') return {};
  return does === 'cancel' ? 'cancel' : 'ok';
}

const usualUser = (does, back) => ({ does, back, answer: usualAnswer({ does, back }) });

/** Whether nothing is wrong in a scenario: what the user does, and the way back, say it all. */
function isUsual({ user, client, offline, services }) {
  const given = JSON.stringify(user);
  return !client && !offline && !services && given === JSON.stringify(user && usualUser(user.does, user.back));
}

/** What can go wrong, by name: each is a scenario of `weixin-payscore/testing` in which it does. */
export const faults = [
  ...scenarios.filter((scenario) => !isUsual(scenario)),
  {
    id: 'pay-500-query',
    label: {
      'zh-CN': '同意之后，微信支付的查询返回 500',
      en: 'WeChat Pay answers queries with 500 once the user agreed',
    },
    source: 'guess',
    services: { fault: { path: '/v3/payscore/permissions/authorization-code/', status: 500 } },
  },
];

/** Reads the choice from the address: `?client=ios&version=8.0.49&ua=…&do=agree&back=swipe&fault=no-callback`. */
export function readAddress(search) {
  const query = new URLSearchParams(search);
  const wanted = (query.get('fault') ?? '').split(',').filter(Boolean);
  return {
    client: query.get('client') ?? 'ios',
    version: query.get('version') ?? '',
    ua: query.get('ua') ?? '',
    does: ['agree', 'refused', 'cancel', 'nothing'].find((one) => one === query.get('do')),
    back: query.get('back') === 'swipe' || query.get('do') === 'nothing' ? 'swipe' : 'button',
    faults: wanted.filter((id) => faults.some((fault) => fault.id === id)),
    unknownFaults: wanted.filter((id) => !faults.some((fault) => fault.id === id)),
  };
}

/** The address of a choice; what is usual is left out. */
export function writeAddress({ client, version, ua, does, back, faults: chosen }) {
  const query = new URLSearchParams({ client });
  if (version) query.set('version', version);
  if (ua) query.set('ua', ua);
  if (does) query.set('do', does);
  if (back === 'swipe') query.set('back', back);
  if (chosen.length) query.set('fault', chosen.join(','));
  // A query may contain plain commas, which are easier to read.
  return `?${String(query).replaceAll('%2C', ',')}`;
}

/**
 * The choice that is a preset.
 *
 * @param {import('weixin-payscore/testing').Scenario} scenario
 */
export function choiceOf({ id, user, client, ...rest }) {
  const usual = isUsual({ user, client, ...rest });
  return { does: user?.does, back: user?.back ?? 'button', faults: usual ? [] : [id] };
}

/** The preset that a choice is, if it is one. */
export function presetOf({ does, back, faults: chosen }) {
  const text = (choice) => [choice.does, choice.back, ...choice.faults].join();
  return scenarios.find((scenario) => text(choiceOf(scenario)) === text({ does, back, faults: chosen }));
}

/**
 * Makes one scenario of a choice. A preset is the scenario of that name; anything else is put together: of each fault what is
 * different in it. Without `does` a person decides in the view.
 */
export function toScenario({ does, back, faults: chosen }) {
  const preset = presetOf({ does, back, faults: chosen });
  if (preset) return preset;
  const parts = faults.filter(({ id }) => chosen.includes(id));
  const scenario = {
    id: 'custom',
    label: { 'zh-CN': '自选组合', en: 'A choice of your own' },
    source: parts.length === 1 ? parts[0].source : 'guess',
  };
  if (does) scenario.user = userWith(does, back, chosen);
  for (const { client, offline, services } of parts) {
    if (client) scenario.client = { ...scenario.client, ...client };
    if (offline) scenario.offline = offline;
    if (services) scenario.services = { ...scenario.services, ...services };
  }
  return scenario;
}

/** A user, and what the client makes of it under these faults. */
export function userWith(does, back, chosen) {
  const user = usualUser(does, back);
  for (const { id, user: other } of faults) {
    if (!chosen.includes(id) || !other) continue;
    const { answer, stays, touches } = other;
    if (JSON.stringify(answer) !== JSON.stringify(usualAnswer(other))) user.answer = answer;
    if (stays !== undefined) user.stays = stays;
    if (touches !== undefined) user.touches = touches;
  }
  return user;
}
