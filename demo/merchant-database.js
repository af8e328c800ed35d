import { randomUUID } from 'node:crypto';

/** A permission goes one way, so what arrives late, or twice, cannot undo what is known. */
const COURSE = ['UNBINDUSER', 'AVAILABLE', 'UNAVAILABLE'];

const STATE_AFTER = { 'PAYSCORE.USER_OPEN_SERVICE': 'AVAILABLE', 'PAYSCORE.USER_CLOSE_SERVICE': 'UNAVAILABLE' };

/** What the merchant remembers, in memory: each visitor's permission, and what was heard of it from whom. */
export function createMerchantDatabase() {
  const byVisitor = new Map();
  const byCode = new Map();

  function learn(permission, state, source) {
    if (COURSE.indexOf(state) < COURSE.indexOf(permission.state)) return;
    Object.assign(permission, { state, source });
  }

  return {
    find: (visitor) => byVisitor.get(visitor),

    /** The permission to apply for: the one at hand until somebody agrees to it, so that a second try needs no second number. */
    begin(visitor) {
      const kept = byVisitor.get(visitor);
      if (kept?.state === 'UNBINDUSER') return kept;
      // After AVAILABLE only to let the demo be repeated: a user who agreed stays authorised, and a shop would not ask again.
      const permission = {
        authorization_code: randomUUID().replaceAll('-', ''),
        state: 'UNBINDUSER',
        source: 'apply',
        notifications: [],
      };
      byVisitor.set(visitor, permission);
      byCode.set(permission.authorization_code, permission);
      return permission;
    },

    /** Notes what `query` answered. */
    queried: (permission, state) => learn(permission, state, 'query'),

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
