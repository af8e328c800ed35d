import type { AnswerFunction } from './api-answer';
import { simulateNetwork } from './offline';
import { createPropertyPatches } from './property-patches';
import { scenarios } from './scenarios';
import type { ScenarioUser } from './scenarios';
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
}

const TOUCHES = ['pointerdown', 'touchstart', 'mousedown', 'click', 'keydown'];

/**
 * Simulates a client that behaves as a scenario says, its user and the page's network too. What WeChat's servers do is data
 * for whoever simulates those: `scenarios` has it under `services`.
 *
 * Like `simulateWeixin`, it comes before jweixin and before the page's own scripts.
 *
 * @param target the page's `window`
 * @param name the `id` of one of `scenarios`
 * @throws TypeError for another name
 */
export function applyScenario(target: Window, name: string, options: ApplyScenarioOptions = {}): SimulatedWeixin {
  const scenario = scenarios.filter(({ id }) => id === name)[0];
  if (!scenario) throw new TypeError(`There is no scenario "${name}": see scenarios.map(({ id }) => id).`);
  const { user, offline, client = {} } = scenario;
  const { timeScale = 1, client: chosen = {}, onDecision } = options;

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
    apis: { ...chosen.apis, ...(user && { openBusinessView: present(user) }), ...client.apis },
  });
  const patches = createPropertyPatches();
  const network = offline && simulateNetwork(target, patches);

  function loseNetwork(): void {
    if (!network || !offline) return;
    network.setOffline(true);
    if (offline.for !== undefined) after(offline.for, () => network.setOffline(false));
  }

  function present({ does, stays = 1000, answer, touches }: ScenarioUser): AnswerFunction {
    return (params, reply) => {
      simulated.hidePage();
      after(stays, () => void leave());

      async function leave(): Promise<void> {
        await (onDecision && onDecision(does, params));
        if (disposed) return;
        if (offline && offline.from === 'return') loseNetwork();
        simulated.showPage();
        reply(answer);
        if (touches !== undefined) after(touches, () => simulated.touch());
      }
    };
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
