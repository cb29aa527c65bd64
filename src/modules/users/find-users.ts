import type { Database } from '../../db/database.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
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

export interface UserSearch {
  query?: string | null | undefined;
  offset: number;
  take: number;
}

/** Living accounts by id, and how many match. `query` is part of a name, a number, or an id. */
export function findUsers(db: Database, { query, offset, take }: UserSearch) {
  const where: Prisma.UserWhereInput = { deletedAt: null, ...(query && { OR: matches(query) }) };
  return {
    rows: db.prisma.user.findMany({ where, orderBy: { id: 'asc' }, skip: offset, take }),
    count: () => db.prisma.user.count({ where }),
  };
}

function matches(query: string): Prisma.UserWhereInput[] {
  const contains = { contains: query.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const };
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
