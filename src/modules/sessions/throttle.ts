import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { secondsAfter } from '../../clock.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
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

/** How long a try waits for those before it to end, and how often it looks. */
const patienceMs = 5000;
const lookEveryMs = 50;

/**
 * Counts a try and says whether it may go on. Where as many as may fail are under way, it waits for them: when one
 * succeeds, the count begins anew, and when they fail, they lock. So a program that signs in ten times at once with
 * the right password is not taken for somebody who guesses.
 */
export async function mayTry(services: Services, subject: string): Promise<boolean> {
  const { prisma } = services.db;
  const until = performance.now() + patienceMs;
  for (;;) {
    const { locked, failures } = await countTry(services, subject);
    const { failedAttemptThreshold } = services.siteConfiguration.current.settings['auth.lockout'];
    if (locked) return false;
    if (failures <= failedAttemptThreshold) return true;
    for (let undecided = true; undecided; ) {
      if (performance.now() > until) return false;
      await sleep(lookEveryMs);
      const row = await prisma.signInThrottle.findUnique({ where: { subject } });
      undecided = row !== null && row.failures > failedAttemptThreshold && row.lockedUntil === null;
    }
  }
}

async function countTry(services: Services, subject: string): Promise<{ failures: number; locked: boolean }> {
  const policy = services.siteConfiguration.current.settings['auth.lockout'];
  const now = services.clock.now();
  const [row] = await services.db.query<{ failures: number; locked: boolean | null }>(countTrySql, [
    subject,
    now,
    secondsAfter(now, -policy.consecutivePeriod),
  ]);
  return { failures: row?.failures ?? 0, locked: row?.locked ?? false };
}

/** After a failed try: locks when that was one too many. Until when it is locked, when this try did it. */
export async function lockIfTooMany(services: Services, subject: string): Promise<Date | undefined> {
  const policy = services.siteConfiguration.current.settings['auth.lockout'];
  const lockedUntil = secondsAfter(services.clock.now(), policy.lockoutPeriod);
  const { count } = await services.db.prisma.signInThrottle.updateMany({
    where: { subject, failures: { gte: policy.failedAttemptThreshold }, lockedUntil: null },
    data: { lockedUntil },
  });
  return count > 0 ? lockedUntil : undefined;
}

/** Failed sign-ins from one address, over all names, within an hour before it has to wait. */
const maxFailuresOfAddress = 100;
const addressPeriodSeconds = 3600;

const addressSubject = (ip: string) => `address:${ip}`;

/** How many seconds an address has to wait before its next try; 0 when it need not. */
export async function addressMustWait({ db, clock }: Services, ip: string): Promise<number> {
  const row = await db.prisma.signInThrottle.findUnique({ where: { subject: addressSubject(ip) } });
  if (!row || row.failures < maxFailuresOfAddress) return 0;
  const over = secondsAfter(row.firstFailedAt, addressPeriodSeconds).getTime();
  return Math.max(0, Math.ceil((over - clock.now().getTime()) / 1000));
}

/** Counts a failed sign-in by the address it came from; a new hour begins with the first failure after the last. */
export async function countFailureOfAddress({ db, clock }: Services, ip: string): Promise<void> {
  const now = clock.now();
  await db.query(countTrySql, [addressSubject(ip), now, secondsAfter(now, -addressPeriodSeconds)]);
}

/**
 * Counts something by a subject of its own within a transaction, and says how often it has happened within the period:
 * what fails afterwards is not counted.
 */
export async function countWithin(
  tx: Pick<Prisma.TransactionClient, '$queryRawUnsafe'>,
  subject: string,
  now: Date,
  periodSeconds: number,
): Promise<number> {
  const [row] = await tx.$queryRawUnsafe<{ failures: number }[]>(
    countTrySql,
    subject,
    now,
    secondsAfter(now, -periodSeconds),
  );
  return row?.failures ?? 0;
}

/** Which counts are too old to matter. */
export function oldThrottles({ clock, siteConfiguration }: Services): Prisma.SignInThrottleWhereInput {
  const { consecutivePeriod, lockoutPeriod } = siteConfiguration.current.settings['auth.lockout'];
  const longest = Math.max(consecutivePeriod + lockoutPeriod, addressPeriodSeconds);
  return { firstFailedAt: { lt: secondsAfter(clock.now(), -longest) } };
}
