import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../errors.js';
import { takeSeat } from '../site/seats.js';
import { type Account, accountTarget, lockAccounts } from './accounts.js';
import { nameKey } from './names.js';
import { lockSiteAdmins, requireStillSiteAdmin } from './site-admins.js';

/** What was deleted within this time of its account was deleted with it. */
const deletedWithMs = 10_000;

/**
 * Brings deleted accounts back, all of them or none: with their names, which must still be free, and the tokens,
 * external accounts and invitations that ended with them. Addresses do not come back, nor does what was deleted for good (identity
 * reference, 5.5). A person takes a seat.
 */
export async function recoverUsers(context: RequestContext, ids: readonly number[]): Promise<void> {
  const admin = requireSiteAdmin(context.caller);
  if (ids.length === 0) throw new InvalidInputError('must specify at least one user ID');
  if (ids.includes(admin.id)) throw new ConflictError('unable to recover current user');
  const wanted = [...new Set(ids)];
  await change(context, async ({ tx, record }) => {
    await lockSiteAdmins(tx);
    await lockAccounts(tx, wanted);
    await requireStillSiteAdmin(tx, admin.id);
    const found = await tx.user.findMany({
      where: { id: { in: wanted }, deletedAt: { not: null }, erasedAt: null },
      orderBy: { id: 'asc' },
    });
    if (found.length < wanted.length) {
      const missing = wanted.filter((id) => !found.some((account) => account.id === id));
      throw new NotFoundError(
        `some users were not found, expected to recover ${wanted.length} users, but found only ${found.length} users. Missing user IDs: [${missing.join(' ')}]`,
      );
    }
    for (const account of found) await recoverAccount(context, tx, account);
    for (const account of found) {
      record({
        entity: account.kind === 'SERVICE_ACCOUNT' ? 'serviceAccount' : 'user',
        action: 'recovered',
        target: accountTarget(account),
      });
    }
  });
}

async function recoverAccount(
  context: RequestContext,
  tx: Prisma.TransactionClient,
  { id, kind, username, deletedAt }: Account,
): Promise<void> {
  if (kind === 'USER') await takeSeat(context, tx);
  const name = nameKey(username);
  const holder = await tx.name.findUnique({ where: { name } });
  if (holder) throw new ConflictError(`cannot recover user: the name "${username}" is taken meanwhile`);
  await tx.name.create({ data: { name, userId: id } });
  const now = context.services.clock.now();
  await tx.user.update({ where: { id }, data: { deletedAt: null, updatedAt: now } });
  // Not those of other people whose note is in use again, nor those that were rotated.
  await tx.$executeRaw`
    UPDATE access_tokens t SET deleted_at = NULL
    FROM users subject
    WHERE subject.id = t.subject_id AND subject.deleted_at IS NULL
      AND (t.subject_id = ${id} OR t.creator_id = ${id})
      AND t.deleted_at BETWEEN ${deletedAt}::timestamptz - make_interval(secs => ${deletedWithMs / 1000})
        AND ${deletedAt}::timestamptz + make_interval(secs => ${deletedWithMs / 1000})
      AND t.replaced_by_id IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM access_tokens other
        WHERE other.subject_id = t.subject_id AND other.note = t.note AND other.deleted_at IS NULL
      )`;
  await restoreExternalAccounts(tx, id, deletedAt as Date, now);
  await restoreInvitations(tx, id, deletedAt as Date);
}

/** Not those that somebody else is meanwhile; of two that were the same in turn, the last. */
const restoreExternalAccounts = (
  tx: Prisma.TransactionClient,
  userId: number,
  deletedAt: Date,
  now: Date,
): Promise<number> =>
  tx.$executeRaw`
    UPDATE external_accounts SET deleted_at = NULL, updated_at = ${now}
    WHERE id IN (
      SELECT max(e.id) FROM external_accounts e
      WHERE e.user_id = ${userId}
        AND e.deleted_at BETWEEN ${deletedAt}::timestamptz - make_interval(secs => ${deletedWithMs / 1000})
          AND ${deletedAt}::timestamptz + make_interval(secs => ${deletedWithMs / 1000})
        AND NOT EXISTS (
          SELECT 1 FROM external_accounts other
          WHERE other.service_type = e.service_type AND other.service_id = e.service_id
            AND other.client_id = e.client_id AND other.account_id = e.account_id AND other.deleted_at IS NULL
        )
      GROUP BY e.service_type, e.service_id, e.client_id, e.account_id
    )`;

/** Those of people who live. Of open ones to the same organization, the last, and none beside another. */
const restoreInvitations = (tx: Prisma.TransactionClient, userId: number, deletedAt: Date): Promise<number> =>
  tx.$executeRaw`
    WITH ended AS (
      SELECT i.*, i.responded_at IS NULL AND i.revoked_at IS NULL AS open
      FROM organization_invitations i
      JOIN users sender ON sender.id = i.sender_id AND sender.deleted_at IS NULL
      JOIN users recipient ON recipient.id = i.recipient_id AND recipient.deleted_at IS NULL
      WHERE (i.sender_id = ${userId} OR i.recipient_id = ${userId})
        AND i.deleted_at BETWEEN ${deletedAt}::timestamptz - make_interval(secs => ${deletedWithMs / 1000})
          AND ${deletedAt}::timestamptz + make_interval(secs => ${deletedWithMs / 1000})
    )
    UPDATE organization_invitations SET deleted_at = NULL
    WHERE id IN (
      SELECT ended.id FROM ended
      WHERE NOT ended.open OR NOT EXISTS (
        SELECT 1 FROM organization_invitations other
        WHERE other.organization_id = ended.organization_id AND other.recipient_id = ended.recipient_id
          AND other.responded_at IS NULL AND other.revoked_at IS NULL
          AND (other.deleted_at IS NULL OR (other.id > ended.id AND other.id IN (SELECT id FROM ended)))
      )
    )`;
