import { type Viewing, visibleRepositories } from '../../authz/repository-visibility.js';
import type { Database } from '../../db/database.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { remoteKey } from './clone-url.js';
import {
  type Repository,
  type RepositoryRow,
  readRepository,
  repositoryColumns,
  repositoryTables,
} from './repositories.js';
import { repositoryNameKey } from './repository-name.js';

/** Who looks, and where. */
export type Viewer = Viewing & { services: { db: Database } };

const select = Prisma.sql`SELECT ${repositoryColumns} FROM ${repositoryTables}`;

/** Runs a statement that was put together, and reads repositories from it. */
async function read(db: Database, sql: Prisma.Sql): Promise<Repository[]> {
  const rows = await db.query<RepositoryRow>(sql.text, sql.values);
  return rows.map(readRepository);
}

/** The repository with a name, in any case; null when there is none that the viewer may know of. */
export async function findRepositoryByName(viewer: Viewer, name: string): Promise<Repository | null> {
  const [found = null] = await read(
    viewer.services.db,
    Prisma.sql`${select} WHERE r.name_key = ${repositoryNameKey(name)} AND ${visibleRepositories(viewer)}`,
  );
  return found;
}

/** The repository that a git remote leads to; null when there is none that the viewer may know of. */
export async function findRepositoryByCloneUrl(viewer: Viewer, cloneUrl: string): Promise<Repository | null> {
  const key = remoteKey(cloneUrl);
  if (key === undefined) return null;
  const [found = null] = await read(
    viewer.services.db,
    Prisma.sql`${select} WHERE ${visibleRepositories(viewer)} AND r.id IN (
      SELECT s.repository_id FROM external_service_repositories s WHERE s.remote_key = ${key}) ORDER BY r.id LIMIT 1`,
  );
  return found;
}

/** The repository of whose name, in lower case, this is the SHA-256 in hex; null as for the others. */
export async function findRepositoryByHashedName(viewer: Viewer, hashed: string): Promise<Repository | null> {
  if (!/^[0-9a-f]{64}$/i.test(hashed)) return null;
  const [found = null] = await read(
    viewer.services.db,
    Prisma.sql`${select} WHERE hashed_name(r.name_key) = decode(${hashed}, 'hex') AND ${visibleRepositories(viewer)}`,
  );
  return found;
}

/** Those of the repositories that the viewer may know of, each at the place of its id; null for the others. */
export async function findRepositoriesById(
  viewer: Viewer,
  ids: readonly number[],
): Promise<(Repository | null)[]> {
  const found = await read(
    viewer.services.db,
    Prisma.sql`${select} WHERE r.id = ANY(${[...ids]}::int[]) AND ${visibleRepositories(viewer)}`,
  );
  const byId = new Map(found.map((repository) => [repository.id, repository]));
  return ids.map((id) => byId.get(id) ?? null);
}
