import type { FastifyReply } from 'fastify';
import { type RequestContext, turnOf } from '../context.js';
import { LimitExceededError } from '../errors.js';
import { FairGate } from '../fair-gate.js';

/** Answers of many megabytes that are made or on their way at once, those of one caller, and those of one that wait. */
const most = 2;
const mostOfOne = 1;
const mostWaitingOfOne = 50;

export const largeAnswers = (): FairGate => new FairGate(most, mostOfOne, mostWaitingOfOne);

/** What takes room for the answer to a request, once, and gives it back when the answer is out. */
export function roomFor(
  context: Pick<RequestContext, 'services' | 'caller' | 'client'>,
  reply: FastifyReply,
  hungUp: () => AbortSignal,
): () => Promise<void> {
  let taken: Promise<void> | undefined;
  const take = async () => {
    const leave = await context.services.largeAnswers.enter(turnOf(context), hungUp());
    if (!leave)
      throw new LimitExceededError('too many of your large requests wait for their turn: try again later', 1);
    if (reply.raw.destroyed) leave();
    else reply.raw.once('close', leave);
  };
  return () => {
    taken ??= take();
    return taken;
  };
}
