import { randomBytes } from 'node:crypto';

/** A token with the seconds it still has. */
export interface IssuedToken {
  access_token: string;
  expires_in: number;
}

/** What is wrong with a token: replaced by a newer one, unknown, or too old. 0 is fine. */
export type TokenVerdict = 0 | 40001 | 40014 | 42001;

/** The two kinds of access token of one account, which do not disturb each other. */
export interface AccessTokens {
  /** `cgi-bin/token`: always a new one, and the end of the one before. */
  issue(): IssuedToken;
  /** `cgi-bin/stable_token`: the same one while it is good. */
  stable(): IssuedToken;
  /** `force_refresh`: a new one at once, and the end of the one before; within 30 s nothing happens. */
  refreshStable(): IssuedToken;
  check(token: string): TokenVerdict;
}

interface Token {
  value: string;
  expires: number;
  replaced: boolean;
}

const LIFETIME = 7200_000;
/** From here on a normal call gets the next token; the old one stays good until it expires. */
const RENEWAL = 300_000;
const FORCED_SPACING = 30_000;

/**
 * Issues access tokens.
 *
 * @see https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
 */
export function createAccessTokens(now: () => number): AccessTokens {
  const tokens = new Map<string, Token>();
  let plain: Token | undefined;
  let current: Token | undefined;
  let forcedAt = -Infinity;

  function create(): Token {
    const token = { value: randomBytes(96).toString('base64url'), expires: now() + LIFETIME, replaced: false };
    tokens.set(token.value, token);
    return token;
  }

  function toAnswer({ value, expires }: Token): IssuedToken {
    return { access_token: value, expires_in: Math.floor((expires - now()) / 1000) };
  }

  function stable(): IssuedToken {
    if (!current || current.expires - now() < RENEWAL) current = create();
    return toAnswer(current);
  }

  return {
    issue() {
      if (plain) plain.replaced = true;
      plain = create();
      return toAnswer(plain);
    },
    stable,
    refreshStable() {
      if (now() - forcedAt < FORCED_SPACING) return stable();
      forcedAt = now();
      if (current) current.replaced = true;
      current = create();
      return toAnswer(current);
    },
    check(value) {
      const token = tokens.get(value);
      if (!token) return 40014;
      if (token.replaced) return 40001;
      return token.expires <= now() ? 42001 : 0;
    },
  };
}
