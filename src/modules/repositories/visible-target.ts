import { type Viewing, visibleRepositories } from '../../authz/repository-visibility.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { NotFoundError } from '../../errors.js';
import { maxNameLength, repositoryNameKey } from './repository-name.js';

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

/** A repository, named by one of the two. */
export type RepositoryReference = { id: number } | { name: string };

/**
 * The repositories, each once, by id, which nobody else puts anything on until the transaction ends: what is there is
 * counted and compared in peace. SECURITY: one that the caller may not see is not found.
 *
 * @throws NotFoundError.
 */
export async function lockedTargets(
  viewer: Viewing,
  tx: Prisma.TransactionClient,
  references: readonly RepositoryReference[],
): Promise<RepositoryTarget[]> {
  const ids = references.flatMap((reference) => ('id' in reference ? [reference.id] : []));
  const names = references.flatMap((reference) => ('name' in reference ? [reference.name] : []));
  const keys = names.map((name) => (name.length > maxNameLength ? null : repositoryNameKey(name)));
  // Those who name the same repositories in another order do not wait for each other.
  const rows = await tx.$queryRaw<{ id: number; name: string; nameKey: string }[]>(Prisma.sql`
    SELECT r.id, r.name, r.name_key AS "nameKey" FROM repositories r
    WHERE (r.id = ANY(${ids}::int[]) OR r.name_key = ANY(${keys}::text[])) AND ${visibleRepositories(viewer)}
    ORDER BY r.id FOR NO KEY UPDATE OF r`);
  const foundIds = new Set(rows.map(({ id }) => id));
  const foundKeys = new Set<string | null>(rows.map(({ nameKey }) => nameKey));
  const missingId = ids.find((id) => !foundIds.has(id));
  if (missingId !== undefined) throw new NotFoundError(`repo not found: id=${missingId}`);
  const missing = names.find((_name, at) => !foundKeys.has(keys[at] ?? null));
  if (missing !== undefined) {
    throw new NotFoundError(`repo not found: name=${JSON.stringify(missing.slice(0, maxNameLength))}`);
  }
  return rows.map(({ id, name }) => ({ kind: 'Repository', id, name }));
}

/** As `lockedTargets`, of one. */
export async function lockedTarget(
  viewer: Viewing,
  tx: Prisma.TransactionClient,
  reference: RepositoryReference,
): Promise<RepositoryTarget> {
  const [target] = await lockedTargets(viewer, tx, [reference]);
  return target as RepositoryTarget;
}
