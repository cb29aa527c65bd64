import { openLink, sealLink } from '../../auth/signed-link.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext, report } from '../../context.js';
import { ForbiddenError } from '../../errors.js';
import { externalUrl } from '../../external-url.js';
import { unlockLetter } from '../emails/letters.js';
import { primaryAddress } from '../emails/primary-address.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { forPeopleOnly } from '../users/people-only.js';
import { throttleSubject } from './throttle.js';

/**
 * Lets a locked-out person try again, for site admins. False when the account is not locked.
 *
 * @throws ForbiddenError for a service account, which cannot sign in; that is recorded.
 */
export async function unlockAccount(context: RequestContext, account: Account): Promise<boolean> {
  requireSiteAdmin(context.caller);
  if (account.kind !== 'USER') {
    const target = accountTarget(account);
    await report(context, {
      entity: 'user',
      action: 'modified',
      outcome: 'DENIED',
      reason: forPeopleOnly,
      target,
    });
    throw new ForbiddenError(forPeopleOnly, target);
  }
  return unlock(context, account, { gt: context.services.clock.now() });
}

async function unlock(
  context: RequestContext,
  account: Account,
  lockedUntil: Date | { gt: Date },
): Promise<boolean> {
  const subject = throttleSubject(account, account.username);
  return change(context, async ({ tx, record }) => {
    const { count } = await tx.signInThrottle.deleteMany({ where: { subject, lockedUntil } });
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

/** Mails a person whose account was just locked a link that unlocks it, where mail can be sent. */
export function mailUnlockLink(
  { services }: RequestContext,
  account: Account,
  lockedUntil: Date | undefined,
): void {
  if (!lockedUntil || account.kind !== 'USER') return;
  const { keys, clock, mailer, siteConfiguration } = services;
  mailer.later({ kind: 'unlock', accountId: account.id }, async () => {
    const to = await primaryAddress(services, account.id);
    if (!to) return undefined;
    const minutes = siteConfiguration.current.settings['auth.unlockAccountLinkExpiry'];
    const token = await sealLink(
      keys,
      'unlock account',
      { userId: account.id, lockedUntil: lockedUntil.getTime() },
      secondsAfter(clock.now(), minutes * 60),
    );
    const base = externalUrl(services);
    const about = { username: account.username, host: new URL(base).host };
    return { to, letter: unlockLetter(about, minutes, `${base}/unlock-account?token=${token}`) };
  });
}

/** Ends the lock that a mailed link is for. Once, and no other lock. False when the link is not good. */
export async function unlockByLink(context: RequestContext, token: string): Promise<boolean> {
  const { keys, clock, db } = context.services;
  const claims = await openLink(keys, 'unlock account', token, clock.now());
  const { userId, lockedUntil } = claims ?? {};
  const account =
    typeof userId === 'number' && typeof lockedUntil === 'number'
      ? await db.prisma.user.findFirst({ where: { id: userId, deletedAt: null } })
      : null;
  if (account && (await unlock(context, account, new Date(lockedUntil as number)))) return true;
  await report(context, {
    entity: 'user',
    action: 'modified',
    outcome: 'DENIED',
    reason: 'the link to unlock an account is invalid, expired or used',
    ...(account && { target: accountTarget(account) }),
  });
  return false;
}
