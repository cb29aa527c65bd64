import { type Viewing, visibleRepositories } from '../../authz/repository-visibility.js';
import type { Database } from '../../db/database.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { holdingText } from '../../db/like.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { type BidirectionalArgs, type LazyPage, type Page, requiredSize } from '../../graphql/paging.js';
import { databaseId, encodeId } from '../../ids.js';
import type { Services } from '../../services.js';
import type { PermissionSyncJob } from './sync-jobs.js';

/** A job, and where it stands among those that wait. */
export interface FoundSyncJob extends PermissionSyncJob {
  placeInQueue: number | null;
}

/** The arguments of `permissionsSyncJobs`, ids decoded. */
export interface SyncJobSearch extends BidirectionalArgs {
  /** Only jobs for one of these reasons. */
  reasons?: readonly string[] | null;
  state?: string | null;
  searchType?: 'USER' | 'REPOSITORY' | null;
  query?: string | null;
  userId?: number | null;
  repositoryId?: number | null;
  /** Only jobs that did a part of what they were to do: there are none. */
  partial?: boolean | null;
}

/** Days after which what is known of an account or a repository is stale. */
const staleDays = 3;

const columns = Prisma.raw(`j.id, j.state, j.reason, j.user_id AS "userId", j.repository_id AS "repositoryId",
  j.triggered_by_id AS "triggeredById", j.invalidate_caches AS "invalidateCaches", j.queued_at AS "queuedAt",
  j.started_at AS "startedAt", j.finished_at AS "finishedAt", j.failure_message AS "failureMessage",
  j.cancellation_reason AS "cancellationReason", j.worker_hostname AS "workerHostname",
  j.permissions_added AS "permissionsAdded", j.permissions_removed AS "permissionsRemoved",
  j.permissions_found AS "permissionsFound", j.code_host_states AS "codeHostStates", q.place::int AS "placeInQueue"`);

const queue = Prisma.raw(
  `LEFT JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM permission_sync_jobs WHERE state = 'QUEUED') q ON q.id = j.id`,
);

type Viewer = Viewing & { services: { db: Database } };

/** Jobs, the newest first. Those whose account is gone or whose repository the caller cannot see are left out. */
export function findSyncJobs(viewer: Viewer, search: SyncJobSearch): LazyPage<FoundSyncJob> {
  const { userId, repositoryId, query, searchType } = search;
  if (userId != null && repositoryId != null)
    throw new InvalidInputError('only one of userID and repoID can be given');
  if (query && !searchType) throw new InvalidInputError('query needs searchType');
  const { db } = viewer.services;
  const where = matching(viewer, search);
  let page: Promise<SyncJobPage> | undefined;
  return {
    page: () => {
      page ??= readPage(db, where, search);
      return page;
    },
    totalCount: async () => {
      const all = Prisma.sql`SELECT count(*)::int AS count FROM permission_sync_jobs j WHERE ${where}`;
      return (await db.query<{ count: number }>(all.text, all.values))[0]?.count ?? 0;
    },
  };
}

type SyncJobPage = Pick<Page<FoundSyncJob>, 'nodes' | 'pageInfo'>;

async function readPage(
  db: Database,
  where: Prisma.Sql,
  { first, last, after, before }: BidirectionalArgs,
): Promise<SyncJobPage> {
  const { size, fromEnd } = requiredSize({ first, last });
  const number = (cursor: string) => databaseId(cursor, 'PermissionsSyncJob');
  const sql = Prisma.sql`
    SELECT ${columns} FROM permission_sync_jobs j ${queue} WHERE ${where}
      ${after ? Prisma.sql`AND j.id < ${number(after)}::int` : Prisma.empty}
      ${before ? Prisma.sql`AND j.id > ${number(before)}::int` : Prisma.empty}
    ORDER BY j.id ${Prisma.raw(fromEnd ? 'ASC' : 'DESC')} LIMIT ${size + 1}`;
  const rows = await db.query<FoundSyncJob>(sql.text, sql.values);
  const nodes = rows.slice(0, size);
  if (fromEnd) nodes.reverse();
  const more = rows.length > size;
  const cursor = (job: FoundSyncJob | undefined) => (job ? encodeId('PermissionsSyncJob', job.id) : null);
  return {
    nodes,
    pageInfo: {
      startCursor: cursor(nodes[0]),
      endCursor: cursor(nodes.at(-1)),
      hasNextPage: fromEnd ? Boolean(before) : more,
      hasPreviousPage: fromEnd ? more : Boolean(after),
    },
  };
}

function matching(viewer: Viewer, search: SyncJobSearch): Prisma.Sql {
  const { reasons, state, searchType, query, userId, repositoryId, partial } = search;
  const like = query ? holdingText(query) : null;
  const conditions = [
    Prisma.sql`(j.user_id IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.id = j.user_id AND u.deleted_at IS NULL
      AND (${searchType === 'USER' ? like : null}::text IS NULL OR u.username ILIKE ${like} OR u.display_name ILIKE ${like})))`,
    Prisma.sql`(j.repository_id IS NULL OR EXISTS (SELECT 1 FROM repositories r WHERE r.id = j.repository_id
      AND ${visibleRepositories(viewer)}
      AND (${searchType === 'REPOSITORY' ? like : null}::text IS NULL OR r.name ILIKE ${like})))`,
    ...(searchType === 'USER' ? [Prisma.sql`j.user_id IS NOT NULL`] : []),
    ...(searchType === 'REPOSITORY' ? [Prisma.sql`j.repository_id IS NOT NULL`] : []),
    ...(userId == null ? [] : [Prisma.sql`j.user_id = ${userId}::int`]),
    ...(repositoryId == null ? [] : [Prisma.sql`j.repository_id = ${repositoryId}::int`]),
    ...(state ? [Prisma.sql`j.state::text = ${state}`] : []),
    ...(reasons ? [Prisma.sql`j.reason = ANY(${[...reasons]}::text[])`] : []),
    ...(partial ? [Prisma.sql`false`] : []),
  ];
  return Prisma.join(conditions, ' AND ');
}

/** @throws NotFoundError where there is none, or what it is about is gone or hidden. */
export async function getSyncJob(viewer: Viewer, id: number): Promise<FoundSyncJob> {
  const sql = Prisma.sql`SELECT ${columns} FROM permission_sync_jobs j ${queue}
    WHERE j.id = ${id}::int AND ${matching(viewer, {})}`;
  const [job] = await viewer.services.db.query<FoundSyncJob>(sql.text, sql.values);
  if (!job) throw new NotFoundError(`permissions sync job not found: ${id}`);
  return job;
}

/** How syncs stand, and who or what has no grants. */
export interface SyncingStats {
  queueSize: number;
  usersWithLatestJobFailing: number;
  reposWithLatestJobFailing: number;
  usersWithNoPermissions: number;
  reposWithNoPermissions: number;
  usersWithStalePermissions: number;
  reposWithStalePermissions: number;
}

/** Accounts that see all, and repositories that all see, need no grants and are not counted. */
export async function syncingStats({ db, clock }: Services): Promise<SyncingStats> {
  const [stats] = await db.query<SyncingStats>(
    `WITH last_of AS (
       SELECT DISTINCT ON (user_id, repository_id) user_id, repository_id, state, finished_at FROM permission_sync_jobs
       WHERE state IN ('COMPLETED', 'FAILED') ORDER BY user_id, repository_id, id DESC
     ),
     people AS (SELECT u.id FROM users u WHERE u.deleted_at IS NULL AND NOT u.unrestricted_repo_access),
     closed AS (SELECT r.id FROM repositories r WHERE r.deleted_at IS NULL AND r.is_private AND NOT r.unrestricted)
     SELECT (SELECT count(*) FROM permission_sync_jobs WHERE state = 'QUEUED')::int AS "queueSize",
       (SELECT count(*) FROM last_of l JOIN people p ON p.id = l.user_id WHERE l.state = 'FAILED')::int AS "usersWithLatestJobFailing",
       (SELECT count(*) FROM last_of l JOIN closed c ON c.id = l.repository_id WHERE l.state = 'FAILED')::int AS "reposWithLatestJobFailing",
       (SELECT count(*) FROM people p WHERE NOT EXISTS (SELECT 1 FROM repository_grants g
         WHERE g.user_id = p.id AND (g.expires_at IS NULL OR g.expires_at > $1::timestamptz)))::int AS "usersWithNoPermissions",
       (SELECT count(*) FROM closed c WHERE NOT EXISTS (SELECT 1 FROM repository_grants g
         WHERE g.repository_id = c.id AND (g.expires_at IS NULL OR g.expires_at > $1::timestamptz)))::int AS "reposWithNoPermissions",
       (SELECT count(*) FROM last_of l JOIN people p ON p.id = l.user_id
         WHERE l.finished_at < $1::timestamptz - $2 * interval '1 day')::int AS "usersWithStalePermissions",
       (SELECT count(*) FROM last_of l JOIN closed c ON c.id = l.repository_id
         WHERE l.finished_at < $1::timestamptz - $2 * interval '1 day')::int AS "reposWithStalePermissions"`,
    [clock.now(), staleDays],
    'how permission syncs stand',
  );
  return stats as SyncingStats;
}
