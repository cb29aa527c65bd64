import { type Viewing, visibleRepositories } from '../../authz/repository-visibility.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { NotFoundError } from '../../errors.js';

/** What an audit event about a repository names. */
export interface RepositoryTarget {
  kind: 'Repository';
  id: number;
  name: string;
}

/**
 * The repository that a change is about. SECURITY: null also where the caller may not see it. `locked`: whoever asks so
 * waits for one another.
 */
export async function visibleTarget(
  viewer: Viewing,
  tx: Prisma.TransactionClient,
  id: number,
  locked?: 'locked',
): Promise<RepositoryTarget | null> {
  const [repository] = await tx.$queryRaw<{ name: string }[]>(
    Prisma.sql`SELECT r.name FROM repositories r WHERE r.id = ${id} AND ${visibleRepositories(viewer)}
      ${locked ? Prisma.sql`FOR NO KEY UPDATE OF r` : Prisma.empty}`,
  );
  return repository ? { kind: 'Repository', id, name: repository.name } : null;
}

/**
 * The same, which nobody else puts anything on until the transaction ends: what is there is counted and compared in peace.
 *
 * @throws NotFoundError.
 */
export async function lockedTarget(
  viewer: Viewing,
  tx: Prisma.TransactionClient,
  id: number,
): Promise<RepositoryTarget> {
  const target = await visibleTarget(viewer, tx, id, 'locked');
  if (!target) throw new NotFoundError(`repo not found: id=${id}`);
  return target;
}
