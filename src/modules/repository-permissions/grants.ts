import type { AuditedTransaction } from '../../audit/audit-log.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { visibleRepositories } from '../../authz/repository-visibility.js';
import { change, type RequestContext } from '../../context.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { type Account, accountTarget, lockAccount } from '../users/accounts.js';
import { requireMapping } from './bind-ids.js';
import { lockRepository } from './replace-grants.js';

/**
 * Grants one repository to an account, for good or until a time. Other grants stay; granting again changes only
 * the end.
 *
 * @throws NotFoundError, InvalidInputError when the end is not in the future, and where grants are switched off.
 */
export async function grantRepository(
  context: RequestContext,
  userId: number,
  repositoryId: number,
  expiresAt: Date | null,
): Promise<void> {
  requireSiteAdmin(context.caller);
  requireMapping(context.services.siteConfiguration.current.settings);
  const now = context.services.clock.now();
  requireFuture(expiresAt, now);
  await change(context, async (transaction) => {
    const { tx } = transaction;
    const repository = await lockRepository(context, tx, repositoryId);
    const account = await lockAccount(tx, userId);
    if (!account) throw new NotFoundError(`user not found: [${userId}]`);
    await giveRepository(transaction, { account, repository, expiresAt, now });
  });
}

/** @throws InvalidInputError when a grant would have ended already. */
export function requireFuture(expiresAt: Date | null, now: Date): void {
  if (expiresAt && expiresAt <= now) throw new InvalidInputError('expiresAt must be in the future');
}

/** A repository and an account that are locked, and what is granted. */
interface Gift {
  account: Account;
  repository: { id: number; name: string };
  expiresAt: Date | null;
  now: Date;
}

/** Grants a repository to an account within the transaction that has locked both. */
export async function giveRepository(
  { tx, record }: AuditedTransaction,
  { account, repository, expiresAt, now }: Gift,
): Promise<void> {
  const count = await tx.$executeRaw`
    INSERT INTO repository_grants AS g (repository_id, user_id, source, updated_at, expires_at)
    VALUES (${repository.id}, ${account.id}, 'API', ${now}, ${expiresAt})
    ON CONFLICT (repository_id, user_id, source) DO UPDATE
      SET expires_at = excluded.expires_at, updated_at = excluded.updated_at
      WHERE g.expires_at IS DISTINCT FROM excluded.expires_at`;
  if (count === 0) return;
  record({
    entity: 'repository.permissions',
    action: 'granted',
    target: accountTarget(account),
    details: {
      repositoryID: repository.id,
      repository: repository.name,
      expiresAt: expiresAt?.toISOString() ?? null,
    },
  });
}

/** Takes back what was granted over the API. What a synchronisation granted stays; taking back twice is fine. */
export async function revokeRepository(
  context: RequestContext,
  userId: number,
  repositoryId: number,
): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const repository = await lockRepository(context, tx, repositoryId);
    const account = await lockAccount(tx, userId);
    if (!account) throw new NotFoundError(`user not found: [${userId}]`);
    const { count } = await tx.repositoryGrant.deleteMany({ where: { userId, repositoryId, source: 'API' } });
    if (count === 0) return;
    record({
      entity: 'repository.permissions',
      action: 'revoked',
      target: accountTarget(account),
      details: { repositoryID: repositoryId, repository: repository.name },
    });
  });
}

/**
 * Lets an account see every repository, now and later, or ends that.
 *
 * @throws NotFoundError, InvalidInputError where grants are switched off; ending it is never refused.
 */
export async function setUnrestrictedAccess(
  context: RequestContext,
  userId: number,
  unrestricted: boolean,
): Promise<void> {
  requireSiteAdmin(context.caller);
  if (unrestricted) requireMapping(context.services.siteConfiguration.current.settings);
  await change(context, async ({ tx, record }) => {
    const account = await lockAccount(tx, userId);
    if (!account) throw new NotFoundError(`user not found: [${userId}]`);
    if (account.unrestrictedRepoAccess === unrestricted) return;
    await tx.user.update({
      where: { id: userId },
      data: { unrestrictedRepoAccess: unrestricted, updatedAt: context.services.clock.now() },
    });
    record({
      entity: 'repository.permissions',
      action: unrestricted ? 'granted' : 'revoked',
      target: accountTarget(account),
      details: { wildcard: true },
    });
  });
}

/**
 * Lets everybody see repositories, or ends that: then the grants count again. All of them or none.
 *
 * @throws NotFoundError, InvalidInputError where grants are switched off; ending it is never refused.
 */
export async function setUnrestrictedRepositories(
  context: RequestContext,
  ids: readonly number[],
  unrestricted: boolean,
): Promise<void> {
  requireSiteAdmin(context.caller);
  if (unrestricted) requireMapping(context.services.siteConfiguration.current.settings);
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  await change(context, async ({ tx, record }) => {
    const found = await tx.$queryRaw<{ id: number; name: string; unrestricted: boolean }[]>(Prisma.sql`
      SELECT r.id, r.name, r.unrestricted FROM repositories r
      WHERE r.id = ANY(${wanted}::int[]) AND ${visibleRepositories(context)} ORDER BY r.id FOR NO KEY UPDATE OF r`);
    if (found.length < wanted.length) {
      const missing = wanted.filter((id) => !found.some((repository) => repository.id === id));
      throw new NotFoundError(`repository not found: [${missing.join(' ')}]`);
    }
    const changed = found.filter((repository) => repository.unrestricted !== unrestricted);
    await tx.repository.updateMany({
      where: { id: { in: changed.map(({ id }) => id) } },
      data: { unrestricted },
    });
    for (const { id, name } of changed) {
      record({
        entity: 'repository.permissions',
        action: 'changed',
        target: { kind: 'Repository', id, name },
        details: { unrestricted },
      });
    }
  });
}

/** Deletes grants whose time is over; they have not counted since. One event for each repository. */
export async function endExpiredGrants(context: RequestContext): Promise<void> {
  const now = context.services.clock.now();
  await change(context, async ({ tx, record }) => {
    await tx.pendingRepositoryGrant.deleteMany({ where: { expiresAt: { lte: now } } });
    const ended = await tx.$queryRaw<{ id: number; name: string; userIds: number[] }[]>`
      WITH ended AS (
        DELETE FROM repository_grants WHERE expires_at <= ${now}::timestamptz RETURNING repository_id, user_id
      )
      SELECT e.repository_id AS id, r.name, array_agg(e.user_id ORDER BY e.user_id) AS "userIds"
      FROM ended e JOIN repositories r ON r.id = e.repository_id GROUP BY e.repository_id, r.name`;
    for (const { id, name, userIds } of ended) {
      record({
        entity: 'repository.permissions',
        action: 'expired',
        target: { kind: 'Repository', id, name },
        details: { removed: userIds.length, removedUserIDs: userIds.slice(0, 50) },
      });
    }
  });
}
