import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { throttleSubject } from './throttle.js';

/** Lets a locked-out person try again, for site admins. False when the account is not locked. */
export async function unlockAccount(context: RequestContext, account: Account): Promise<boolean> {
  requireSiteAdmin(context.caller);
  const subject = throttleSubject(account, account.username);
  return change(context, async ({ tx, record }) => {
    const { count } = await tx.signInThrottle.deleteMany({
      where: { subject, lockedUntil: { gt: context.services.clock.now() } },
    });
    if (count === 0) return false;
    record({
      entity: 'user',
      action: 'modified',
      target: accountTarget(account),
      details: { unlocked: true },
    });
    return true;
  });
}
