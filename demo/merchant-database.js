/** A permission goes one way, so what arrives late, or twice, cannot undo what is known. */
const COURSE = ['UNBINDUSER', 'AVAILABLE', 'UNAVAILABLE'];

const STATE_AFTER = { 'PAYSCORE.USER_OPEN_SERVICE': 'AVAILABLE', 'PAYSCORE.USER_CLOSE_SERVICE': 'UNAVAILABLE' };

/**
 * What the merchant remembers, in memory: each user's permission, and what was heard of it from whom.
 *
 * @param {(user: string) => void} onChange something was learnt about a user
 */
export function createMerchantDatabase(onChange = () => undefined) {
  const byUser = new Map();
  const byCode = new Map();

  function learn(permission, state, source) {
    if (!permission) return;
    if (COURSE.indexOf(state) > COURSE.indexOf(permission.state)) Object.assign(permission, { state, source });
    onChange(permission.user);
  }

  return {
    find: (user) => byUser.get(user),
    stateOf: (code) => byCode.get(code)?.state,

    /** Who has which code, for the routes. */
    authorizations: {
      find: async (user) => byUser.get(user)?.authorization_code,
      async save(user, code, replaces) {
        const current = byUser.get(user)?.authorization_code;
        if (current !== undefined && current !== replaces) return current;
        const permission = { user, authorization_code: code, state: 'UNBINDUSER', source: 'apply', notifications: [] };
        // What was heard before stays to be seen.
        permission.notifications.push(...(byUser.get(user)?.notifications ?? []));
        byUser.set(user, permission);
        byCode.set(code, permission);
        onChange(user);
        return code;
      },
    },

    /** Notes what a query answered. */
    queried: (code, state) => learn(byCode.get(code), state, 'query'),

    /** Notes a notification. It counts how often it was called for one, which should be once. */
    notified({ id, type, resource }) {
      const permission = byCode.get(resource.authorization_code);
      if (!permission) return;
      const before = permission.notifications.find((notification) => notification.id === id);
      if (before) before.handled++;
      else permission.notifications.push({ id, type, handled: 1 });
      learn(permission, STATE_AFTER[type], 'notification');
    },
  };
}
