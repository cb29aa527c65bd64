import { hashPassword, needsRehash, passwordMatches } from '../../auth/passwords.js';
import { change, type RequestContext, report } from '../../context.js';
import { isLockedOut } from '../site/seats.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { findByVerifiedEmail } from '../users/find-users.js';
import { nameKey } from '../users/names.js';
import { startSession } from './sessions.js';
import {
  addressMustWait,
  countFailureOfAddress,
  lockIfTooMany,
  mayTry,
  throttleSubject,
} from './throttle.js';
import { mailUnlockLink } from './unlock.js';

export type SignInResult =
  | { outcome: 'signed in'; cookie: string }
  | { outcome: 'failed' }
  | { outcome: 'locked' }
  | { outcome: 'license ended' }
  | { outcome: 'throttled'; retryAfterSeconds: number };

/**
 * Signs a person in with user name or verified address and password. Unknown names, wrong passwords, people
 * without a password and service accounts get the same answer after the same work.
 */
export async function signIn(
  context: RequestContext,
  login: string,
  password: string,
): Promise<SignInResult> {
  const { services } = context;
  const retryAfterSeconds = await addressMustWait(services, context.client.ip);
  if (retryAfterSeconds > 0) {
    await report(context, {
      entity: 'auth.password',
      action: 'throttled',
      outcome: 'DENIED',
      reason: 'too many failed sign-ins from this address',
      target: { kind: 'User', name: login.slice(0, 255) },
    });
    return { outcome: 'throttled', retryAfterSeconds };
  }
  const account = await findByLogin(context, login);
  const subject = throttleSubject(account, login);
  const about = {
    entity: 'auth.password' as const,
    outcome: 'DENIED' as const,
    target: account ? accountTarget(account) : { kind: 'User' as const, name: login.slice(0, 255) },
  };
  if (!(await mayTry(services, subject))) {
    await report(context, { ...about, action: 'locked', reason: 'too many failed attempts' });
    return { outcome: 'locked' };
  }
  const cost = services.config.PASSWORD_HASH_COST;
  // SECURITY: a service account has no hash (the database holds it to that), so no password matches.
  const hash = account?.kind === 'USER' && !account.disabledAt ? account.passwordHash : null;
  if (!account || !hash || !(await passwordMatches(password, hash, cost))) {
    if (!hash) await passwordMatches(password, null, cost);
    const lockedUntil = await lockIfTooMany(services, subject);
    if (account) mailUnlockLink(context, account, lockedUntil);
    await countFailureOfAddress(services, context.client.ip);
    await report(context, { ...about, action: 'failed', reason: reasonToFail(account) });
    return { outcome: 'failed' };
  }
  if (await isLockedOut(services, account)) {
    await report(context, { ...about, action: 'failed', reason: 'the licence has ended' });
    return { outcome: 'license ended' };
  }
  const stronger = needsRehash(hash, cost) ? await hashPassword(password, cost) : undefined;
  const cookie = await change(context, async ({ tx, record }) => {
    // The password that was compared must still be the password: it may have been changed or reset meanwhile.
    const { count } = await tx.user.updateMany({
      where: { id: account.id, passwordHash: hash, deletedAt: null, disabledAt: null },
      data: { passwordHash: stronger ?? hash },
    });
    if (count === 0) return undefined;
    await tx.signInThrottle.deleteMany({ where: { subject } });
    record({
      entity: 'auth.password',
      action: 'succeeded',
      target: accountTarget(account),
      actor: { id: account.id, username: account.username, kind: account.kind },
    });
    return startSession(services, tx, account, context.client);
  });
  return cookie ? { outcome: 'signed in', cookie } : { outcome: 'failed' };
}

function reasonToFail(account: Account | null): string {
  if (!account) return 'no such user';
  if (account.kind === 'SERVICE_ACCOUNT') return 'it is a service account, which cannot sign in';
  return account.passwordHash ? 'wrong password' : 'the user has no password';
}

/** The living account with this user name or verified address. */
async function findByLogin({ services }: RequestContext, login: string): Promise<Account | null> {
  const { prisma } = services.db;
  const named = await prisma.user.findFirst({ where: { name: { name: nameKey(login) }, deletedAt: null } });
  if (named || !login.includes('@')) return named;
  return findByVerifiedEmail(services.db, login);
}
