import { invalidArgument, ownField, ownFields } from '../arguments';
import { apiV3KeyBytes, type FindKey, keyFinder, type PlatformKeys } from '../keys';
import { NotificationError } from './notification-error';

/** One merchant number that receives notifications. */
export interface NotificationAccount {
  /** The merchant's API v3 key: 32 bytes. */
  apiV3Key: string;
  /**
   * WeChat Pay's public keys by `Wechatpay-Serial`: SPKI PEM, certificate PEM or `KeyObject`, or a function that gets one, such as
   * `platformCertificates` makes. A function is asked for every notification whose headers and clock are right, so it should
   * remember what it got; where it rejects, the answer is 500 and WeChat delivers again.
   */
  platformKeys: PlatformKeys;
  /** Whom the notifications are about; one about another is refused. Default: anyone whose notifications verify and decrypt. */
  expect?: NotificationExpectation;
}

/**
 * 校验通知的信息是否与商户侧的信息一致: one value, or a list of those that are yours. An event that is not about a Pay Score permission
 * is held to those of its fields that it has.
 */
export interface NotificationExpectation {
  mchid?: string | readonly string[];
  appid?: string | readonly string[];
  service_id?: string | readonly string[];
}

/** A {@link NotificationAccount}, checked and with its keys imported. */
export interface OpenAccount {
  readonly apiV3Key: Buffer;
  readonly findKey: FindKey;
  /** Throws {@link NotificationError} `BAD_PAYLOAD` for a resource that is about another merchant, app or service. */
  checkExpected(resource: object): void;
}

/**
 * Checks an account and imports its keys.
 *
 * @param account from the caller, own fields only
 * @param path what errors put in front of a field's name, such as `accounts[0].`
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function openAccount(account: NotificationAccount, path = ''): OpenAccount {
  return {
    apiV3Key: apiV3KeyBytes(account.apiV3Key, `${path}apiV3Key`),
    findKey: keyFinder(account.platformKeys, `${path}platformKeys`),
    checkExpected: expectation(account.expect, `${path}expect`),
  };
}

const EXPECTED = ['mchid', 'appid', 'service_id'] as const satisfies (keyof NotificationExpectation)[];

/**
 * Checks what is expected, once. A field that is there but `undefined`, as from a variable that is not set, is refused: it would
 * let every notification pass.
 *
 * @returns throws {@link NotificationError} `BAD_PAYLOAD` for a resource that is about another
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function expectation(
  expect: NotificationExpectation | undefined,
  argument: string,
): OpenAccount['checkExpected'] {
  if (expect === undefined) return () => undefined;
  const wanted = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(ownFields(expect, argument))) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!EXPECTED.some((one) => one === name)) {
      throw invalidArgument(`${argument}.${name}`, `Give ${EXPECTED.join(', ')}, and no other field.`);
    }
    if (values.length === 0 || !values.every((one) => typeof one === 'string' && one !== '')) {
      throw invalidArgument(`${argument}.${name}`, 'Give one value, or a list of at least one, as text.');
    }
    wanted.set(name, [...(values as string[])]);
  }
  return (resource) => {
    for (const [name, values] of wanted) {
      const value: unknown = ownField(resource, name);
      if (value !== undefined && !values.some((one) => one === value)) {
        throw new NotificationError('BAD_PAYLOAD', `It is about another ${name} than expected.`);
      }
    }
  };
}
