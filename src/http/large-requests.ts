import { setImmediate } from 'node:timers/promises';
import type { Config } from '../config.js';
import { type RequestContext, turnOf } from '../context.js';
import { FairGate } from '../fair-gate.js';

/**
 * From so many bytes on a request is large: decoding and checking it keeps the process from doing anything else, and
 * what it changes may be thousands of rows.
 */
const largeFromBytes = 64 * 1024;

/** Large requests of one account that wait. */
const mostWaitingOfOne = 100;

/** Lets some large requests be decoded and carried out at once: the database is to have time for everybody else. */
export function largeRequests({ DATABASE_POOL_SIZE }: Pick<Config, 'DATABASE_POOL_SIZE'>): FairGate {
  const most = Math.max(2, Math.floor(DATABASE_POOL_SIZE / 8));
  return new FairGate(most, most, mostWaitingOfOne);
}

/** Decodes and carries out a request of so many bytes, a large one in turn; undefined when too many wait already. */
export async function inTurn<Result>(
  context: RequestContext,
  bytes: number,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  if (bytes < largeFromBytes) return work();
  const leave = await context.services.largeRequests.enter(turnOf(context), context.hungUp?.());
  if (!leave) return undefined;
  try {
    // Whatever else has come in meanwhile is first: two large requests in a row would keep it waiting twice as long.
    await setImmediate();
    return await work();
  } finally {
    leave();
  }
}
