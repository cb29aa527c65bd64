import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError, LimitExceededError, NotFoundError } from '../../errors.js';
import { lockedTarget, lockedTargets, type RepositoryReference } from '../repositories/visible-target.js';
import type { CodeownersFile } from './find-codeowners.js';

/** Bytes of a file: what GitHub reads at most. Files that are deleted in one call. */
const maxBytes = 3 * 1024 * 1024;
const maxDeleted = 1000;

/**
 * Adds a CODEOWNERS file to a repository that the caller may see and that has none. It is kept as it is given. Path rules
 * hold nobody back from it: who may give files may lift the rules. Source: src-cli reference, 6.2.
 *
 * @throws NotFoundError, InvalidInputError, LimitExceededError, ConflictError where the repository has one.
 */
export async function addCodeownersFile(
  context: RequestContext,
  repository: RepositoryReference,
  contents: string,
): Promise<CodeownersFile> {
  requireSiteAdmin(context.caller);
  const byteSize = checkedSize(contents);
  return change(context, async ({ tx, record }) => {
    const target = await lockedTarget(context, tx, repository);
    const { id } = target;
    if ((await tx.codeownersFile.count({ where: { repositoryId: id } })) > 0) {
      throw new ConflictError('codeowners file has already been ingested for this repository');
    }
    const now = context.services.clock.now();
    await tx.codeownersFile.create({
      data: { repositoryId: id, contents, createdAt: now, updatedAt: now },
    });
    record({ entity: 'repository', action: 'codeownersAdded', target, details: { bytes: byteSize } });
    return { repositoryId: id, byteSize, createdAt: now, updatedAt: now };
  });
}

/**
 * Puts another file in the place of one. The same contents again change nothing and are not recorded.
 *
 * @throws NotFoundError, also where the repository has no file; InvalidInputError, LimitExceededError.
 */
export async function updateCodeownersFile(
  context: RequestContext,
  repository: RepositoryReference,
  contents: string,
): Promise<CodeownersFile> {
  requireSiteAdmin(context.caller);
  const byteSize = checkedSize(contents);
  return change(context, async ({ tx, record }) => {
    const target = await lockedTarget(context, tx, repository);
    const { id } = target;
    const [before] = await tx.$queryRaw<Before[]>(Prisma.sql`
      SELECT created_at AS "createdAt", updated_at AS "updatedAt", octet_length(contents) AS "byteSize",
        contents = ${contents} AS "isSame"
      FROM codeowners_files WHERE repository_id = ${id}`);
    if (!before) {
      throw new NotFoundError(`could not update codeowners file: codeowners file not found: ${target.name}`);
    }
    const { createdAt } = before;
    if (before.isSame) {
      return { repositoryId: id, byteSize, createdAt, updatedAt: before.updatedAt };
    }
    const updatedAt = context.services.clock.now();
    await tx.codeownersFile.update({ where: { repositoryId: id }, data: { contents, updatedAt } });
    const details = { bytesBefore: before.byteSize, bytes: byteSize };
    record({ entity: 'repository', action: 'codeownersChanged', target, details });
    return { repositoryId: id, byteSize, createdAt, updatedAt };
  });
}

/**
 * Deletes the files of repositories: all of them, or none.
 *
 * @throws NotFoundError, also where a repository has no file; InvalidInputError.
 */
export async function deleteCodeownersFiles(
  context: RequestContext,
  repositories: readonly RepositoryReference[],
): Promise<void> {
  requireSiteAdmin(context.caller);
  if (repositories.length > maxDeleted) {
    throw new InvalidInputError(`more than ${maxDeleted} repositories: send fewer at once`);
  }
  await change(context, async ({ tx, record }) => {
    const targets = await lockedTargets(context, tx, repositories);
    const deleted = await tx.$queryRaw<{ id: number }[]>(Prisma.sql`
      DELETE FROM codeowners_files WHERE repository_id = ANY(${targets.map(({ id }) => id)}::int[])
      RETURNING repository_id AS id`);
    const gone = new Set(deleted.map(({ id }) => id));
    for (const target of targets) {
      if (!gone.has(target.id)) {
        throw new NotFoundError(`codeowners file not found: ${target.name}`);
      }
      record({ entity: 'repository', action: 'codeownersDeleted', target });
    }
  });
}

interface Before extends Omit<CodeownersFile, 'repositoryId'> {
  isSame: boolean;
}

/** Bytes in UTF-8. An empty file is one, too: nobody owns anything. */
function checkedSize(contents: string): number {
  const bytes = Buffer.byteLength(contents);
  if (bytes > maxBytes) {
    throw new LimitExceededError(`the codeowners file has ${bytes} bytes; the most is ${maxBytes}`);
  }
  // Nor would they count for what JSON makes of them in answers.
  if (/[^\P{Cc}\t\n\r]/u.test(contents)) {
    throw new InvalidInputError('the codeowners file holds a control character');
  }
  return bytes;
}
