import type { Database } from '../db/database.js';
import { Prisma } from '../db/generated/prisma/client.js';
import type { Viewing } from './repository-visibility.js';
import { everyPath, pathsReadableBy, type ReadablePaths } from './sub-repository-rules.js';

/**
 * SECURITY: what of repositories a caller may read, each at the place of its id. Every path to contents takes it: files,
 * trees, archives, commits, search. It says nothing on whether the repository may be seen at all. One statement, and none
 * where `experimentalFeatures.subRepoPermissions` is off. Never kept: the next request asks again.
 */
export async function readablePaths(
  viewer: Viewing & { services: { db: Database } },
  repositoryIds: readonly number[],
): Promise<ReadablePaths[]> {
  const account = heldBack(viewer);
  if (account === undefined) return repositoryIds.map(() => everyPath);
  const rows = await viewer.services.db.query<{ id: number; rules: string[] }>(
    `SELECT repository_id AS id, rules FROM sub_repository_rules
     WHERE user_id = $1::int AND repository_id = ANY($2::int[])`,
    [account, [...repositoryIds]],
    'rules for paths',
  );
  const byId = new Map(rows.map(({ id, rules }) => [id, pathsReadableBy(rules)]));
  return repositoryIds.map((id) => byId.get(id) ?? everyPath);
}

/** SECURITY: as `readablePaths`, whether nothing is held back, as a condition on `repositories r`. */
export function readsEveryPath(viewer: Viewing): Prisma.Sql {
  const account = heldBack(viewer);
  return account === undefined
    ? Prisma.sql`true`
    : Prisma.sql`NOT EXISTS (
        SELECT 1 FROM sub_repository_rules s WHERE s.user_id = ${account}::int AND s.repository_id = r.id)`;
}

/** The account whose rules count; undefined where none do. */
function heldBack({ caller, services }: Viewing): number | undefined {
  const { enabled } = services.siteConfiguration.current.settings.experimentalFeatures.subRepoPermissions;
  return enabled && caller.kind !== 'ANONYMOUS' ? caller.id : undefined;
}
