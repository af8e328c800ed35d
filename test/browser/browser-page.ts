/** What the tests need of a page, whatever drives the engine. */
export interface BrowserPage {
  open(url: string): Promise<void>;
  /** Runs a function inside the page. It sees the page's globals only, and must be written for the oldest engine it runs in. */
  run<A, R>(task: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
  close(): Promise<void>;
}
