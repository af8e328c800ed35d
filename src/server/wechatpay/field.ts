import type { Field } from './operation';

const authorizationCode = { max: 32, charset: 'authorization_code' } as const;

/** The authorisation number in the path. */
export const codeInPath: Field = { in: 'path', ...authorizationCode };

/** The authorisation number in the body. */
export const codeInBody: Field = { in: 'body', ...authorizationCode };

/** Where notifications go, in the body. */
export const notifyUrl: Field = { in: 'body', max: 255, charset: 'url', optional: true };

/** Why an authorisation ends, in the body. */
export const reason: Field = { in: 'body', max: 50 };

/** A user's identifier, up to 128 characters. */
export const openid = (place: Field['in']): Field => ({ in: place, max: 128 });

/** Any of the identifiers of up to 32 characters: of a service, an account, a merchant. */
export const id = (place: Field['in']): Field => ({ in: place, max: 32 });

/** An identifier of up to 32 characters in the body that may be left out. */
export const optionalId: Field = { in: 'body', max: 32, optional: true };
