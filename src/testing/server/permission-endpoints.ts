import { codeField, reasonField } from './documented-fields';
import type { Endpoint } from './endpoint';
import { readFields } from './fields';
import type { Field, Fields } from './fields';
import type { MerchantAccount } from './merchant-account';
import { permissionAnswer } from './permission-answer';
import type { MerchantKind } from './permissions';

/** What differs between the three kinds of merchant. */
export interface PermissionFamily {
  kind: MerchantKind;
  /** Path of the application. */
  base: string;
  /** Fields that every later call repeats. */
  owner: Fields & { service_id: Field };
  /** Further fields of the application. */
  application: Fields & { appid: Field; authorization_code: Field };
}

/** What all three kinds of merchant have: apply, query by code, terminate by code. */
export function permissionEndpoints(account: MerchantAccount, family: PermissionFamily): Endpoint[] {
  const { permissions, mchid, userLabel } = account;
  const { kind, base, owner } = family;
  const codeOf = (path: Record<string, string>): string =>
    readFields(path, { authorization_code: codeField }, 'path').authorization_code;

  return [
    {
      method: 'POST',
      path: base,
      answer({ body }) {
        const application = readFields(body, { ...owner, ...family.application }, 'body');
        account.authorize(application);
        return { apply_permissions_token: permissions.apply(kind, application).token };
      },
    },
    {
      method: 'GET',
      path: `${base}/authorization-code/:authorization_code`,
      answer({ path, query }) {
        const code = codeOf(path);
        const fields = readFields(query, owner, 'query');
        account.authorize(fields);
        return permissionAnswer(permissions.find(kind, code, fields), mchid, userLabel);
      },
    },
    {
      method: 'POST',
      path: `${base}/authorization-code/:authorization_code/terminate`,
      answer({ path, body }) {
        const code = codeOf(path);
        const fields = readFields(body, owner, 'body');
        readFields(body, { reason: reasonField }, 'body');
        account.authorize(fields);
        account.terminate(permissions.find(kind, code, fields));
        // For acquiring banks no answer body is documented; their siblings say 204.
        return null;
      },
    },
  ];
}
