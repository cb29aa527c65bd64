import { requireSignedIn } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import type { RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { invitationLetter } from '../emails/letters.js';
import { primaryAddress } from '../emails/primary-address.js';
import { aboutMail } from '../sessions/password-links.js';
import type { Invitation } from './invitations.js';

/** Mails that one person gets within an hour: any account can make organizations and invite people to them. */
const maxMailsAnHour = 5;

/** Whether there is somebody to mail, and they were not mailed about the organization, or too often, just before. */
export async function mayBeMailed(
  { services }: RequestContext,
  tx: Prisma.TransactionClient,
  { organizationId, recipientId }: { organizationId: number; recipientId: number },
): Promise<boolean> {
  if (!services.mailer.isConfigured) return false;
  const address = await tx.userEmail.findFirst({ where: { userId: recipientId, isPrimary: true } });
  const mailed = await tx.organizationInvitation.findMany({
    where: { recipientId, notifiedAt: { gt: secondsAfter(services.clock.now(), -3600) } },
    select: { organizationId: true },
  });
  const ofThis = mailed.some((invitation) => invitation.organizationId === organizationId);
  return address !== null && !ofThis && mailed.length < maxMailsAnHour;
}

/** Mails whoever was invited, where that was decided. Call it when the invitation is committed. */
export function mailInvitation(
  context: RequestContext,
  invitation: Invitation,
  link: () => Promise<string>,
): void {
  if (!invitation.notifiedAt) return;
  const sender = requireSignedIn(context.caller).username;
  const { recipientId } = invitation;
  context.services.mailer.later({ kind: 'organization invitation', accountId: recipientId }, async () => {
    const to = await primaryAddress(context.services, recipientId);
    const recipient = await context.services.db.prisma.user.findFirst({
      where: { id: recipientId, deletedAt: null },
    });
    if (!to || !recipient) return undefined;
    const { name } = invitation.organization;
    return { to, letter: invitationLetter(aboutMail(context, recipient), name, sender, await link()) };
  });
}
