import type { ShowOptions } from './read-return';
import type { MiniProgramView } from './to-mini-program-view';
import type { NavigateToMiniProgram } from './to-navigate-to-mini-program';

/** How every interface of a mini program answers. */
export interface MiniProgramCallbacks {
  success?(result: unknown): void;
  fail?(result: unknown): void;
}

/** The part of a mini program's own `wx` that this entry uses. Each may be missing: base libraries differ. */
export interface MiniProgramWx {
  /** Since base library 2.6.0. */
  openBusinessView?(request: MiniProgramView & MiniProgramCallbacks): void;
  /** Says which base library this is. */
  getSystemInfoSync?(): { SDKVersion?: string };
  /** Since base library 1.3.0. */
  navigateToMiniProgram?(request: NavigateToMiniProgram & MiniProgramCallbacks): void;
  /** Since base library 2.1.2. */
  onAppShow?(listener: (options: ShowOptions) => void): void;
  /** Since base library 2.1.2. */
  offAppShow?(listener: unknown): void;
}
