/**
 * Calls back after a delay in which the page could run.
 *
 * A timer that fires more than a second late says that the page was frozen meanwhile (the user was in another app, or under a
 * view that suspends the page). Nothing could have answered in that time, so the whole delay starts again.
 *
 * @param delay in ms; 0: never
 * @param done called once
 * @returns how to stop it
 */
export function startTimer(delay = 0, done: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A tenth for long delays: browsers run the timers of a hidden page once a minute.
  const tolerance = Math.max(1000, delay / 10);

  function start(): void {
    const due = Date.now() + delay;
    timer = setTimeout(() => (Date.now() - due > tolerance ? start() : done()), delay);
  }

  if (delay) start();
  return () => clearTimeout(timer);
}
