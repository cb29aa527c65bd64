import type { AuditedTransaction } from '../../audit/audit-log.js';
import { openLink, sealLink } from '../../auth/signed-link.js';
import { isAccount, requireOrgMember, requireSignedIn } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors.js';
import { externalUrl } from '../../external-url.js';
import { lockAccount } from '../users/accounts.js';
import { nameKey } from '../users/names.js';
import { requirePerson } from '../users/people-only.js';
import { mailInvitation, mayBeMailed } from './invitation-mail.js';
import {
  insertMember,
  isMember,
  lockOrganization,
  type Organization,
  organizationTarget,
} from './organizations.js';

/** A row of `organization_invitations`, with the organization. */
export type Invitation = Prisma.OrganizationInvitationModel & { organization: Organization };

const withOrganization = { organization: true } as const;

/** Living invitations to living organizations. */
const living = { deletedAt: null, organization: { deletedAt: null } };

/** Neither answered nor withdrawn; it may have expired. */
const open = { respondedAt: null, revokedAt: null };

/**
 * Asks a person to become a member. An invitation that they have already is replaced, and with it the time that is
 * left. Members and site admins may. Service accounts are not asked: site admins add them.
 */
export async function inviteMember(
  context: RequestContext,
  organizationId: number,
  username: string,
): Promise<Invitation> {
  const caller = requireSignedIn(context.caller);
  const { clock, siteConfiguration } = context.services;
  const invitation = await change(context, async ({ tx, record }) => {
    const organization = await lockOrganization(tx, organizationId);
    requireOrgMember(caller, await isMember(tx, organizationId, caller.id));
    const held = await tx.name.findUnique({ where: { name: nameKey(username) } });
    const account = held?.userId ? await lockAccount(tx, held.userId) : null;
    if (!account) throw new NotFoundError(`user not found: ${JSON.stringify(username)}`);
    const person = requirePerson(account);
    if (await isMember(tx, organizationId, person.id)) {
      throw new ConflictError('user is already a member of the organization');
    }
    const now = clock.now();
    const to = { organizationId, recipientId: person.id };
    const before = await tx.organizationInvitation.findFirst({ where: { ...to, ...open, deletedAt: null } });
    if (before) {
      await tx.organizationInvitation.update({ where: { id: before.id }, data: { revokedAt: now } });
    }
    const { expiryTime } = siteConfiguration.current.settings.organizationInvitations;
    const invitation = await tx.organizationInvitation.create({
      data: {
        ...to,
        senderId: caller.id,
        createdAt: now,
        expiresAt: secondsAfter(now, expiryTime * 3600),
        notifiedAt: (await mayBeMailed(context, tx, to)) ? now : null,
      },
      include: withOrganization,
    });
    record({
      entity: 'organizations',
      action: 'memberInvited',
      target: organizationTarget(organization),
      details: {
        invitation: invitation.id,
        invited: { id: person.id, name: person.username },
        replaces: before?.id ?? null,
      },
    });
    return invitation;
  });
  mailInvitation(context, invitation, () => invitationUrl(context, invitation));
  return invitation;
}

/** The recipient's answer. Whoever says yes is a member at once. */
export async function answerInvitation(context: RequestContext, id: number, accept: boolean): Promise<void> {
  const caller = requireSignedIn(context.caller);
  requirePerson(caller.account);
  await change(context, async (transaction) => {
    const { tx, record } = transaction;
    const found = await tx.organizationInvitation.findFirst({ where: { id, ...living } });
    if (!found) throw noInvitation();
    const organization = await lockOrganization(tx, found.organizationId);
    if (found.recipientId !== caller.id) {
      const knows = caller.siteAdmin || (await isMember(tx, organization.id, caller.id));
      throw knows
        ? new ForbiddenError('only the person who was invited can answer the invitation')
        : noInvitation();
    }
    await takeAnswer(context, transaction, id, accept);
    record({
      entity: 'organizations',
      action: accept ? 'invitationAccepted' : 'invitationRejected',
      target: organizationTarget(organization),
      details: { invitation: id },
    });
    if (accept) await insertMember(context, transaction, organization, caller);
  });
}

/** Notes the answer; the condition sits in the UPDATE, so of two answers at once one counts. */
async function takeAnswer(
  { services }: RequestContext,
  { tx }: AuditedTransaction,
  id: number,
  accepted: boolean,
): Promise<void> {
  const now = services.clock.now();
  const { count } = await tx.organizationInvitation.updateMany({
    where: { id, ...open, expiresAt: { gt: now }, deletedAt: null },
    data: { respondedAt: now, accepted },
  });
  if (count === 1) return;
  const closed = await tx.organizationInvitation.findUniqueOrThrow({ where: { id } });
  if (closed.respondedAt) throw new ConflictError('the invitation was already answered');
  if (closed.revokedAt)
    throw new ConflictError('the invitation was replaced by another, or is not needed any more');
  throw new ConflictError('the invitation has expired: ask for another');
}

/** Whether the recipient can still answer. */
export const isPending = (invitation: Invitation, now: Date): boolean =>
  !invitation.respondedAt && !invitation.revokedAt && invitation.expiresAt > now;

/** Where the recipient answers. The link says who was invited to what, and gives nobody else anything. */
export async function invitationUrl(context: RequestContext, { id, expiresAt }: Invitation): Promise<string> {
  const { services } = context;
  const link = await sealLink(services.keys, 'organization invitation', { invitation: id }, expiresAt);
  return `${externalUrl(services)}/organizations/invitation/${link}`;
}

/** SECURITY: passes the recipient alone; for everybody else, and after it has expired, there is none. */
export async function invitationByLink(context: RequestContext, link: string): Promise<Invitation> {
  const { keys, clock, db } = context.services;
  const claims = await openLink(keys, 'organization invitation', link, clock.now());
  const id = claims?.['invitation'];
  const invitation =
    typeof id === 'number'
      ? await db.prisma.organizationInvitation.findFirst({
          where: { id, ...living },
          include: withOrganization,
        })
      : null;
  if (!invitation || !isAccount(context.caller, invitation.recipientId)) throw noInvitation();
  return invitation;
}

/** A living invitation; who may know of it, the caller decides. */
export const findInvitation = ({ services }: RequestContext, id: number): Promise<Invitation | null> =>
  services.db.prisma.organizationInvitation.findFirst({
    where: { id, ...living },
    include: withOrganization,
  });

/** The invitation to each of the organizations that the account can still answer. */
export async function pendingInvitations(
  { services }: Pick<RequestContext, 'services'>,
  userId: number,
  organizationIds: readonly number[],
): Promise<(Invitation | null)[]> {
  const found = await services.db.prisma.organizationInvitation.findMany({
    where: {
      ...living,
      ...open,
      recipientId: userId,
      organizationId: { in: [...organizationIds] },
      expiresAt: { gt: services.clock.now() },
    },
    include: withOrganization,
  });
  const byOrganization = new Map(found.map((invitation) => [invitation.organizationId, invitation]));
  return organizationIds.map((id) => byOrganization.get(id) ?? null);
}

/** One text for what is not there and what is hidden. */
export const noInvitation = () =>
  new NotFoundError('invitation not found: there is none, it has expired, or somebody else was invited');
