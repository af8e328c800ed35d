/** A permission goes one way, so what arrives late, or twice, cannot undo what is known. */
const COURSE = ['UNBINDUSER', 'AVAILABLE', 'UNAVAILABLE'];

const STATE_AFTER = { 'PAYSCORE.USER_OPEN_SERVICE': 'AVAILABLE', 'PAYSCORE.USER_CLOSE_SERVICE': 'UNAVAILABLE' };

/** What the merchant remembers, in memory: each visitor's permission, and what was heard of it from whom. */
export function createMerchantDatabase() {
  const byVisitor = new Map();
  const byCode = new Map();

  function learn(permission, state, source) {
    if (!permission || COURSE.indexOf(state) < COURSE.indexOf(permission.state)) return;
    Object.assign(permission, { state, source });
  }

  return {
    find: (visitor) => byVisitor.get(visitor),

    /** Who has which code, for the routes. */
    authorizations: {
      find: async (visitor) => byVisitor.get(visitor)?.authorization_code,
      async save(visitor, code, replaces) {
        const current = byVisitor.get(visitor)?.authorization_code;
        if (current !== undefined && current !== replaces) return current;
        const permission = { authorization_code: code, state: 'UNBINDUSER', source: 'apply', notifications: [] };
        byVisitor.set(visitor, permission);
        byCode.set(code, permission);
        return code;
      },
    },

    /** Lets a visitor who has authorised start over. */
    forgetAuthorized(visitor) {
      if (byVisitor.get(visitor)?.state === 'AVAILABLE') byVisitor.delete(visitor);
    },

    /** Notes what `query` answered. */
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
