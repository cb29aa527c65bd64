import { requireSiteAdmin } from '../../authz/policy.js';
import { visibleRepositories } from '../../authz/repository-visibility.js';
import { change, type RequestContext } from '../../context.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError, LimitExceededError, NotFoundError } from '../../errors.js';
import { repositoryNameKey } from '../repositories/repository-name.js';
import type { RepositoryTarget } from '../repositories/visible-target.js';
import type { CodeownersFile } from './find-codeowners.js';

/** A repository, named by one of the two. */
export interface RepositoryReference {
  id?: number | undefined;
  name?: string | null | undefined;
}

/** Bytes of a file: what GitHub reads at most. Files whose owners are taken back in one call. */
const maxBytes = 3 * 1024 * 1024;
const maxDeleted = 1000;

/**
 * Takes up a CODEOWNERS file for a repository that the caller may see and that has none. It is kept as it is given.
 * Source: src-cli reference, 6.2.
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
    const before = await tx.codeownersFile.findUnique({ where: { repositoryId: id } });
    if (!before) {
      throw new NotFoundError(`could not update codeowners file: codeowners file not found: ${target.name}`);
    }
    const { createdAt } = before;
    if (before.contents === contents) {
      return { repositoryId: id, byteSize, createdAt, updatedAt: before.updatedAt };
    }
    const updatedAt = context.services.clock.now();
    await tx.codeownersFile.update({ where: { repositoryId: id }, data: { contents, updatedAt } });
    const details = { bytesBefore: Buffer.byteLength(before.contents), bytes: byteSize };
    record({ entity: 'repository', action: 'codeownersChanged', target, details });
    return { repositoryId: id, byteSize, createdAt, updatedAt };
  });
}

/**
 * Takes back the files of repositories, all of them or none.
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
    for (const target of targets) {
      if (!deleted.some(({ id }) => id === target.id)) {
        throw new NotFoundError(`codeowners file not found: ${target.name}`);
      }
      record({ entity: 'repository', action: 'codeownersDeleted', target });
    }
  });
}

/** Bytes in UTF-8. An empty file is one, too: nobody owns anything. */
function checkedSize(contents: string): number {
  const bytes = Buffer.byteLength(contents);
  if (bytes > maxBytes) {
    throw new LimitExceededError(`the codeowners file has ${bytes} bytes; the most is ${maxBytes}`);
  }
  return bytes;
}

/**
 * The repositories, each once, by id; nobody else gives them a file until the transaction ends. SECURITY: one that the
 * caller may not see is not found.
 */
async function lockedTargets(
  context: RequestContext,
  tx: Prisma.TransactionClient,
  references: readonly RepositoryReference[],
): Promise<RepositoryTarget[]> {
  const ids: number[] = [];
  const names: string[] = [];
  for (const { id, name } of references) {
    if ((id === undefined) === (name == null)) throw new InvalidInputError('give either repoID or repoName');
    if (id !== undefined) ids.push(id);
    else names.push(name as string);
  }
  const rows = await tx.$queryRaw<{ id: number; name: string; nameKey: string }[]>(Prisma.sql`
    SELECT r.id, r.name, r.name_key AS "nameKey" FROM repositories r
    WHERE (r.id = ANY(${ids}::int[]) OR r.name_key = ANY(${names.map(repositoryNameKey)}::text[]))
      AND ${visibleRepositories(context)} ORDER BY r.id FOR NO KEY UPDATE OF r`);
  const missingId = ids.find((id) => !rows.some((row) => row.id === id));
  if (missingId !== undefined) throw new NotFoundError(`repo not found: id=${missingId}`);
  const missing = names.find((name) => !rows.some(({ nameKey }) => nameKey === repositoryNameKey(name)));
  if (missing !== undefined) throw new NotFoundError(`repo not found: name=${JSON.stringify(missing)}`);
  return rows.map(({ id, name }) => ({ kind: 'Repository', id, name }));
}

const lockedTarget = async (
  context: RequestContext,
  tx: Prisma.TransactionClient,
  reference: RepositoryReference,
): Promise<RepositoryTarget> => (await lockedTargets(context, tx, [reference]))[0] as RepositoryTarget;
