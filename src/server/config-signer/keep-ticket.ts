import { inTime } from '../limits';
import { holdClaim, isStoreError, releaseClaim } from '../store/store';
import { ConfigSignerError } from './config-signer-error';
import { failurePause } from './failure-pause';
import { fetchTicket, type TicketSource } from './fetch-ticket';

/** The account's current ticket, shared by all processes on one store. */
export interface KeptTicket {
  /** Resolves to a ticket that has not ended; rejects with {@link ConfigSignerError} `UPSTREAM_REFUSED` or `UPSTREAM_FAILED`. */
  current(): Promise<string>;
  /** Makes every process fetch a new one; rejects with `UPSTREAM_FAILED` where the store fails. */
  drop(): Promise<void>;
}

/** As it is kept in the store. Times are ms since 1970, because processes on several machines compare them. */
interface Ticket {
  readonly ticket: string;
  readonly renewAt: number;
  readonly endsAt: number;
}

/** A process uses what it has for this long before it looks into the store again, in ms. */
const MOMENT = 5000;
/** How long a request waits for the next ticket, or for a slow store, while the one in hand is still good, in ms. */
const PATIENCE = 500;
/** How long the claim to fetch lasts, in ms. The process that fetches renews it; that of a dead process ends soon. */
const TURN = 3000;
/** How often those who wait for another process look whether the ticket is there, in ms. */
const POLL = 50;
/** No ticket lasts longer than this, in ms, so after it the mark of a dropped one is not needed. */
const TICKET_LIFE = 7200_000;
const DROPPED = '';

/**
 * Keeps one `jsapi_ticket` for all requests and processes: renewed before it ends, by one of them, and used until it ends
 * where the renewal fails or the store does not answer.
 *
 * @param source the account and its store
 * @param timeout for one fetch, in ms
 */
export function keepTicket(source: TicketSource, timeout: number): KeptTicket {
  const { appId, store } = source;
  const key = `jsapi_ticket:${appId}`;
  const pauseAfterFailures = failurePause(store, appId);
  let inHand: (Ticket & { lookAgain: number }) | undefined;
  let search: Promise<Ticket> | undefined;

  async function current(): Promise<string> {
    const held = inHand;
    if (!held || ended(held)) return (await searchOnce()).ticket;
    if (performance.now() < held.lookAgain && !due(held)) return held.ticket;
    const found = await inTime(searchOnce(), PATIENCE, () => undefined);
    return (found ?? held).ticket;
  }

  function searchOnce(): Promise<Ticket> {
    search ??= storeErrorsNamed(find)
      .then(
        (ticket) => take(ticket),
        (error: unknown) => {
          if (!inHand || ended(inHand)) throw error;
          return take(inHand);
        },
      )
      .finally(() => (search = undefined));
    return search;
  }

  /** A ticket that is due and was not renewed is not tried again by this process before the moment is over. */
  function take(found: Ticket): Ticket {
    const renewAt = due(found) ? Date.now() + MOMENT : found.renewAt;
    inHand = { ...found, renewAt, lookAgain: performance.now() + MOMENT };
    return inHand;
  }

  async function find(): Promise<Ticket> {
    const kept = await read();
    if (kept && !due(kept)) return kept;
    try {
      return await renew();
    } catch (error) {
      if (kept && !ended(kept)) return kept;
      throw error;
    }
  }

  async function renew(): Promise<Ticket> {
    await pauseAfterFailures.check();
    const giveUp = performance.now() + timeout + TURN;
    do {
      const token = await store.claim(key, TURN);
      if (token !== undefined) return fetchInTurn(token);
      await pause(POLL);
      const found = await read();
      if (found && !ended(found)) return found;
    } while (performance.now() < giveUp);
    throw new ConfigSignerError('UPSTREAM_FAILED', 'Another process is fetching the ticket and has not delivered it.');
  }

  async function fetchInTurn(token: string): Promise<Ticket> {
    const stop = holdClaim(store, key, token, TURN);
    try {
      // Another process may have had the turn before.
      const found = await read();
      if (found && !due(found)) return found;
      return await fetchAndShare(await pauseAfterFailures.check());
    } finally {
      stop();
      await releaseClaim(store, key, token);
    }
  }

  async function fetchAndShare(failures: number): Promise<Ticket> {
    try {
      const { value, endsIn, renewIn } = await fetchTicket(source, AbortSignal.timeout(timeout));
      const now = Date.now();
      const ticket: Ticket = { ticket: value, renewAt: now + renewIn, endsAt: now + endsIn };
      await store.set(key, JSON.stringify(ticket), endsIn);
      await pauseAfterFailures.succeeded(failures);
      return ticket;
    } catch (error) {
      await pauseAfterFailures.failed(error, failures);
      throw error;
    }
  }

  async function read(): Promise<Ticket | undefined> {
    const text = await store.get(key);
    if (text === DROPPED) inHand = undefined;
    return parse(text);
  }

  async function drop(): Promise<void> {
    await storeErrorsNamed(() => store.set(key, DROPPED, TICKET_LIFE));
    // A search that began before may have read the dropped ticket.
    await search?.catch(() => undefined);
    inHand = undefined;
  }

  return { current, drop };
}

/** Text that another version wrote counts as nothing. */
function parse(text: string | undefined): Ticket | undefined {
  try {
    const { ticket, renewAt, endsAt } = Object(JSON.parse(text ?? '')) as Partial<Ticket>;
    const complete = typeof ticket === 'string' && typeof renewAt === 'number' && typeof endsAt === 'number';
    return complete ? { ticket, renewAt, endsAt } : undefined;
  } catch {
    return undefined;
  }
}

function due(ticket: Ticket): boolean {
  return Date.now() >= ticket.renewAt;
}

function ended(ticket: Ticket): boolean {
  return Date.now() >= ticket.endsAt;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs what touches the store; its failures become ours, without their text, which may hold a key or a ticket. */
async function storeErrorsNamed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConfigSignerError) throw error;
    const reason = isStoreError(error) ? `${error.code} in ${error.call}` : `${(error as Error | null)?.name}`;
    const shown = /^[A-Za-z ]{1,60}$/.test(reason) ? ` (${reason})` : '';
    throw new ConfigSignerError('UPSTREAM_FAILED', `The store of tickets failed${shown}. Check its connection.`);
  }
}
