import type { AuditedTransaction } from '../../audit/audit-log.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { visibleRepositories } from '../../authz/repository-visibility.js';
import { change, type RequestContext } from '../../context.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { holdingText } from '../../db/like.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { forwardPage, type Page, pageSize } from '../../graphql/paging.js';
import type { RepositoryTarget } from '../repositories/visible-target.js';
import { lockAccount } from '../users/accounts.js';
import { accountsByBindId, checkedBindIds, requireMapping } from './bind-ids.js';
import { giveRepository, requireFuture } from './grants.js';
import { lockWaiting } from './pending-grants.js';
import { lockRepository } from './replace-grants.js';

// Single grants for bind IDs, and those that wait for somebody. The mirrored product replaces whole lists only.

/** One grant that waits for whoever its bind ID will name, without anything that needs another look. */
export interface PendingPermission {
  bindId: string;
  repositoryId: number;
  repositoryName: string;
  createdAt: Date;
  expiresAt: Date | null;
}

/** Grants of one page at most. */
const maxPage = 1000;

/**
 * The grants that wait, by bind ID and repository. `query` is part of a bind ID or of the name of a repository.
 *
 * @throws InvalidInputError for a cursor of something else.
 */
export async function findPendingPermissions(
  viewer: Pick<RequestContext, 'caller' | 'services'>,
  { query, first, after }: { query?: string | null; first: number; after?: string | null },
): Promise<Page<PendingPermission>> {
  const { db, clock } = viewer.services;
  const size = pageSize(first, { max: maxPage, otherwise: maxPage });
  const from = readCursor(after);
  const like = query ? holdingText(query) : null;
  const all = Prisma.sql`FROM pending_repository_grants p JOIN repositories r ON r.id = p.repository_id
    WHERE ${visibleRepositories(viewer)} AND (p.expires_at IS NULL OR p.expires_at > ${clock.now()}::timestamptz)
      ${like === null ? Prisma.empty : Prisma.sql`AND (p.bind_id ILIKE ${like} OR r.name ILIKE ${like})`}`;
  const beyond = from
    ? Prisma.sql`AND (p.bind_id, p.repository_id) > (${from.bindId}::text, ${from.repositoryId}::int)`
    : Prisma.empty;
  const page = Prisma.sql`SELECT p.bind_id AS "bindId", p.repository_id AS "repositoryId", r.name AS "repositoryName",
      p.created_at AS "createdAt", p.expires_at AS "expiresAt" ${all} ${beyond}
    ORDER BY p.bind_id, p.repository_id LIMIT ${size + 1}`;
  const rows = await db.query<PendingPermission>(page.text, page.values);
  const count = async () => {
    const counted = Prisma.sql`SELECT count(*)::int AS count ${all}`;
    return (await db.query<{ count: number }>(counted.text, counted.values))[0]?.count ?? 0;
  };
  const cursorOf = ({ repositoryId, bindId }: PendingPermission) =>
    Buffer.from(`${repositoryId}:${bindId}`).toString('base64');
  return forwardPage(rows, size, cursorOf, count, Boolean(after));
}

function readCursor(cursor: string | null | undefined): { repositoryId: number; bindId: string } | null {
  if (!cursor) return null;
  const [, id, bindId] = /^(\d{1,9}):([^\0]+)$/su.exec(Buffer.from(cursor, 'base64').toString('utf8')) ?? [];
  if (id === undefined || bindId === undefined)
    throw new InvalidInputError('`after` is no cursor of this list');
  return { repositoryId: Number(id), bindId };
}

/**
 * Grants one repository to whoever a bind ID names, for good or until a time; where it names nobody the grant waits.
 * Granting again changes only the end.
 *
 * @throws NotFoundError, InvalidInputError.
 */
export async function grantToBindId(
  context: RequestContext,
  given: string,
  repositoryId: number,
  expiresAt: Date | null,
): Promise<void> {
  requireSiteAdmin(context.caller);
  const { siteConfiguration, clock } = context.services;
  const mapping = requireMapping(siteConfiguration.current.settings);
  const [bindId] = checkedBindIds([given]);
  if (bindId === undefined) throw new InvalidInputError('bindID must not be empty');
  requireFuture(expiresAt, clock.now());
  const namedBy = async (tx: Prisma.TransactionClient) =>
    (await accountsByBindId(tx, mapping, [bindId])).get(bindId);
  const granted = () =>
    change(context, async (transaction) => {
      const { tx } = transaction;
      const repository = await lockRepository(context, tx, repositoryId);
      const userId = await namedBy(tx);
      if (userId !== undefined) {
        const account = await lockAccount(tx, userId);
        if (!account) throw new NotFoundError(`user not found: [${userId}]`);
        await giveRepository(transaction, { account, repository, expiresAt, now: clock.now() });
        return true;
      }
      await lockWaiting(tx);
      // An account that came meanwhile is not locked here: it may be waiting for what this transaction holds.
      if ((await namedBy(tx)) !== undefined) return false;
      await leaveWaiting(transaction, { bindId, repository, expiresAt, now: clock.now() });
      return true;
    });
  while (!(await granted()));
}

async function leaveWaiting(
  { tx, record }: AuditedTransaction,
  gift: { bindId: string; repository: RepositoryTarget; expiresAt: Date | null; now: Date },
): Promise<void> {
  const { bindId, repository, expiresAt, now } = gift;
  const count = await tx.$executeRaw`
    INSERT INTO pending_repository_grants AS p (repository_id, bind_id, created_at, expires_at)
    VALUES (${repository.id}, ${bindId}, ${now}, ${expiresAt})
    ON CONFLICT (repository_id, bind_id) DO UPDATE SET expires_at = excluded.expires_at
      WHERE p.expires_at IS DISTINCT FROM excluded.expires_at`;
  if (count === 0) return;
  record({
    entity: 'repository.permissions',
    action: 'granted',
    target: repository,
    details: { pending: true, bindID: bindId, expiresAt: expiresAt?.toISOString() ?? null },
  });
}

/** Takes a grant back that waits; what an account has already is not touched. Taking back twice is fine. */
export async function revokePending(
  context: RequestContext,
  bindId: string,
  repositoryId: number,
): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const repository = await lockRepository(context, tx, repositoryId);
    const { count } = await tx.pendingRepositoryGrant.deleteMany({ where: { repositoryId, bindId } });
    if (count === 0) return;
    record({
      entity: 'repository.permissions',
      action: 'revoked',
      target: repository,
      details: { pending: true, bindID: bindId },
    });
  });
}
