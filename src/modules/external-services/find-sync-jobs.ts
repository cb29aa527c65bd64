import type { Database } from '../../db/database.js';
import { NotFoundError } from '../../errors.js';
import type { SyncJob } from './sync.js';

/** The newest jobs of each connection, so many of each. One statement. */
export async function newestSyncJobs(
  db: Database,
  externalServiceIds: readonly number[],
  take: number,
): Promise<SyncJob[][]> {
  const rows = await db.query<SyncJob>(
    `SELECT j.id, j.external_service_id AS "externalServiceId", j.state, j.queued_at AS "queuedAt",
       j.started_at AS "startedAt", j.finished_at AS "finishedAt", j.failure_message AS "failureMessage",
       j.repos_synced AS "reposSynced", j.repo_sync_errors AS "repoSyncErrors", j.repos_added AS "reposAdded",
       j.repos_deleted AS "reposDeleted", j.repos_modified AS "reposModified", j.repos_unmodified AS "reposUnmodified"
     FROM unnest($1::int[]) AS service (id) CROSS JOIN LATERAL (
       SELECT * FROM external_service_sync_jobs s WHERE s.external_service_id = service.id ORDER BY s.id DESC LIMIT $2
     ) j ORDER BY j.id DESC`,
    [[...externalServiceIds], take],
    'newest syncs of connections',
  );
  const groups = new Map<number, SyncJob[]>(externalServiceIds.map((id) => [id, []]));
  for (const row of rows) groups.get(row.externalServiceId)?.push(row);
  return externalServiceIds.map((id) => groups.get(id) ?? []);
}

/** How many jobs of each connection are kept. */
export async function countSyncJobs(db: Database, externalServiceIds: readonly number[]): Promise<number[]> {
  const rows = await db.query<{ id: number; count: number }>(
    `SELECT external_service_id AS id, count(*)::int AS count FROM external_service_sync_jobs
     WHERE external_service_id = ANY($1::int[]) GROUP BY 1`,
    [[...externalServiceIds]],
    'numbers of syncs',
  );
  const counts = new Map(rows.map((row) => [row.id, row.count]));
  return externalServiceIds.map((id) => counts.get(id) ?? 0);
}

/** @throws NotFoundError when there is none. */
export async function getSyncJob(db: Database, id: number): Promise<SyncJob> {
  const job = await db.prisma.externalServiceSyncJob.findUnique({ where: { id } });
  if (!job) throw new NotFoundError(`sync job not found: ${id}`);
  return job;
}
