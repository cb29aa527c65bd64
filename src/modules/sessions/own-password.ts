import { hashPassword, passwordMatches } from '../../auth/passwords.js';
import { requireSession, requireSignedIn } from '../../authz/policy.js';
import { change, type RequestContext, report } from '../../context.js';
import { ConflictError, ForbiddenError, InvalidInputError } from '../../errors.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { requirePerson } from '../users/people-only.js';
import { requireGoodPassword, requirePasswords } from './password-links.js';
import { lockIfTooMany, mayTry, throttleSubject } from './throttle.js';
import { mailUnlockLink } from './unlock.js';

/** Changes the caller's own password; other sessions end. */
export async function updatePassword(
  context: RequestContext,
  oldPassword: string,
  newPassword: string,
): Promise<void> {
  const caller = requirePerson(requireSignedIn(context.caller));
  if (oldPassword === '') throw new InvalidInputError('old password was empty');
  requireGoodPassword(context, newPassword);
  const { services } = context;
  const cost = services.config.PASSWORD_HASH_COST;
  const user = await services.db.prisma.user.findUniqueOrThrow({ where: { id: caller.id } });
  await requireOldPassword(context, user, oldPassword);
  await storePassword(context, user, await hashPassword(newPassword, cost));
}

/** Sets a first password for a person who has none. From a signed-in browser only, so never for a machine. */
export async function createPassword(context: RequestContext, newPassword: string): Promise<void> {
  const caller = requirePerson(requireSession(context.caller));
  requirePasswords(context);
  requireGoodPassword(context, newPassword);
  const { services } = context;
  const user = await services.db.prisma.user.findUniqueOrThrow({ where: { id: caller.id } });
  if (user.passwordHash) throw new ConflictError('password not created');
  await storePassword(context, user, await hashPassword(newPassword, services.config.PASSWORD_HASH_COST));
}

/**
 * SECURITY: guesses at the old password count like guesses at sign-in, and lock like them: a token or an open
 * browser is not a way to find out a password.
 */
async function requireOldPassword(
  context: RequestContext,
  user: Account,
  oldPassword: string,
): Promise<void> {
  const { services } = context;
  const subject = throttleSubject(user, user.username);
  const about = {
    entity: 'user.password' as const,
    action: 'failed' as const,
    outcome: 'DENIED' as const,
    target: accountTarget(user),
  };
  if (!(await mayTry(services, subject))) {
    await report(context, { ...about, reason: 'too many failed attempts' });
    throw new ForbiddenError('Account has been locked out due to "too many failed attempts"');
  }
  if (await passwordMatches(oldPassword, user.passwordHash, services.config.PASSWORD_HASH_COST)) return;
  mailUnlockLink(context, user, await lockIfTooMany(services, subject));
  await report(context, { ...about, reason: 'wrong old password' });
  throw new ForbiddenError('wrong old password');
}

/** Stores the password unless it was changed or reset since `user` was read; other sessions end. */
async function storePassword(context: RequestContext, user: Account, passwordHash: string): Promise<void> {
  const { caller } = context;
  const session =
    caller.kind !== 'ANONYMOUS' && caller.credential.via === 'session' ? caller.credential.sessionId : 0;
  await change(context, async ({ tx, record }) => {
    const { count } = await tx.user.updateMany({
      where: { id: user.id, passwordHash: user.passwordHash, deletedAt: null },
      data: { passwordHash, updatedAt: context.services.clock.now() },
    });
    if (count === 0) throw new ConflictError('the password was changed meanwhile');
    await tx.signInThrottle.deleteMany({ where: { subject: throttleSubject(user, user.username) } });
    await tx.session.deleteMany({ where: { userId: user.id, id: { not: session } } });
    record({ entity: 'user.password', action: 'changed', target: accountTarget(user) });
  });
}
