import { accountColumns } from '../../db/account-columns.js';
import type { Database } from '../../db/database.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { escapeLike } from '../../db/like.js';
import { InvalidInputError } from '../../errors.js';
import { accountId } from '../../ids.js';
import type { Account } from './accounts.js';
import { nameKey } from './names.js';

export interface UserKeys {
  username?: string | null;
  email?: string | null;
  databaseID?: number | null;
}

/** The living account with the first key that is given: user name, then number, then verified address. */
export async function findUser(
  db: Database,
  { username, email, databaseID }: UserKeys,
): Promise<Account | null> {
  const { user } = db.prisma;
  if (username != null)
    return user.findFirst({ where: { name: { name: nameKey(username) }, deletedAt: null } });
  if (databaseID != null) return user.findFirst({ where: { id: databaseID, deletedAt: null } });
  if (email != null) return findByVerifiedEmail(db, email);
  throw new InvalidInputError('must specify either username or email to look up a user');
}

/**
 * The living account with this verified address, in any case. In SQL, because Prisma's comparison without case is
 * ILIKE, in which `_` and `%` of the address would stand for anything.
 */
export async function findByVerifiedEmail(db: Database, email: string): Promise<Account | null> {
  const [holder] = await db.query<{ id: number }>(
    'SELECT user_id AS id FROM user_emails WHERE lower(email) = lower($1) AND verified_at IS NOT NULL',
    [email],
    'holder of an address',
  );
  return holder ? db.prisma.user.findFirst({ where: { id: holder.id, deletedAt: null } }) : null;
}

/** The living accounts with these verified addresses, in any case, each at the place of its address. */
export async function findByVerifiedEmails(
  db: Database,
  emails: readonly string[],
): Promise<(Account | null)[]> {
  const found = await db.query<Account & { place: number }>(
    `SELECT ${accountColumns}, a.place::int AS place FROM unnest($1::text[]) WITH ORDINALITY AS a (email, place)
     JOIN user_emails e ON lower(e.email) = lower(a.email) AND e.verified_at IS NOT NULL
     JOIN users u ON u.id = e.user_id AND u.deleted_at IS NULL`,
    [[...emails]],
    'accounts by address',
  );
  const byPlace = new Map(found.map((account) => [account.place, account]));
  return emails.map((_email, index) => byPlace.get(index + 1) ?? null);
}

/** Times within which somebody was active, as the mirrored `UserActivePeriod` names them. */
export type ActivePeriod = 'TODAY' | 'THIS_WEEK' | 'THIS_MONTH' | 'ALL_TIME';

export interface UserSearch {
  query?: string | null | undefined;
  /** Since when somebody was active at all. */
  activeSince?: Date | undefined;
  /** Since when somebody was not. */
  inactiveSince?: Date | null | undefined;
  offset: number;
  take: number;
}

/** Living accounts by id, and how many match. `query` is part of a name, a number, or an id. */
export function findUsers(db: Database, { query, activeSince, inactiveSince, offset, take }: UserSearch) {
  const where: Prisma.UserWhereInput = {
    deletedAt: null,
    AND: [
      ...(query ? [{ OR: matches(query) }] : []),
      ...(activeSince ? [{ OR: active(activeSince) }] : []),
      ...(inactiveSince ? [{ NOT: { OR: active(inactiveSince) } }] : []),
    ],
  };
  return {
    rows: db.prisma.user.findMany({ where, orderBy: { id: 'asc' }, skip: offset, take }),
    count: () => db.prisma.user.count({ where }),
  };
}

/** In a session or with a token, at or after a time. */
const active = (since: Date): Prisma.UserWhereInput[] => [
  { sessions: { some: { lastSeenAt: { gte: since } } } },
  { accessTokens: { some: { lastUsedAt: { gte: since } } } },
];

/** When a period began, in UTC; weeks begin on Sunday. Undefined for all time. */
export function beginOf(period: ActivePeriod, now: Date): Date | undefined {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  switch (period) {
    case 'TODAY':
      return new Date(Date.UTC(year, month, day));
    case 'THIS_WEEK':
      return new Date(Date.UTC(year, month, day - now.getUTCDay()));
    case 'THIS_MONTH':
      return new Date(Date.UTC(year, month, 1));
    case 'ALL_TIME':
      return undefined;
  }
}

function matches(query: string): Prisma.UserWhereInput[] {
  const contains = { contains: escapeLike(query), mode: 'insensitive' as const };
  const number = /^\d{1,9}$/.test(query) ? Number(query) : accountNumberIn(query);
  return [
    { username: contains },
    { displayName: contains },
    ...(number === undefined ? [] : [{ id: number }]),
  ];
}

function accountNumberIn(text: string): number | undefined {
  try {
    return accountId(text);
  } catch {
    return undefined;
  }
}
