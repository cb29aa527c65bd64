import { requirePermission } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { ConflictError, InvalidInputError, LimitExceededError, NotFoundError } from '../../errors.js';
import { lockedTarget } from './visible-target.js';

/** Who may change what is put on repositories. */
export const writesMetadata = 'REPO_METADATA#WRITE';

/** Characters in a key, so that an index holds it, and in a value; pairs on a repository, since they are read whole. */
const maxKey = 200;
const maxValue = 2000;
const maxPairs = 200;

/** A key, and what it is to mean; without a value it is a tag. */
export interface Pair {
  key: string;
  value: string | null;
}

/**
 * Puts a pair on a repository that the caller may see.
 *
 * @throws NotFoundError, InvalidInputError, ConflictError where the key is there, LimitExceededError.
 */
export async function addMetadata(context: RequestContext, repositoryId: number, given: Pair): Promise<void> {
  requirePermission(context.caller, writesMetadata);
  const { key, value } = checked(given);
  await change(context, async ({ tx, record }) => {
    const target = await lockedTarget(context, tx, { id: repositoryId });
    const there = await tx.repositoryMetadata.findMany({ where: { repositoryId }, select: { key: true } });
    if (there.some((pair) => pair.key === key)) {
      throw new ConflictError(`the repository has the key ${JSON.stringify(key)} already: update it`);
    }
    if (there.length >= maxPairs) {
      throw new LimitExceededError(
        `the repository has ${maxPairs} keys already, which is the most that it can`,
      );
    }
    await tx.repositoryMetadata.create({ data: { repositoryId, key, value } });
    record({ entity: 'repository', action: 'metadataAdded', target, details: { key, value } });
  });
}

/**
 * Gives a key of a repository another value. The same value again changes nothing and is not recorded.
 *
 * @throws NotFoundError, also where the key is not there; InvalidInputError.
 */
export async function updateMetadata(
  context: RequestContext,
  repositoryId: number,
  given: Pair,
): Promise<void> {
  requirePermission(context.caller, writesMetadata);
  const { key, value } = checked(given);
  await change(context, async ({ tx, record }) => {
    const target = await lockedTarget(context, tx, { id: repositoryId });
    const id = { repositoryId_key: { repositoryId, key } };
    const before = await tx.repositoryMetadata.findUnique({ where: id });
    if (!before) throw keyNotFound(key);
    if (before.value === value) return;
    await tx.repositoryMetadata.update({ where: id, data: { value } });
    const details = { key, before: before.value, after: value };
    record({ entity: 'repository', action: 'metadataChanged', target, details });
  });
}

/**
 * Takes a key off a repository.
 *
 * @throws NotFoundError, also where the key is not there.
 */
export async function deleteMetadata(
  context: RequestContext,
  repositoryId: number,
  key: string,
): Promise<void> {
  requirePermission(context.caller, writesMetadata);
  await change(context, async ({ tx, record }) => {
    const target = await lockedTarget(context, tx, { id: repositoryId });
    const { count } = await tx.repositoryMetadata.deleteMany({ where: { repositoryId, key } });
    if (count === 0) throw keyNotFound(key);
    record({ entity: 'repository', action: 'metadataDeleted', target, details: { key } });
  });
}

const keyNotFound = (key: string) =>
  new NotFoundError(`the repository has no key ${JSON.stringify(key.slice(0, maxKey))}`);

/** Null is no value; an empty text is one. */
function checked({ key, value }: Pair): Pair {
  if (key.trim() === '') throw new InvalidInputError('the key must not be blank');
  if (key.length > maxKey) throw new InvalidInputError(`the key is longer than ${maxKey} characters`);
  if (/\p{Cc}/u.test(key)) throw new InvalidInputError('the key holds a control character');
  if (value !== null && value.length > maxValue) {
    throw new InvalidInputError(`the value is longer than ${maxValue} characters`);
  }
  return { key, value };
}
