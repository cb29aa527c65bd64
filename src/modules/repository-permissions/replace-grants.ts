import type { AuditedTransaction } from '../../audit/audit-log.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { visibleRepositories } from '../../authz/repository-visibility.js';
import { change, type RequestContext } from '../../context.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { NotFoundError } from '../../errors.js';
import { accountsByBindId, checkedBindIds, requireMapping } from './bind-ids.js';

/** What a replacement changed, and how many accounts are listed after it. */
export interface Replacement {
  repositoryId: number;
  added: number;
  removed: number;
  found: number;
  pendingAdded: number;
  pendingRemoved: number;
  pendingFound: number;
}

/** Ids that an event lists at most; the numbers are always whole. */
const listed = 50;

/**
 * Makes the accounts that bind IDs name those, and only those, to whom a repository is granted over the API.
 * Bind IDs that name nobody yet wait for who comes. Grants of synchronisations stay. One transaction for the
 * repository, and what is as it should be is not written.
 *
 * @throws NotFoundError, InvalidInputError.
 */
export async function setRepositoryPermissions(
  context: RequestContext,
  repositoryId: number,
  bindIds: readonly string[],
  expiresAt: Date | null = null,
): Promise<Replacement> {
  requireSiteAdmin(context.caller);
  return replaceGrants(context, { repositoryId, bindIds, expiresAt }, (_tx, replace) => replace());
}

/** Whom one repository is to be granted to. */
export interface WantedPermissions {
  repositoryId: number;
  bindIds: readonly string[];
  expiresAt: Date | null;
}

/** As `setRepositoryPermissions`, for a site admin. `work` is the transaction, and replaces when it likes. */
export async function replaceGrants<Result>(
  context: RequestContext,
  wanted: WantedPermissions,
  work: (tx: Prisma.TransactionClient, replace: () => Promise<Replacement>) => Promise<Result>,
): Promise<Result> {
  return change(context, (transaction) =>
    work(transaction.tx, () => replaceIn(context, transaction, wanted)),
  );
}

async function replaceIn(
  context: RequestContext,
  { tx, record }: AuditedTransaction,
  { repositoryId, bindIds: given, expiresAt }: WantedPermissions,
): Promise<Replacement> {
  const { services } = context;
  const mapping = requireMapping(services.siteConfiguration.current.settings);
  const bindIds = checkedBindIds(given);
  const repository = await lockRepository(context, tx, repositoryId);
  const accounts = await accountsByBindId(tx, mapping, bindIds);
  const userIds = [...new Set(accounts.values())];
  const pending = bindIds.filter((bindId) => !accounts.has(bindId));
  const now = services.clock.now();
  const [grants] = await tx.$queryRawUnsafe<
    { added: number; removed: number; some: number[]; lost: number[] }[]
  >(replaceGrantsSql, repositoryId, userIds, now, expiresAt);
  const [waiting] = await tx.$queryRawUnsafe<{ added: number; removed: number }[]>(
    replacePendingSql,
    repositoryId,
    pending,
    now,
    expiresAt,
  );
  const replacement = {
    repositoryId,
    added: grants?.added ?? 0,
    removed: grants?.removed ?? 0,
    found: userIds.length,
    pendingAdded: waiting?.added ?? 0,
    pendingRemoved: waiting?.removed ?? 0,
    pendingFound: pending.length,
  };
  const { added, removed, pendingAdded, pendingRemoved } = replacement;
  if (added + removed + pendingAdded + pendingRemoved > 0) {
    const { repositoryId: _id, ...numbers } = replacement;
    record({
      entity: 'repository.permissions',
      action: 'changed',
      target: { kind: 'Repository', id: repositoryId, name: repository.name },
      details: { ...numbers, addedUserIDs: grants?.some ?? [], removedUserIDs: grants?.lost ?? [] },
    });
  }
  return replacement;
}

/**
 * Locks a repository that the caller may know of: whoever changes its grants waits for one another.
 *
 * @throws NotFoundError.
 */
export async function lockRepository(
  context: RequestContext,
  tx: Prisma.TransactionClient,
  repositoryId: number,
): Promise<{ id: number; name: string }> {
  const [repository] = await tx.$queryRaw<{ id: number; name: string }[]>(Prisma.sql`
    SELECT r.id, r.name FROM repositories r
    WHERE r.id = ${repositoryId} AND ${visibleRepositories(context)} FOR NO KEY UPDATE OF r`);
  if (!repository) throw new NotFoundError(`repository not found: [${repositoryId}]`);
  return repository;
}

// Only what differs is touched: an update that changes nothing would still write its row. A full join is never done by
// comparing each row with each, however wrong the database's idea of how many there are is.

const replaceGrantsSql = `
  WITH differing AS MATERIALIZED (
    SELECT coalesce(w.user_id, h.user_id) AS user_id, w.user_id IS NOT NULL AS is_wanted, h.user_id IS NOT NULL AS is_held
    FROM unnest($2::int[]) AS w(user_id) FULL JOIN (
      SELECT user_id, expires_at FROM repository_grants WHERE repository_id = $1::int AND source = 'API'
    ) h ON h.user_id = w.user_id
    WHERE w.user_id IS NULL OR h.user_id IS NULL OR h.expires_at IS DISTINCT FROM $4::timestamptz
  ),
  removed AS (
    DELETE FROM repository_grants g USING differing d
    WHERE g.repository_id = $1::int AND g.source = 'API' AND g.user_id = d.user_id AND NOT d.is_wanted
    RETURNING g.user_id
  ),
  renewed AS (
    UPDATE repository_grants g SET expires_at = $4::timestamptz, updated_at = $3::timestamptz FROM differing d
    WHERE g.repository_id = $1::int AND g.source = 'API' AND g.user_id = d.user_id AND d.is_wanted AND d.is_held
    RETURNING g.user_id
  ),
  added AS (
    INSERT INTO repository_grants (repository_id, user_id, source, updated_at, expires_at)
    SELECT $1::int, d.user_id, 'API', $3::timestamptz, $4::timestamptz FROM differing d
    WHERE NOT d.is_held ORDER BY d.user_id
    RETURNING user_id
  ),
  gained AS (SELECT user_id FROM added UNION ALL SELECT user_id FROM renewed)
  SELECT (SELECT count(*)::int FROM gained) AS added, (SELECT count(*)::int FROM removed) AS removed,
    ARRAY(SELECT user_id FROM gained LIMIT ${listed}) AS some, ARRAY(SELECT user_id FROM removed LIMIT ${listed}) AS lost`;

const replacePendingSql = `
  WITH differing AS MATERIALIZED (
    SELECT coalesce(w.bind_id, h.bind_id) AS bind_id, w.n, w.bind_id IS NOT NULL AS is_wanted,
      h.bind_id IS NOT NULL AS is_held
    FROM unnest($2::text[]) WITH ORDINALITY AS w(bind_id, n) FULL JOIN (
      SELECT bind_id, expires_at FROM pending_repository_grants WHERE repository_id = $1::int
    ) h ON h.bind_id = w.bind_id
    WHERE w.bind_id IS NULL OR h.bind_id IS NULL OR h.expires_at IS DISTINCT FROM $4::timestamptz
  ),
  removed AS (
    DELETE FROM pending_repository_grants g USING differing d
    WHERE g.repository_id = $1::int AND g.bind_id = d.bind_id AND NOT d.is_wanted
    RETURNING 1
  ),
  renewed AS (
    UPDATE pending_repository_grants g SET expires_at = $4::timestamptz FROM differing d
    WHERE g.repository_id = $1::int AND g.bind_id = d.bind_id AND d.is_wanted AND d.is_held
    RETURNING 1
  ),
  added AS (
    INSERT INTO pending_repository_grants (repository_id, bind_id, created_at, expires_at)
    SELECT $1::int, d.bind_id, $3::timestamptz, $4::timestamptz FROM differing d
    WHERE NOT d.is_held ORDER BY d.n
    RETURNING 1
  )
  SELECT (SELECT count(*)::int FROM added) + (SELECT count(*)::int FROM renewed) AS added,
    (SELECT count(*)::int FROM removed) AS removed`;
