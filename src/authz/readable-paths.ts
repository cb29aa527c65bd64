import type { Database } from '../db/database.js';
import type { Viewing } from './repository-visibility.js';
import { everyPath, pathsReadableBy, type ReadablePaths } from './sub-repository-rules.js';

/**
 * SECURITY: what of repositories a caller may read, each at the place of its id. Every path to contents takes it: files,
 * trees, archives, commits, search. It says nothing on whether the repository may be seen at all. One statement, and none
 * where `experimentalFeatures.subRepoPermissions` is off. Never kept: the next request asks again.
 */
export async function readablePaths(
  { caller, services }: Viewing & { services: { db: Database } },
  repositoryIds: readonly number[],
): Promise<ReadablePaths[]> {
  const { enabled } = services.siteConfiguration.current.settings.experimentalFeatures.subRepoPermissions;
  if (!enabled || caller.kind === 'ANONYMOUS') return repositoryIds.map(() => everyPath);
  const rows = await services.db.query<{ id: number; rules: string[] }>(
    `SELECT repository_id AS id, rules FROM sub_repository_rules
     WHERE user_id = $1::int AND repository_id = ANY($2::int[])`,
    [caller.id, [...repositoryIds]],
    'rules for paths',
  );
  const byId = new Map(rows.map(({ id, rules }) => [id, pathsReadableBy(rules)]));
  return repositoryIds.map((id) => byId.get(id) ?? everyPath);
}
