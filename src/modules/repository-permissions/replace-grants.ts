import type { AuditedTransaction } from '../../audit/audit-log.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { NotFoundError } from '../../errors.js';
import { type RepositoryTarget, visibleTarget } from '../repositories/visible-target.js';
import { checkedBindIds, joinAccounts, requireMapping } from './bind-ids.js';
import { lockWaiting } from './pending-grants.js';

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

/** Some of the accounts that gained or lost it, for the event. */
interface Named {
  addedUserIDs: number[];
  removedUserIDs: number[];
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
  await lockWaiting(tx);
  const [row] = await tx.$queryRawUnsafe<(Omit<Replacement, 'repositoryId'> & Named)[]>(
    replaceSql[mapping.bindID],
    repositoryId,
    bindIds,
    services.clock.now(),
    expiresAt,
  );
  if (!row) throw new Error('a replacement answered nothing');
  const { addedUserIDs, removedUserIDs, ...numbers } = row;
  const { added, removed, pendingAdded, pendingRemoved } = numbers;
  if (added + removed + pendingAdded + pendingRemoved > 0) {
    record({
      entity: 'repository.permissions',
      action: 'changed',
      target: repository,
      details: { ...numbers, addedUserIDs, removedUserIDs },
    });
  }
  return { repositoryId, ...numbers };
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
): Promise<RepositoryTarget> {
  const repository = await visibleTarget(context, tx, repositoryId, 'locked');
  if (!repository) throw new NotFoundError(`repository not found: [${repositoryId}]`);
  return repository;
}

// One statement, so that lists of thousands are sent once and do not come back. Only what differs is touched: an update
// that changes nothing would still write its row. A full join is never done by comparing each row with each, however wrong
// the database's idea of how many there are is.
const sqlFor = (bindID: 'username' | 'email'): string => `
  WITH given AS MATERIALIZED (
    SELECT b.id AS bind_id, b.position, u.id AS user_id
    FROM unnest($2::text[]) WITH ORDINALITY AS b(id, position) ${joinAccounts(bindID, 'LEFT JOIN')}
  ),
  named AS MATERIALIZED (SELECT DISTINCT user_id FROM given WHERE user_id IS NOT NULL),
  waiting AS MATERIALIZED (SELECT bind_id, position FROM given WHERE user_id IS NULL),
  differing AS MATERIALIZED (
    SELECT coalesce(w.user_id, h.user_id) AS user_id, w.user_id IS NOT NULL AS is_wanted, h.user_id IS NOT NULL AS is_held
    FROM named w FULL JOIN (
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
  gained AS (SELECT user_id FROM added UNION ALL SELECT user_id FROM renewed),
  differing_pending AS MATERIALIZED (
    SELECT coalesce(w.bind_id, h.bind_id) AS bind_id, w.position, w.bind_id IS NOT NULL AS is_wanted,
      h.bind_id IS NOT NULL AS is_held
    FROM waiting w FULL JOIN (
      SELECT bind_id, expires_at FROM pending_repository_grants WHERE repository_id = $1::int
    ) h ON h.bind_id = w.bind_id
    WHERE w.bind_id IS NULL OR h.bind_id IS NULL OR h.expires_at IS DISTINCT FROM $4::timestamptz
  ),
  removed_pending AS (
    DELETE FROM pending_repository_grants g USING differing_pending d
    WHERE g.repository_id = $1::int AND g.bind_id = d.bind_id AND NOT d.is_wanted
    RETURNING 1
  ),
  renewed_pending AS (
    UPDATE pending_repository_grants g SET expires_at = $4::timestamptz FROM differing_pending d
    WHERE g.repository_id = $1::int AND g.bind_id = d.bind_id AND d.is_wanted AND d.is_held
    RETURNING 1
  ),
  added_pending AS (
    INSERT INTO pending_repository_grants (repository_id, bind_id, created_at, expires_at)
    SELECT $1::int, d.bind_id, $3::timestamptz, $4::timestamptz FROM differing_pending d
    WHERE NOT d.is_held ORDER BY d.position
    RETURNING 1
  )
  SELECT (SELECT count(*)::int FROM gained) AS added, (SELECT count(*)::int FROM removed) AS removed,
    (SELECT count(*)::int FROM named) AS found,
    (SELECT count(*)::int FROM added_pending) + (SELECT count(*)::int FROM renewed_pending) AS "pendingAdded",
    (SELECT count(*)::int FROM removed_pending) AS "pendingRemoved",
    (SELECT count(*)::int FROM waiting) AS "pendingFound",
    ARRAY(SELECT user_id FROM gained LIMIT ${listed}) AS "addedUserIDs",
    ARRAY(SELECT user_id FROM removed LIMIT ${listed}) AS "removedUserIDs"`;

const replaceSql = { username: sqlFor('username'), email: sqlFor('email') };
