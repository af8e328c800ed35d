/** The address when this package was evaluated, which may be before a router changed it. */
export const addressAtImport: string = /*#__PURE__*/ (() => (typeof location === 'object' ? location.href : ''))();
