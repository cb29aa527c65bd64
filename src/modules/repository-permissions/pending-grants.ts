import type { AuditedTransaction } from '../../audit/audit-log.js';
import type { RequestContext } from '../../context.js';
import type { Database } from '../../db/database.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { accountsByBindId } from './bind-ids.js';

/** Names the advisory lock of what waits. */
const waitingLock = 7310315;

/**
 * Has accounts that would claim what waits wait until this transaction ends: an account that comes at the same moment is
 * seen by the statements that follow, or it finds what they leave for it. Without it each would miss the other, and a
 * grant that is taken back while it is claimed would live on. One lock for all: a replacement has thousands of bind IDs.
 *
 * To be asked with the repository locked already, and before any lock on an account: who claims may hold one.
 */
export const lockWaiting = async (tx: Prisma.TransactionClient): Promise<void> => {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${waitingLock})`;
};

/**
 * Gives an account what waits for one of its bind IDs: for a new account its user name, for an address that is
 * verified that address. Within the transaction that makes or verifies it; answers how many repositories that were.
 * Source: access-control reference, 2.5.
 */
export async function bindPendingGrants(
  { services }: RequestContext,
  { tx, record }: AuditedTransaction,
  account: Pick<Account, 'id' | 'kind' | 'username'>,
  verifiedAddresses: readonly string[],
): Promise<number> {
  const { bindID } = services.siteConfiguration.current.settings['permissions.userMapping'];
  const bindIds = bindID === 'username' ? [account.username] : [...verifiedAddresses];
  if (bindIds.length === 0) return 0;
  // The other side of `lockWaiting`: the account must be there by now.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${waitingLock})`;
  const count = await tx.$executeRawUnsafe(
    `WITH bound AS (
       DELETE FROM pending_repository_grants WHERE bind_id = ANY($2::text[]) RETURNING repository_id, expires_at
     )
     INSERT INTO repository_grants (repository_id, user_id, source, updated_at, expires_at)
     SELECT DISTINCT ON (repository_id) repository_id, $1::int, 'API'::permission_source, $3::timestamptz, expires_at
     FROM bound WHERE expires_at IS NULL OR expires_at > $3::timestamptz
     ORDER BY repository_id, expires_at DESC NULLS FIRST
     ON CONFLICT DO NOTHING`,
    account.id,
    bindIds,
    services.clock.now(),
  );
  if (count === 0) return 0;
  record({
    entity: 'repository.permissions',
    action: 'granted',
    target: accountTarget(account),
    details: { pending: true, repositories: count },
  });
  return count;
}

/**
 * Gives a repository to the accounts whose bind IDs wait for it, and answers how many those are: they were there when it
 * was granted if bind IDs meant something else then.
 */
export async function bindPendingGrantsOfRepository(
  { services }: RequestContext,
  { tx, record }: AuditedTransaction,
  repository: { id: number; name: string },
): Promise<number> {
  const mapping = services.siteConfiguration.current.settings['permissions.userMapping'];
  const waiting = await tx.pendingRepositoryGrant.findMany({
    where: { repositoryId: repository.id },
    select: { bindId: true },
  });
  const accounts = await accountsByBindId(
    tx,
    mapping,
    waiting.map(({ bindId }) => bindId),
  );
  if (accounts.size === 0) return 0;
  const count = await tx.$executeRawUnsafe(
    `WITH known AS (SELECT * FROM unnest($2::text[], $3::int[]) AS k (bind_id, user_id)), bound AS (
       DELETE FROM pending_repository_grants p USING known k WHERE p.repository_id = $1::int AND p.bind_id = k.bind_id
       RETURNING k.user_id, p.expires_at
     )
     INSERT INTO repository_grants (repository_id, user_id, source, updated_at, expires_at)
     SELECT DISTINCT ON (user_id) $1::int, user_id, 'API'::permission_source, $4::timestamptz, expires_at
     FROM bound WHERE expires_at IS NULL OR expires_at > $4::timestamptz
     ORDER BY user_id, expires_at DESC NULLS FIRST
     ON CONFLICT DO NOTHING`,
    repository.id,
    [...accounts.keys()],
    [...accounts.values()],
    services.clock.now(),
  );
  if (count === 0) return 0;
  record({
    entity: 'repository.permissions',
    action: 'granted',
    target: { kind: 'Repository', ...repository },
    details: { pending: true, users: count },
  });
  return count;
}

/** The bind IDs that wait for somebody, in the order in which they were first given. */
export async function waitingBindIds(db: Database): Promise<string[]> {
  const rows = await db.query<{ bindId: string }>(
    `SELECT bind_id AS "bindId" FROM pending_repository_grants GROUP BY bind_id ORDER BY min(ordinal)`,
    [],
    'waiting bind IDs',
  );
  return rows.map(({ bindId }) => bindId);
}
