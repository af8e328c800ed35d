/** Survivors that no user can tell from the code as it is, and why. */
export const UNNOTICEABLE = [];
