import type { MiniProgramCallbacks, MiniProgramWx, ShowOptions } from '../../../src/miniprogram';

type Request = Record<string, unknown> & Required<MiniProgramCallbacks>;

/** A mini program's `wx` that does what it is told, and keeps what it was asked. */
export interface FakeWx extends MiniProgramWx {
  readonly requests: { api: string; request: Request }[];
  readonly listeners: Set<(options: ShowOptions) => void>;
  /** The mini program is shown again. */
  show(options: ShowOptions): void;
}

export const BASE_LIBRARIES = {
  /** Has `openBusinessView`. */
  current: ['openBusinessView', 'navigateToMiniProgram', 'onAppShow', 'offAppShow'],
  /** Below 2.6.0. */
  old: ['navigateToMiniProgram', 'onAppShow', 'offAppShow'],
  /** Below 2.1.2. */
  ancient: ['navigateToMiniProgram'],
  /** Below 1.3.0. */
  first: [],
};

export function createFakeWx(library: keyof typeof BASE_LIBRARIES): FakeWx {
  const requests: FakeWx['requests'] = [];
  const listeners: FakeWx['listeners'] = new Set();
  const apis: Record<string, unknown> = {
    openBusinessView: (request: Request) => void requests.push({ api: 'openBusinessView', request }),
    navigateToMiniProgram: (request: Request) => void requests.push({ api: 'navigateToMiniProgram', request }),
    onAppShow: (listener: () => void) => void listeners.add(listener),
    offAppShow: (listener: () => void) => void listeners.delete(listener),
  };
  return {
    requests,
    listeners,
    show: (options) => listeners.forEach((listener) => listener(options)),
    ...Object.fromEntries(BASE_LIBRARIES[library].map((name) => [name, apis[name]])),
  };
}
