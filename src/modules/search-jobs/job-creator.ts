import { namesOf } from '../../auth/authenticate.js';
import type { AccountCaller } from '../../auth/caller.js';
import type { Services } from '../../services.js';
import { isLockedOut } from '../site/seats.js';
import type { SearchJob } from './job-state.js';

/**
 * SECURITY: whom a job acts as: its creator, with what they may at this moment. A text says why nobody: an account that
 * could not sign in does nothing here either.
 */
export async function creatorOf(
  services: Services,
  { id: jobId, creatorId }: Pick<SearchJob, 'id' | 'creatorId'>,
): Promise<AccountCaller | string> {
  const account = await services.db.prisma.user.findUniqueOrThrow({
    where: { id: creatorId },
    include: { roles: { include: { role: { include: { permissions: true } } } } },
  });
  if (account.deletedAt) return 'the account that created the job was deleted';
  if (account.disabledAt) return 'the account that created the job is disabled';
  if (await isLockedOut(services, account)) return 'the licence of the installation has ended';
  const permissionIds = account.roles.flatMap(({ role }) =>
    role.permissions.map((link) => link.permissionId),
  );
  return {
    kind: account.kind,
    id: account.id,
    username: account.username,
    siteAdmin: account.siteAdmin,
    account,
    permissions: namesOf(services, permissionIds),
    credential: { via: 'search job', jobId },
  };
}
