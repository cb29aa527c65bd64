import type { AuditedTransaction } from '../../audit/audit-log.js';
import { requireOrgMember, requireSignedIn, requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError, isUniqueViolation, NotFoundError } from '../../errors.js';
import { type Account, lockAccount } from '../users/accounts.js';
import { nameKey, nameProblem } from '../users/names.js';

/** A row of `organizations`. */
export type Organization = Prisma.OrganizationModel;
/** That an account is in an organization. */
export type Membership = Prisma.OrganizationMemberModel & { organization: Organization };

const maxDisplayName = 255;

/** Creates an organization with the caller as its first member. Its name is no account's and no organization's. */
export async function createOrganization(
  context: RequestContext,
  name: string,
  displayName: string | null | undefined,
): Promise<Organization> {
  const caller = requireSignedIn(context.caller);
  const problem = nameProblem(name)?.replace('users_username', 'orgs_name');
  if (problem) throw new InvalidInputError(`org name invalid: ${problem}`);
  checkDisplayName(displayName);
  return change(context, async ({ tx, record }) => {
    const now = context.services.clock.now();
    const organization = await tx.organization.create({
      data: {
        name,
        displayName: displayName || null,
        createdAt: now,
        updatedAt: now,
        members: { create: { userId: caller.id, createdAt: now, updatedAt: now } },
      },
    });
    await tx.name
      .create({ data: { name: nameKey(name), organizationId: organization.id } })
      .catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        throw new ConflictError(
          'organization name is already taken: a user, service account or organization has it',
        );
      });
    record({ entity: 'organizations', action: 'created', target: organizationTarget(organization) });
    return organization;
  });
}

/** Changes the display name; an empty one is none. Members and site admins. */
export async function updateOrganization(
  context: RequestContext,
  id: number,
  displayName: string | null | undefined,
): Promise<Organization> {
  checkDisplayName(displayName);
  return change(context, async ({ tx, record }) => {
    const before = await lockOrganization(tx, id);
    requireOrgMember(context.caller, await isMember(tx, id, requireSignedIn(context.caller).id));
    if (displayName === undefined || displayName === null) return before;
    const after = await tx.organization.update({
      where: { id },
      data: { displayName: displayName || null, updatedAt: context.services.clock.now() },
    });
    record({
      entity: 'organizations',
      action: 'modified',
      target: organizationTarget(after),
      details: { before: { displayName: before.displayName }, after: { displayName: after.displayName } },
    });
    return after;
  });
}

/** Deletes an organization; its name is free at once. */
export async function deleteOrganization(context: RequestContext, id: number): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const organization = await lockOrganization(tx, id);
    const now = context.services.clock.now();
    await tx.name.deleteMany({ where: { organizationId: id } });
    await tx.organization.update({ where: { id }, data: { deletedAt: now, updatedAt: now } });
    record({ entity: 'organizations', action: 'deleted', target: organizationTarget(organization) });
  });
}

/**
 * Makes an account a member at once. Also a service account can be one: it owns things under the name of the
 * organization then, and gets its settings; no repository and no permission comes with it.
 */
export async function addMember(context: RequestContext, id: number, username: string): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async (transaction) => {
    const { tx } = transaction;
    const organization = await lockOrganization(tx, id);
    const held = await tx.name.findUnique({ where: { name: nameKey(username) } });
    const account = held?.userId ? await lockAccount(tx, held.userId) : null;
    if (!account) throw new NotFoundError(`user not found: ${JSON.stringify(username)}`);
    if (await isMember(tx, id, account.id)) {
      throw new ConflictError('user is already a member of the organization');
    }
    await insertMember(context, transaction, organization, account);
  });
}

/** Inserts a member, with the event. An invitation that is still open is of no use then. */
export async function insertMember(
  { services }: RequestContext,
  { tx, record }: AuditedTransaction,
  organization: Organization,
  account: Pick<Account, 'id' | 'username'>,
): Promise<void> {
  const now = services.clock.now();
  const key = { organizationId: organization.id, userId: account.id };
  await tx.organizationMember.create({ data: { ...key, createdAt: now, updatedAt: now } });
  await tx.organizationInvitation.updateMany({
    where: { organizationId: organization.id, recipientId: account.id, respondedAt: null, revokedAt: null },
    data: { revokedAt: now },
  });
  record({
    entity: 'organizations',
    action: 'memberAdded',
    target: organizationTarget(organization),
    details: { member: { id: account.id, name: account.username } },
  });
}

/**
 * Takes a member out. The last one stays, unless a site admin leaves: an organization without members can be
 * administered by site admins alone.
 */
export async function removeMember(context: RequestContext, id: number, userId: number): Promise<void> {
  const caller = requireSignedIn(context.caller);
  await change(context, async ({ tx, record }) => {
    const organization = await lockOrganization(tx, id);
    requireOrgMember(caller, await isMember(tx, id, caller.id));
    const member = await tx.organizationMember.findUnique({
      where: { organizationId_userId: { organizationId: id, userId } },
      include: { user: true },
    });
    if (!member) throw new NotFoundError('user is not a member of the organization');
    const others = await tx.organizationMember.count({
      where: { organizationId: id, userId: { not: userId }, user: { deletedAt: null } },
    });
    const leavesAsAdmin = caller.siteAdmin && caller.id === userId;
    if (others === 0 && !leavesAsAdmin) {
      throw new ConflictError('you can’t remove the only member of an organization');
    }
    await tx.organizationMember.delete({ where: { organizationId_userId: { organizationId: id, userId } } });
    record({
      entity: 'organizations',
      action: 'memberRemoved',
      target: organizationTarget(organization),
      details: { member: { id: userId, name: member.user.username } },
    });
  });
}

function checkDisplayName(displayName: string | null | undefined): void {
  if (displayName && displayName.length > maxDisplayName) {
    throw new InvalidInputError(
      `the display name of an organization has at most ${maxDisplayName} characters`,
    );
  }
}

/** Keeps other transactions from changing the organization or its members until this one ends. */
export async function lockOrganization(tx: Prisma.TransactionClient, id: number): Promise<Organization> {
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${id} FOR NO KEY UPDATE`;
  const organization = await tx.organization.findFirst({ where: { id, deletedAt: null } });
  if (!organization) throw new NotFoundError(`org not found: ID ${id}`);
  return organization;
}

export const isMember = async (tx: Prisma.TransactionClient, organizationId: number, userId: number) =>
  (await tx.organizationMember.count({ where: { organizationId, userId } })) > 0;

export const organizationTarget = ({ id, name }: Organization) => ({ kind: 'Org' as const, id, name });
