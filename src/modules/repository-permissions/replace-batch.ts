import { createHash } from 'node:crypto';
import { requireSiteAdmin } from '../../authz/policy.js';
import type { RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, DomainError, InvalidInputError } from '../../errors.js';
import { type Replacement, replaceGrants, type WantedPermissions } from './replace-grants.js';

/** What became of one repository of a batch. */
export type BatchResult = Omit<Replacement, 'repositoryId'> & {
  repositoryId: number;
  /** Why nothing was changed there. */
  error: string | null;
};

/** Repositories and bind IDs in one batch at most. */
const maxRepositories = 1000;
const maxBindIds = 500_000;

/** How long the answer to an idempotency key is kept. */
export const answerKeptSeconds = 86_400;

/** Undoes what was tried. */
class DryRun extends Error {
  constructor(readonly result: BatchResult) {
    super();
  }
}

/**
 * Replaces the explicit permissions of many repositories, each in a transaction of its own: one that fails says so and
 * leaves the others. With `dryRun` nothing is changed, and the answer says what would be. A repeated idempotency key
 * answers what the first request did, and does what that one had no time for: what became of a repository is stored in
 * the transaction that changes it.
 *
 * @throws InvalidInputError, ConflictError when the key was used for something else.
 */
export async function replacePermissions(
  context: RequestContext,
  batch: readonly WantedPermissions[],
  { idempotencyKey, dryRun }: { idempotencyKey: string | null; dryRun: boolean },
): Promise<BatchResult[]> {
  const { id: callerId } = requireSiteAdmin(context.caller);
  if (batch.length > maxRepositories) {
    throw new InvalidInputError(`more than ${maxRepositories} repositories: send fewer at once`);
  }
  if (batch.reduce((sum, { bindIds }) => sum + bindIds.length, 0) > maxBindIds) {
    throw new InvalidInputError(`more than ${maxBindIds} bind IDs: send fewer at once`);
  }
  const twice = batch.find(
    ({ repositoryId }, index) => batch.findIndex((it) => it.repositoryId === repositoryId) < index,
  );
  if (twice) throw new InvalidInputError(`the repository with number ${twice.repositoryId} is listed twice`);
  const key = idempotencyKey === null || dryRun ? undefined : { callerId, keyHash: digest(idempotencyKey) };
  const known = key ? await openAnswer(context, key, digest(JSON.stringify(batch))) : [];
  const results: BatchResult[] = [];
  for (const [index, wanted] of batch.entries()) {
    const answered = known[index];
    results.push(
      answered ?? (await replaceOne(context, wanted, { dryRun, place: key && { ...key, index } })),
    );
  }
  return results;
}

/** Names the stored answer to a request. */
interface AnswerKey {
  callerId: number;
  keyHash: Uint8Array<ArrayBuffer>;
}

/** Where in it one repository has its place. The places are filled in order. */
type AnswerPlace = AnswerKey & { index: number };

const digest = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

/** What is known of a request already: nothing of one that is new. */
async function openAnswer(
  { services }: RequestContext,
  key: AnswerKey,
  requestHash: Uint8Array<ArrayBuffer>,
): Promise<BatchResult[]> {
  const { permissionReplacement } = services.db.prisma;
  await permissionReplacement.createMany({
    data: [{ ...key, requestHash, answer: [], createdAt: services.clock.now() }],
    skipDuplicates: true,
  });
  const known = await permissionReplacement.findUnique({ where: { callerId_keyHash: key } });
  if (known && !Buffer.from(known.requestHash).equals(requestHash)) {
    throw new ConflictError('the idempotency key was used with another batch');
  }
  return (known?.answer ?? []) as unknown as BatchResult[];
}

async function replaceOne(
  context: RequestContext,
  wanted: WantedPermissions,
  { dryRun, place }: { dryRun: boolean; place: AnswerPlace | undefined },
): Promise<BatchResult> {
  try {
    return await replaceGrants(context, wanted, async (tx, replace) => {
      const known = await answerAt(tx, place);
      if (known) return known;
      const result = { ...nothing, ...(await replace()), error: null };
      if (dryRun) throw new DryRun(result);
      return storeAnswer(tx, place, result);
    });
  } catch (error) {
    if (error instanceof DryRun) return error.result;
    if (!(error instanceof DomainError)) throw error;
    const result = { ...nothing, repositoryId: wanted.repositoryId, error: error.message };
    if (!place) return result;
    return context.services.db.prisma.$transaction(
      async (tx) => (await answerAt(tx, place)) ?? (await storeAnswer(tx, place, result)),
    );
  }
}

/** What the same request has done already at a place: whoever comes second to it waits for the first. */
async function answerAt(
  tx: Prisma.TransactionClient,
  place: AnswerPlace | undefined,
): Promise<BatchResult | undefined> {
  if (!place) return undefined;
  const { callerId, keyHash, index } = place;
  const [row] = await tx.$queryRaw<{ known: BatchResult | null }[]>`
    SELECT answer -> ${index}::int AS known FROM permission_replacements
    WHERE caller_id = ${callerId} AND key_hash = ${keyHash} FOR UPDATE`;
  return row?.known ?? undefined;
}

async function storeAnswer(
  tx: Prisma.TransactionClient,
  place: AnswerPlace | undefined,
  result: BatchResult,
): Promise<BatchResult> {
  if (place) {
    const { callerId, keyHash } = place;
    await tx.$executeRaw`
      UPDATE permission_replacements SET answer = answer || ${JSON.stringify([result])}::jsonb
      WHERE caller_id = ${callerId} AND key_hash = ${keyHash}`;
  }
  return result;
}

const nothing = { added: 0, removed: 0, found: 0, pendingAdded: 0, pendingRemoved: 0, pendingFound: 0 };
