import { createHash } from 'node:crypto';
import { secondsAfter } from '../../clock.js';
import type { Services } from '../../services.js';

/**
 * Counts the try before the password is looked at, in one statement: however many tries arrive at once, no more
 * than the threshold are let through. Kept in the database, so a restart forgets nothing.
 */
const countTrySql = `
  INSERT INTO sign_in_throttles AS t (subject, failures, first_failed_at) VALUES ($1, 1, $2)
  ON CONFLICT (subject) DO UPDATE SET
    failures = CASE WHEN t.first_failed_at <= $3 OR t.locked_until <= $2 THEN 1 ELSE t.failures + 1 END,
    first_failed_at = CASE WHEN t.first_failed_at <= $3 OR t.locked_until <= $2 THEN $2 ELSE t.first_failed_at END,
    locked_until = CASE WHEN t.locked_until > $2 THEN t.locked_until END
  RETURNING failures, locked_until > $2 AS locked`;

/**
 * What tries are counted by: the account, or the name when no account has it. Names without an account lock
 * like others, so that the lock tells nobody which names exist.
 */
export function throttleSubject(account: { id: number } | null | undefined, login: string): string {
  if (account) return `account:${account.id}`;
  return `name:${createHash('sha256').update(login.toLowerCase()).digest('hex')}`;
}

/** Counts a try and says whether it may go on. */
export async function mayTry(services: Services, subject: string): Promise<boolean> {
  const policy = services.siteConfiguration.current.settings['auth.lockout'];
  const now = services.clock.now();
  const [row] = await services.db.query<{ failures: number; locked: boolean | null }>(countTrySql, [
    subject,
    now,
    secondsAfter(now, -policy.consecutivePeriod),
  ]);
  return !row?.locked && (row?.failures ?? 0) <= policy.failedAttemptThreshold;
}

/** After a failed try: locks when that was one too many. True when it is locked now. */
export async function lockIfTooMany(services: Services, subject: string): Promise<boolean> {
  const policy = services.siteConfiguration.current.settings['auth.lockout'];
  const now = services.clock.now();
  const { count } = await services.db.prisma.signInThrottle.updateMany({
    where: { subject, failures: { gte: policy.failedAttemptThreshold }, lockedUntil: null },
    data: { lockedUntil: secondsAfter(now, policy.lockoutPeriod) },
  });
  return count > 0;
}

/** After a success, or when an admin unlocks the account. True when something was counted. */
export async function forgetTries(services: Services, subject: string): Promise<boolean> {
  const { count } = await services.db.prisma.signInThrottle.deleteMany({ where: { subject } });
  return count > 0;
}
