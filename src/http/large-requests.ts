import { setImmediate } from 'node:timers/promises';
import type { Config } from '../config.js';
import { type RequestContext, turnOf } from '../context.js';
import { FairGate } from '../fair-gate.js';
import { BodyAbortedError } from './request-body.js';

/**
 * From so many bytes on a request is large: it takes memory, decoding and checking it keeps the process from doing
 * anything else, and what it changes may be thousands of rows.
 */
export const largeFromBytes = 64 * 1024;

/** Large requests of one account that wait. */
const mostWaitingOfOne = 100;

/** Lets only some large requests be read and carried out at once, and half as many of one account. */
export class LargeRequests {
  readonly #gate: FairGate;
  /** Settles when the request that was let go on last has had an iteration of the event loop to itself. */
  #alone: Promise<unknown> = Promise.resolve();

  constructor({ DATABASE_POOL_SIZE }: Pick<Config, 'DATABASE_POOL_SIZE'>) {
    const mostOfOne = Math.max(2, Math.floor(DATABASE_POOL_SIZE / 8));
    this.#gate = new FairGate(2 * mostOfOne, mostOfOne, mostWaitingOfOne);
  }

  /** A place for a request, which is taken when it turns out to be large. */
  place(context: Pick<RequestContext, 'caller' | 'client' | 'hungUp'>): LargeRequestPlace {
    let give: (() => void) | undefined;
    let left = false;
    const leave = () => {
      left = true;
      give?.();
    };
    return {
      take: async () => {
        const hungUp = context.hungUp?.();
        give = await this.#gate.enter(turnOf(context), hungUp).catch((error) => {
          throw hungUp?.aborted ? new BodyAbortedError({ cause: error }) : error;
        });
        if (!give) throw new TooManyLargeRequestsError();
        if (left) give();
      },
      alone: async () => {
        if (!give) return;
        this.#alone = this.#alone.then(() => setImmediate());
        await this.#alone;
      },
      leave,
    };
  }
}

export interface LargeRequestPlace {
  /** @throws TooManyLargeRequestsError. */
  take(): Promise<void>;
  /**
   * To be awaited before what holds the process up. Whatever has come in meanwhile is first: large requests in a row
   * would keep it waiting for all of them.
   */
  alone(): Promise<void>;
  /** Gives the place back, if it was taken. */
  leave(): void;
}

/** The rest of the body is left unread, so the answer has to close the connection. */
export class TooManyLargeRequestsError extends Error {
  override readonly name = 'TooManyLargeRequestsError';
  readonly statusCode = 429;
  readonly retryAfterSeconds = 1;
  constructor() {
    super('too many large requests of the account wait for their turn');
  }
}
