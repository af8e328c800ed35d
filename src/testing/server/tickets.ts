import { randomBytes } from 'node:crypto';

/** A ticket with the seconds it still has. */
export interface IssuedTicket {
  ticket: string;
  expires_in: number;
}

const LIFETIME = 7200_000;
const RENEWAL = 300_000;

/**
 * Issues `jsapi_ticket` and the cards' `api_ticket`. Both live 7200 s; that a ticket is answered again until five minutes
 * before its end, as with stable tokens, is a guess.
 */
export function createTickets(now: () => number): (type: string) => IssuedTicket {
  const tickets = new Map<string, { ticket: string; expires: number }>();
  return (type) => {
    let current = tickets.get(type);
    if (!current || current.expires - now() < RENEWAL) {
      current = { ticket: randomBytes(64).toString('base64url'), expires: now() + LIFETIME };
      tickets.set(type, current);
    }
    return { ticket: current.ticket, expires_in: Math.floor((current.expires - now()) / 1000) };
  };
}
