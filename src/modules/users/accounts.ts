import type { AuditTarget } from '../../audit/events.js';
import { systemRoles } from '../../authz/permissions.js';
import type { AccountKind, Prisma } from '../../db/generated/prisma/client.js';
import { isUniqueViolation } from '../../errors.js';
import { nameKey } from './names.js';

/** A row of `users`: a person or a service account. */
export type Account = Prisma.UserModel;

export interface NewAccount {
  kind: AccountKind;
  username: string;
  displayName?: string | null;
  description?: string;
  usedBy?: string;
  ownerId?: number | null;
  siteAdmin?: boolean;
  email?: { address: string; verified: boolean };
  passwordHash?: string;
  /** Names of organizations that it joins; those that there are not are passed over. */
  organizations?: readonly string[];
  createdById: number | null;
}

/** The name is held by a living account. */
export class NameTakenError extends Error {}
/** The address is verified for another account. */
export class EmailTakenError extends Error {}

/**
 * Inserts an account with its name, address and system roles. A service account gets SERVICE_ACCOUNT and not
 * USER: its permissions are its own.
 *
 * @throws NameTakenError, EmailTakenError; the transaction is lost then and must be rolled back.
 */
export async function insertAccount(
  tx: Prisma.TransactionClient,
  account: NewAccount,
  now: Date,
): Promise<Account> {
  const roleNames: string[] = [
    account.kind === 'SERVICE_ACCOUNT' ? systemRoles.serviceAccount : systemRoles.user,
    ...(account.siteAdmin ? [systemRoles.siteAdministrator] : []),
  ];
  const roles = await tx.role.findMany({ where: { name: { in: roleNames } }, select: { id: true } });
  const created = await tx.user.create({
    data: {
      kind: account.kind,
      username: account.username,
      displayName: account.displayName || null,
      description: account.description ?? '',
      usedBy: account.usedBy ?? '',
      ownerId: account.ownerId ?? null,
      createdById: account.createdById,
      siteAdmin: account.siteAdmin ?? false,
      passwordHash: account.passwordHash ?? null,
      createdAt: now,
      updatedAt: now,
      roles: { create: roles.map((role) => ({ roleId: role.id })) },
    },
  });
  await tx.name
    .create({ data: { name: nameKey(account.username), userId: created.id } })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new NameTakenError() : error;
    });
  if (account.email) await insertEmail(tx, created.id, account.email, now);
  if (account.organizations?.length) await joinOrganizations(tx, created.id, account.organizations, now);
  return created;
}

/**
 * Takes the name for an account that has another, where the key under which it is held changes.
 *
 * @throws NameTakenError; the transaction is lost then.
 */
export async function renameAccount(
  tx: Prisma.TransactionClient,
  account: Pick<Account, 'id' | 'username'>,
  username: string,
): Promise<void> {
  if (nameKey(username) === nameKey(account.username)) return;
  await tx.name
    .update({ where: { userId: account.id }, data: { name: nameKey(username) } })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new NameTakenError() : error;
    });
}

async function joinOrganizations(
  tx: Prisma.TransactionClient,
  userId: number,
  names: readonly string[],
  now: Date,
): Promise<void> {
  const found = await tx.name.findMany({
    where: { name: { in: names.map(nameKey) }, organizationId: { not: null } },
  });
  await tx.organizationMember.createMany({
    data: found.map(({ organizationId }) => ({
      organizationId: organizationId as number,
      userId,
      createdAt: now,
      updatedAt: now,
    })),
  });
}

async function insertEmail(
  tx: Prisma.TransactionClient,
  userId: number,
  email: { address: string; verified: boolean },
  now: Date,
): Promise<void> {
  await tx.userEmail
    .create({
      data: {
        userId,
        email: email.address,
        isPrimary: email.verified,
        verifiedAt: email.verified ? now : null,
        createdAt: now,
      },
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new EmailTakenError() : error;
    });
}

export interface Deletion {
  hard: boolean;
  now: Date;
}

/**
 * Deletes accounts: their names are free at once, their sessions and tokens end. A token that a deleted person
 * made for a service account lives on: service accounts outlive whoever created them. The row stays, so that
 * what the account did keeps a name; a hard deletion clears from it what is personal and cannot be undone.
 */
export async function deleteAccounts(
  tx: Prisma.TransactionClient,
  ids: readonly number[],
  { hard, now }: Deletion,
): Promise<void> {
  const some = { in: [...ids] };
  await tx.name.deleteMany({ where: { userId: some } });
  await tx.session.deleteMany({ where: { userId: some } });
  await tx.passwordReset.deleteMany({ where: { userId: some } });
  // What waits for their names and addresses, so that a later namesake inherits nothing.
  await tx.$executeRaw`DELETE FROM pending_repository_grants WHERE bind_id IN (
    SELECT username FROM users WHERE id = ANY(${[...ids]}::int[])
    UNION ALL SELECT email FROM user_emails WHERE user_id = ANY(${[...ids]}::int[]))`;
  await tx.userEmail.deleteMany({ where: { userId: some } });
  await tx.outgoingMail.deleteMany({ where: { accountId: some } });
  await tx.repositoryGrant.deleteMany({ where: { userId: some } });
  await tx.subRepositoryRules.deleteMany({ where: { userId: some } });
  await tx.permissionSyncJob.deleteMany({ where: { userId: some } });
  await tx.externalAccount.updateMany({
    where: { userId: some, deletedAt: null },
    data: { deletedAt: now, updatedAt: now },
  });
  const theirInvitations = { OR: [{ senderId: some }, { recipientId: some }] };
  await tx.organizationInvitation.updateMany({
    where: { ...theirInvitations, deletedAt: null },
    data: { deletedAt: now },
  });
  if (hard) {
    await tx.organizationInvitation.deleteMany({ where: theirInvitations });
    await tx.externalAccount.deleteMany({ where: { userId: some } });
    await tx.accessToken.deleteMany({ where: { subjectId: some } });
    await tx.userRole.deleteMany({ where: { userId: some } });
    await tx.organizationMember.deleteMany({ where: { userId: some } });
    // Their own; what they wrote for organizations and the site is not theirs.
    await tx.settingsVersion.deleteMany({ where: { userId: some } });
    await tx.temporarySettings.deleteMany({ where: { userId: some } });
    await tx.searchJob.deleteMany({ where: { creatorId: some } });
  }
  // Tokens that they made for other people end too; the rows stay, for they are those people's.
  const theirTokens = { OR: [{ subjectId: some }, { creatorId: some, subject: { kind: 'USER' as const } }] };
  await tx.accessToken.updateMany({ where: { ...theirTokens, deletedAt: null }, data: { deletedAt: now } });
  await tx.user.updateMany({
    where: { id: some, deletedAt: null },
    data: { deletedAt: now, updatedAt: now, unrestrictedRepoAccess: false },
  });
  if (hard) {
    await tx.user.updateMany({
      where: { id: some },
      data: {
        erasedAt: now,
        siteAdmin: false,
        displayName: null,
        avatarUrl: null,
        tosAcceptedAt: null,
        passwordHash: null,
        description: '',
        usedBy: '',
        ownerId: null,
      },
    });
  }
}

/** An account as the target of an audit event. */
export const accountTarget = (account: Pick<Account, 'id' | 'kind' | 'username'>): AuditTarget => ({
  kind: account.kind === 'SERVICE_ACCOUNT' ? 'ServiceAccount' : 'User',
  id: account.id,
  name: account.username,
});

/**
 * Keeps other transactions from changing the accounts until this one ends, and waits for those that are at it.
 * NO KEY, because rows that name an account as their creator or owner may go on being written: two transactions
 * that each lock one account and name the other's would wait for each other.
 */
export const lockAccounts = (tx: Prisma.TransactionClient, ids: readonly number[]) =>
  tx.$queryRaw`SELECT 1 FROM users WHERE id = ANY(${[...ids]}::int[]) ORDER BY id FOR NO KEY UPDATE`;

/** Keeps other transactions from changing the account until this one ends; null when it is not alive. */
export async function lockAccount(tx: Prisma.TransactionClient, id: number): Promise<Account | null> {
  await lockAccounts(tx, [id]);
  return tx.user.findFirst({ where: { id, deletedAt: null } });
}
