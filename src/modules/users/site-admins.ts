import { systemRoles } from '../../authz/permissions.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, ForbiddenError, LimitExceededError } from '../../errors.js';
import { licenseEnded } from '../site/seats.js';
import { accountTarget } from './accounts.js';
import { lockPerson } from './people-only.js';

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
export const lockSiteAdmins = (tx: Prisma.TransactionClient) =>
  tx.$queryRaw`SELECT id FROM users WHERE site_admin AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE`;

/** SECURITY: checked again under the lock; the check at the start may be older than another admin's change. */
export async function requireStillSiteAdmin(tx: Prisma.TransactionClient, id: number): Promise<void> {
  const still = await tx.user.count({ where: { id, siteAdmin: true, deletedAt: null } });
  if (still === 0) throw new ForbiddenError('must be site admin');
}
