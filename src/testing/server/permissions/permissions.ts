import { randomBytes } from 'node:crypto';
import { rfc3339 } from '../beijing-time';
import { Refusal } from '../gateway/refusal';

/** `UNBINDUSER`: nobody agreed yet. `AVAILABLE`: the user agreed. `UNAVAILABLE`: agreed once, and took it back. */
export type PermissionState = 'UNBINDUSER' | 'AVAILABLE' | 'UNAVAILABLE';

/** What the merchant asked for, in the documented names. */
export interface Application {
  service_id: string;
  appid: string;
  authorization_code: string;
  sub_appid?: string;
  sub_mchid?: string;
  channel_id?: string;
  notify_url?: string;
  scene?: string;
  transaction_scene_info?: { mchid: string; sub_mchid: string };
}

/** Which family of endpoints a permission belongs to. */
export type MerchantKind = 'acquiringBank' | 'merchant' | 'partner';

/** One pre-authorisation, and what became of it. */
export interface Permission {
  readonly kind: MerchantKind;
  readonly application: Readonly<Application>;
  state: PermissionState;
  token: string;
  /** ms since the epoch */
  tokenExpires: number;
  /** The user under `sub_appid` if the application named one, else under `appid`. */
  openid?: string;
  authorizedAt?: string;
  cancelledAt?: string;
}

/** What identifies a user to the merchant. */
export interface UserQuery {
  service_id: string;
  appid: string;
  sub_mchid?: string;
  sub_appid?: string;
  openid?: string;
  sub_openid?: string;
}

/** The permissions of one merchant number. */
export interface Permissions {
  apply(kind: MerchantKind, application: Application): Permission;
  /** Throws Refusal 404 unless a permission of that kind has this code and all the given fields. */
  find(kind: MerchantKind, code: string, fields: Partial<Application>): Permission;
  /** The permission that counts for a user: the one in force, else the latest. */
  findByUser(kind: MerchantKind, user: UserQuery): Permission | undefined;
  findByCode(code: string): Permission | undefined;
  findByToken(token: string): Permission | undefined;
  /** True if this changed the state; false if this user had agreed already. */
  open(permission: Permission, openid: string): boolean;
  close(permission: Permission): void;
}

const ONE_HOUR = 3600_000;

/** Keeps the state machine `UNBINDUSER` → `AVAILABLE` → `UNAVAILABLE`. */
export function createPermissions(now: () => number): Permissions {
  const byCode = new Map<string, Permission>();
  const byToken = new Map<string, Permission>();

  function renewToken(permission: Permission): void {
    // The old one must not come back to life with the new one.
    byToken.delete(permission.token);
    permission.token = randomBytes(48).toString('base64url');
    permission.tokenExpires = now() + ONE_HOUR;
    byToken.set(permission.token, permission);
  }

  return {
    apply(kind, application) {
      const code = application.authorization_code;
      let permission = byCode.get(code);
      if (!permission) {
        permission = { kind, application, state: 'UNBINDUSER', token: '', tokenExpires: 0 };
        byCode.set(code, permission);
      } else if (fingerprint(permission.application) !== fingerprint(application)) {
        throw new Refusal(400, 'INVALID_REQUEST', '请确认相同单号是否使用了不同的参数');
      }
      if (permission.tokenExpires <= now()) {
        // What a repeated application gets once its token is used up is nowhere written: a guess.
        if (permission.state !== 'UNBINDUSER') throw invalidState();
        renewToken(permission);
      }
      return permission;
    },

    find(kind, code, fields) {
      const permission = byCode.get(code);
      // Right code, wrong service or sub-merchant: answering as if there were none is a guess.
      if (!permission || permission.kind !== kind || !has(permission, fields)) throw notFound();
      return permission;
    },

    findByUser(kind, { openid, sub_openid: subOpenid, ...fields }) {
      const found = [...byCode.values()].filter(
        (permission) =>
          permission.kind === kind &&
          permission.openid !== undefined &&
          permission.openid === (permission.application.sub_appid ? subOpenid : openid) &&
          has(permission, fields),
      );
      return found.filter(({ state }) => state === 'AVAILABLE').at(-1) ?? found.at(-1);
    },

    findByCode: (code) => byCode.get(code),
    findByToken: (token) => byToken.get(token),

    open(permission, openid) {
      if (permission.tokenExpires <= now()) throw new Error('The token is older than one hour.');
      if (permission.openid !== undefined && permission.openid !== openid) {
        throw new Error('Another user agreed already: one pre-authorisation serves one user.');
      }
      if (permission.state === 'AVAILABLE') return false;
      if (permission.state === 'UNAVAILABLE') throw new Error('The permission was taken back: apply with a new code.');
      permission.state = 'AVAILABLE';
      permission.openid = openid;
      permission.authorizedAt = rfc3339(now());
      return true;
    },

    close(permission) {
      // Which of the documented codes answers which state is a guess.
      if (permission.state === 'UNBINDUSER') throw invalidState();
      if (permission.state === 'UNAVAILABLE') throw new Refusal(400, 'ORDER_CANCELED', '单据已取消');
      permission.state = 'UNAVAILABLE';
      permission.cancelledAt = rfc3339(now());
    },
  };
}

/** 404: no such permission. The table prints `ORDER_NOT_ EXIST`, with a space that the general rules do not have. */
export function notFound(): Refusal {
  return new Refusal(404, 'ORDER_NOT_EXIST', '订单不存在');
}

function invalidState(): Refusal {
  return new Refusal(400, 'INVALID_ORDER_STATE', '单据状态错误');
}

function has({ application }: Permission, fields: Partial<Application>): boolean {
  return Object.entries(fields).every(
    ([name, value]) => value === undefined || application[name as keyof Application] === value,
  );
}

function fingerprint(application: Application): string {
  return JSON.stringify(Object.entries(application).sort(([a], [b]) => (a < b ? -1 : 1)));
}
