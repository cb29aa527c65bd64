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
class DryRun extends Error {}

/**
 * Replaces the explicit permissions of many repositories, each in a transaction of its own: one that fails says so and
 * leaves the others. With `dryRun` nothing is changed, and the answer says what would be. A repeated idempotency key
 * answers what the first request did.
 *
 * @throws InvalidInputError, ConflictError when the key was used for something else.
 */
export async function replacePermissions(
  context: RequestContext,
  batch: readonly WantedPermissions[],
  { idempotencyKey, dryRun }: { idempotencyKey: string | null; dryRun: boolean },
): Promise<BatchResult[]> {
  const { services } = context;
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
  const requestHash = digest(JSON.stringify(batch));
  if (key) {
    const known = await services.db.prisma.permissionReplacement.findUnique({
      where: { callerId_keyHash: key },
    });
    if (known && !Buffer.from(known.requestHash).equals(requestHash)) {
      throw new ConflictError('the idempotency key was used with another batch');
    }
    if (known) return known.answer as unknown as BatchResult[];
  }
  const results: BatchResult[] = [];
  for (const wanted of batch) results.push(await replaceOne(context, wanted, dryRun));
  if (key) {
    await services.db.prisma.permissionReplacement.upsert({
      where: { callerId_keyHash: key },
      create: {
        ...key,
        requestHash,
        answer: results as unknown as Prisma.InputJsonArray,
        createdAt: services.clock.now(),
      },
      update: {},
    });
  }
  return results;
}

const digest = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

async function replaceOne(
  context: RequestContext,
  wanted: WantedPermissions,
  dryRun: boolean,
): Promise<BatchResult> {
  const { repositoryId } = wanted;
  let replacement: Replacement | undefined;
  try {
    await replaceGrants(context, wanted, (done) => {
      replacement = done;
      if (dryRun) throw new DryRun();
    });
  } catch (error) {
    if (error instanceof DomainError) return { ...nothing, repositoryId, error: error.message };
    if (!(error instanceof DryRun)) throw error;
  }
  return { ...nothing, ...replacement, repositoryId, error: null };
}

const nothing = { added: 0, removed: 0, found: 0, pendingAdded: 0, pendingRemoved: 0, pendingFound: 0 };
