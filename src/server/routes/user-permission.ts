import { randomUUID } from 'node:crypto';
import { checkText, invalidArgument, ownFields } from '../arguments';
import type { AcquiringBankPermissions } from '../wechatpay/acquiring-bank';
import { checkField, type Fields, id, notifyUrl, optionalId } from '../wechatpay/fields';
import type { MerchantPermissions } from '../wechatpay/merchant';
import type { PartnerPermissions } from '../wechatpay/partner';
import { AUTHORIZATION_STATES, type AppliedPermission, type AuthorizationState } from '../wechatpay/permission';
import { isWechatPayError, type WechatPayError } from '../wechatpay/wechat-pay-error';
import type { Authorizations } from './authorizations';

/** The permission endpoints of one kind of merchant, as `createPayScoreClient` makes them. */
export type RoutePermissions = Pick<
  MerchantPermissions | PartnerPermissions | AcquiringBankPermissions,
  'apply' | 'query'
>;

/** What every application of a merchant says, but for the user's `authorization_code`. */
export type RouteApplication<P extends RoutePermissions> = P extends { apply(body: infer Body): unknown }
  ? Omit<Body, 'authorization_code'>
  : never;

/** What the page gets for the tap: the token that opens the view, or the word that no view is needed. */
export type TokenAnswer = AppliedPermission | { authorization_state: 'AVAILABLE' };

/** One user's permission, at WeChat Pay. */
export interface UserPermission {
  /** Applies for the user, unless the user has authorised before. */
  apply(user: string): Promise<TokenAnswer>;
  /** The state as WeChat Pay says now; `undefined` where nothing was applied for. */
  state(user: string): Promise<AuthorizationState | undefined>;
}

interface CurrentCode {
  readonly code: string;
  /** Made by this very request, so that WeChat Pay cannot know it yet. */
  readonly isNew: boolean;
}

/**
 * Finds a user's permission, and applies for it, by the one `authorization_code` that the user has.
 *
 * @param permissions of one kind of merchant
 * @param application from {@link checkApplication}
 * @param authorizations who has which code
 */
export function userPermission(
  permissions: RoutePermissions,
  application: Readonly<Record<string, string>>,
  authorizations: Authorizations,
): UserPermission {
  // What a query repeats of the application differs by the kind of merchant, and so does what its application has.
  const owner = pick(application, ['service_id', 'channel_id', 'sub_mchid']);

  async function ask(code: string): Promise<AuthorizationState | undefined> {
    try {
      const { authorization_state: state } = await permissions.query({ ...owner, authorization_code: code } as never);
      if (AUTHORIZATION_STATES.includes(state)) return state;
    } catch (error) {
      // The code was saved, and nothing was applied for with it: a process ended in between, or the call was lost.
      if (isUnknown(error)) return undefined;
      throw error;
    }
    throw invalidArgument('permissions.query', 'Resolve to an object with a documented authorization_state.');
  }

  async function applyWith(code: string): Promise<AppliedPermission> {
    const { apply_permissions_token } = await permissions.apply({ ...application, authorization_code: code } as never);
    return { apply_permissions_token: checkText(apply_permissions_token, 'permissions.apply') };
  }

  async function make(user: string, replaces?: string): Promise<CurrentCode> {
    const made = randomUUID().replaceAll('-', '');
    const code = await authorizations.save(user, made, replaces);
    return { code, isNew: code === made };
  }

  return {
    async apply(user) {
      const known = await authorizations.find(user);
      let current = known === undefined ? await make(user) : { code: known, isNew: false };
      let refusal: WechatPayError | undefined;
      // Each further round answers a change that another request, or the user, made in the meantime.
      for (let round = 0; round < 4; round += 1) {
        const state = current.isNew ? undefined : await ask(current.code);
        if (state === 'AVAILABLE') return { authorization_state: state };
        // INVALID_REQUEST: the code went out with another application, such as before notify_url was changed.
        if (state === 'UNAVAILABLE' || refusal?.code === 'INVALID_REQUEST') {
          refusal = undefined;
          current = await make(user, current.code);
          if (!current.isNew) continue;
        } else if (refusal) throw refusal;
        try {
          return await applyWith(current.code);
        } catch (error) {
          if (current.isNew || !isAboutTheCode(error)) throw error;
          refusal = error;
        }
      }
      throw refusal ?? new Error("The user's authorization_code kept changing.");
    },

    async state(user) {
      const code = await authorizations.find(user);
      return code === undefined ? undefined : ask(code);
    },
  };
}

/** WeChat Pay's own word that there is no such code; a 404 without its signature says nothing. */
function isUnknown(error: unknown): boolean {
  return isWechatPayError(error) && error.status === 404 && !['UNVERIFIED', 'BAD_PAYLOAD'].includes(error.code);
}

/** Refusals that can come from what happened to the code since its state was asked. */
function isAboutTheCode(error: unknown): error is WechatPayError {
  return (
    isWechatPayError(error) &&
    ['INVALID_REQUEST', 'INVALID_ORDER_STATE', 'ORDER_DONE', 'ORDER_CANCELED'].includes(error.code)
  );
}

const FIELDS: Fields = {
  service_id: id('body'),
  appid: id('body'),
  channel_id: optionalId('body'),
  sub_appid: optionalId('body'),
  sub_mchid: optionalId('body'),
  notify_url: notifyUrl,
};

/**
 * Checks an application by the documents' rules, so that a mistake shows when the server starts and not at the first tap. Which
 * of the fields a kind of merchant must give is checked by its `apply`, before anything is sent.
 *
 * @param value what the caller gave
 * @returns the fields that have a value
 * @throws `WeixinError` `INVALID_ARGUMENT` that names the field
 */
export function checkApplication(value: object): Readonly<Record<string, string>> {
  const given = ownFields(value as Record<string, unknown>, 'application');
  if (given['authorization_code'] !== undefined) {
    throw invalidArgument('application.authorization_code', 'Leave it out: the routes make one for each user.');
  }
  const checked: Record<string, string> = {};
  for (const name of new Set([...Object.keys(FIELDS), ...Object.keys(given)])) {
    const field = FIELDS[name];
    const text = given[name] ?? undefined;
    if (text === undefined && (!field || field.optional)) continue;
    if (!field) throw invalidArgument(`application.${name}`, 'An application has no such field.');
    checked[name] = checkField(text, `application.${name}`, field);
  }
  return checked;
}

function pick(fields: Readonly<Record<string, string>>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]!]));
}
