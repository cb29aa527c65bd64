import { systemRoles } from '../../authz/permissions.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  LimitExceededError,
  NotFoundError,
} from '../../errors.js';
import { isEmailAddress } from '../emails/address.js';
import { licenseEnded, takeSeat } from '../site/seats.js';
import { hasPasswords } from '../site/sign-in-providers.js';
import {
  type Account,
  accountTarget,
  deleteAccounts,
  EmailTakenError,
  insertAccount,
  lockAccounts,
  NameTakenError,
} from './accounts.js';
import { nameKey, nameProblem } from './names.js';
import { lockPerson } from './people-only.js';

export interface NewUser {
  username: string;
  email?: string | null;
  /** Null and true store a verified address. So does false where no mail can be sent that would verify it. */
  verifiedEmail?: boolean | null;
  isServiceAccount?: boolean | null;
}

const cannotCreate = (code: string) => `failed to create user: cannot create user: ${code}`;

/** Creates a person, or a service account, as the mirrored `createUser`. Its texts and codes are the product's. */
export async function createUser(context: RequestContext, input: NewUser): Promise<Account> {
  const admin = requireSiteAdmin(context.caller);
  const problem = nameProblem(input.username);
  if (problem) throw new InvalidInputError(cannotCreate(problem));
  const email = input.email?.trim() || undefined;
  if (input.isServiceAccount && email) {
    throw new InvalidInputError(
      `failed to create user: a service account has no email address; leave out ${email}`,
    );
  }
  if (email && !isEmailAddress(email))
    throw new InvalidInputError(`failed to create user: ${email} is no email address`);
  return change(context, async ({ tx, record }) => {
    if (!input.isServiceAccount) await takeSeat(context, tx);
    const account = await insertAccount(
      tx,
      {
        kind: input.isServiceAccount ? 'SERVICE_ACCOUNT' : 'USER',
        username: input.username,
        createdById: admin.id,
        ...(!input.isServiceAccount && { organizations: organizationsOfNewUsers(context) }),
        ...(email && {
          email: {
            address: email,
            verified: (input.verifiedEmail ?? true) || !canBeVerified(context),
          },
        }),
      },
      context.services.clock.now(),
    );
    record({
      entity: input.isServiceAccount ? 'serviceAccount' : 'user',
      action: 'created',
      target: accountTarget(account),
    });
    return account;
  }).catch((error: unknown) => {
    if (error instanceof NameTakenError) throw new ConflictError(cannotCreate('err_username_exists'));
    if (error instanceof EmailTakenError) throw new ConflictError(cannotCreate('err_email_exists'));
    throw error;
  });
}

/** Without mail and passwords no link could verify an address, so it is taken as the admin gave it. */
const canBeVerified = ({ services: { mailer, siteConfiguration } }: RequestContext): boolean =>
  mailer.isConfigured && hasPasswords(siteConfiguration.current.settings);

/** The organizations that every new person joins, by the site configuration's `auth.userOrgMap`. */
export const organizationsOfNewUsers = ({ services }: RequestContext): readonly string[] =>
  services.siteConfiguration.current.settings['auth.userOrgMap']['*'] ?? [];

/**
 * Deletes accounts, people and service accounts alike, as the mirrored `deleteUsers`: all of them or none.
 */
export async function deleteUsers(
  context: RequestContext,
  ids: readonly number[],
  hard: boolean,
): Promise<void> {
  const admin = requireSiteAdmin(context.caller);
  if (ids.length === 0) throw new InvalidInputError('must specify at least one user ID');
  if (ids.includes(admin.id)) throw new ConflictError('unable to delete current user');
  const wanted = [...new Set(ids)];
  await change(context, async ({ tx, record }) => {
    await lockSiteAdmins(tx);
    await lockAccounts(tx, wanted);
    // A soft-deleted account can still be deleted for good.
    const found = await tx.user.findMany({
      where: { id: { in: wanted }, ...(hard ? { erasedAt: null } : { deletedAt: null }) },
    });
    if (found.length < wanted.length) {
      throw new NotFoundError(
        `user not found: [Some users were not found. Expected to delete ${wanted.length} users, but deleted only ${found.length}]`,
      );
    }
    await requireStillSiteAdmin(tx, admin.id);
    await deleteAccounts(tx, wanted, { hard, now: context.services.clock.now() });
    for (const account of found) {
      record({
        entity: account.kind === 'SERVICE_ACCOUNT' ? 'serviceAccount' : 'user',
        action: hard ? 'hardDeleted' : 'deleted',
        target: accountTarget(account),
      });
    }
  });
}

/** What was deleted within this time of its account was deleted with it. */
const deletedWithMs = 10_000;

/**
 * Brings deleted accounts back, all of them or none: with their names, which must still be free, and the tokens and
 * external accounts that ended with them. Addresses do not come back, nor does what was deleted for good (identity reference, 5.5). A
 * person takes a seat.
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

/** Makes a person a site admin, or takes it back; the role SITE_ADMINISTRATOR follows the flag. */
export async function setUserIsSiteAdmin(
  context: RequestContext,
  id: number,
  siteAdmin: boolean,
): Promise<void> {
  const admin = requireSiteAdmin(context.caller);
  if (id === admin.id) throw new ConflictError('refusing to set current user site admin status');
  if (siteAdmin && (await licenseEnded(context.services))) {
    throw new LimitExceededError(
      'The Sourcegraph license has expired. No site-admins can be created until the license is updated.',
    );
  }
  await change(context, async ({ tx, record }) => {
    await lockSiteAdmins(tx);
    const account = await lockPerson(tx, id);
    await requireStillSiteAdmin(tx, admin.id);
    const role = await tx.role.findUniqueOrThrow({ where: { name: systemRoles.siteAdministrator } });
    const link = { userId: id, roleId: role.id };
    await tx.user.update({ where: { id }, data: { siteAdmin, updatedAt: context.services.clock.now() } });
    if (siteAdmin) await tx.userRole.upsert({ where: { userId_roleId: link }, create: link, update: {} });
    else await tx.userRole.deleteMany({ where: link });
    record({
      entity: 'user',
      action: 'modified',
      target: accountTarget(account),
      details: { before: { siteAdmin: account.siteAdmin }, after: { siteAdmin } },
    });
  });
}

/** One transaction at a time changes who is a site admin, so that two admins cannot remove each other at once. */
const lockSiteAdmins = (tx: Prisma.TransactionClient) =>
  tx.$queryRaw`SELECT id FROM users WHERE site_admin AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE`;

/** SECURITY: checked again under the lock; the check at the start may be older than another admin's change. */
async function requireStillSiteAdmin(tx: Prisma.TransactionClient, id: number): Promise<void> {
  const still = await tx.user.count({ where: { id, siteAdmin: true, deletedAt: null } });
  if (still === 0) throw new ForbiddenError('must be site admin');
}
