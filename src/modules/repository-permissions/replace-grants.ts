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
  return replaceGrants(context, { repositoryId, bindIds, expiresAt });
}

/** Whom one repository is to be granted to. */
export interface WantedPermissions {
  repositoryId: number;
  bindIds: readonly string[];
  expiresAt: Date | null;
}

/** A list that is longer waits for its turn: others are to be answered meanwhile. */
const shortList = 100;

/** As `setRepositoryPermissions`, for a site admin. `then` runs at the end of the transaction, and may undo it. */
export async function replaceGrants(
  context: RequestContext,
  wanted: WantedPermissions,
  then: (replacement: Replacement) => void = () => {},
): Promise<Replacement> {
  const replace = () =>
    change(context, async (transaction) => {
      const replacement = await replaceIn(context, transaction, wanted);
      then(replacement);
      return replacement;
    });
  return wanted.bindIds.length <= shortList
    ? replace()
    : context.services.largeChanges.holding(context.hungUp?.(), replace);
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

/** Only what differs is touched: an update that changes nothing would still write its row. */
const replaceGrantsSql = `
  WITH wanted AS (SELECT unnest($2::int[]) AS user_id),
  held AS (SELECT user_id, expires_at FROM repository_grants WHERE repository_id = $1::int AND source = 'API'),
  removed AS (
    DELETE FROM repository_grants g USING held h
    WHERE g.repository_id = $1::int AND g.source = 'API' AND g.user_id = h.user_id
      AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.user_id = h.user_id)
    RETURNING g.user_id
  ),
  renewed AS (
    UPDATE repository_grants g SET expires_at = $4::timestamptz, updated_at = $3::timestamptz
    FROM wanted w JOIN held h ON h.user_id = w.user_id AND h.expires_at IS DISTINCT FROM $4::timestamptz
    WHERE g.repository_id = $1::int AND g.source = 'API' AND g.user_id = w.user_id
    RETURNING g.user_id
  ),
  added AS (
    INSERT INTO repository_grants (repository_id, user_id, source, updated_at, expires_at)
    SELECT $1::int, w.user_id, 'API', $3::timestamptz, $4::timestamptz FROM wanted w
    WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.user_id = w.user_id) ORDER BY w.user_id
    RETURNING user_id
  ),
  gained AS (SELECT user_id FROM added UNION ALL SELECT user_id FROM renewed)
  SELECT (SELECT count(*)::int FROM gained) AS added, (SELECT count(*)::int FROM removed) AS removed,
    ARRAY(SELECT user_id FROM gained LIMIT ${listed}) AS some, ARRAY(SELECT user_id FROM removed LIMIT ${listed}) AS lost`;

const replacePendingSql = `
  WITH wanted AS (SELECT bind_id, n FROM unnest($2::text[]) WITH ORDINALITY AS given(bind_id, n)),
  held AS (SELECT bind_id, expires_at FROM pending_repository_grants WHERE repository_id = $1::int),
  removed AS (
    DELETE FROM pending_repository_grants g USING held h
    WHERE g.repository_id = $1::int AND g.bind_id = h.bind_id
      AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.bind_id = h.bind_id)
    RETURNING 1
  ),
  renewed AS (
    UPDATE pending_repository_grants g SET expires_at = $4::timestamptz
    FROM wanted w JOIN held h ON h.bind_id = w.bind_id AND h.expires_at IS DISTINCT FROM $4::timestamptz
    WHERE g.repository_id = $1::int AND g.bind_id = w.bind_id
    RETURNING 1
  ),
  added AS (
    INSERT INTO pending_repository_grants (repository_id, bind_id, created_at, expires_at)
    SELECT $1::int, w.bind_id, $3::timestamptz, $4::timestamptz FROM wanted w
    WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.bind_id = w.bind_id) ORDER BY w.n
    RETURNING 1
  )
  SELECT (SELECT count(*)::int FROM added) + (SELECT count(*)::int FROM renewed) AS added,
    (SELECT count(*)::int FROM removed) AS removed`;
