import { simulateNetwork } from './offline';
import { createPropertyPatches } from './property-patches';
import { scenarios } from './scenarios';
import type { Scenario, ScenarioUser } from './scenarios';
import { simulateWeixin } from './simulate-weixin';
import type { SimulatedWeixin, SimulateWeixinOptions } from './simulate-weixin';

/** What a scenario leaves open. */
export interface ApplyScenarioOptions {
  /** The client, and answers to other interfaces. What the scenario says wins. */
  client?: SimulateWeixinOptions;
  /** Factor on the times that the scenario names: at 0.01 a user is back after 10 ms. Default 1. */
  timeScale?: number;
  /**
   * The user decided, still inside the view: tell your simulated server here. The way back waits for a promise.
   *
   * @param does what the user did
   * @param params what the page sent with `openBusinessView`
   */
  onDecision?(does: ScenarioUser['does'], params: Record<string, unknown>): unknown;
  /**
   * Shows a view of your own, in which a person decides, in place of the scenario's user.
   *
   * @param params what the page sent with `openBusinessView`
   * @param user the scenario's user, for whom `stays` is left to you; missing where it has none
   * @returns what the client calls back with, once the view is gone; and in ms when the user then touches the page
   */
  onView?(params: Record<string, unknown>, user: ScenarioUser | undefined): Promise<ShownView>;
}

/** How a view ended that was shown by {@link ApplyScenarioOptions.onView}. */
export type ShownView = Pick<ScenarioUser, 'answer' | 'touches'>;

const TOUCHES = ['pointerdown', 'touchstart', 'mousedown', 'click', 'keydown'];

/**
 * Simulates a client that behaves as a scenario says, its user and the page's network too. What WeChat's servers do is data
 * for code that simulates those servers: `scenarios` has it under `services`.
 *
 * Like `simulateWeixin`, it comes before jweixin and before the page's own scripts.
 *
 * @param target the page's `window`
 * @param name the `id` of one of `scenarios`, or a scenario of your own
 * @throws TypeError for another name
 */
export function applyScenario(
  target: Window,
  name: string | Scenario,
  options: ApplyScenarioOptions = {},
): SimulatedWeixin {
  const scenario = typeof name === 'string' ? scenarios.filter(({ id }) => id === name)[0] : name;
  if (!scenario) throw new TypeError(`There is no scenario "${name}": see scenarios.map(({ id }) => id).`);
  const { user, offline, client = {} } = scenario;
  const { timeScale = 1, client: chosen = {}, onDecision, onView } = options;

  const timers = new Set<number>();
  let disposed = false;
  // Taken before the simulation, whose timers can be frozen: the user's hands can not.
  const { setTimeout: start, clearTimeout: stop } = target;
  function after(ms: number, task: () => void): void {
    const timer = start.call(
      target,
      () => {
        timers.delete(timer);
        task();
      },
      ms * timeScale,
    );
    timers.add(timer);
  }

  const simulated = simulateWeixin(target, {
    ...chosen,
    ...client,
    apis: { ...chosen.apis, ...((user || onView) && { openBusinessView: present }), ...client.apis },
  });
  const patches = createPropertyPatches();
  const network = offline && simulateNetwork(target, patches);

  function loseNetwork(): void {
    if (!network || !offline) return;
    network.setOffline(true);
    if (offline.for !== undefined) after(offline.for, () => network.setOffline(false));
  }

  function present(params: Record<string, unknown>, reply: (answer?: unknown) => void): void {
    simulated.hidePage();
    void (onView ? onView(params, user) : decide(user!, params)).then(({ answer, touches }) => {
      if (disposed) return;
      if (offline && offline.from === 'return') loseNetwork();
      simulated.showPage();
      reply(answer);
      if (touches !== undefined) after(touches, () => simulated.touch());
    });
  }

  async function decide(user: ScenarioUser, params: Record<string, unknown>): Promise<ShownView> {
    await new Promise<void>((resolve) => after(user.stays === undefined ? 1000 : user.stays, resolve));
    await (onDecision && onDecision(user.does, params));
    return user;
  }

  function onTap(): void {
    stopWatching();
    loseNetwork();
  }
  function stopWatching(): void {
    for (const type of TOUCHES) target.removeEventListener(type, onTap, true);
  }
  if (offline && offline.from === 'tap') {
    for (const type of TOUCHES) target.addEventListener(type, onTap, true);
  }

  const { dispose } = simulated;
  simulated.dispose = () => {
    disposed = true;
    timers.forEach((timer) => stop.call(target, timer));
    timers.clear();
    stopWatching();
    patches.restore();
    dispose();
  };
  return simulated;
}
