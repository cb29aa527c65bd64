import type { Database } from '../../db/database.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';
import { databaseId } from '../../ids.js';
import type { Account } from '../users/accounts.js';
import { nameKey } from '../users/names.js';

export const serviceAccountStates = ['ACTIVE', 'DISABLED', 'DELETED'] as const;
export type ServiceAccountState = (typeof serviceAccountStates)[number];
export const serviceAccountOrders = ['NAME', 'CREATED_AT'] as const;
export type ServiceAccountOrder = (typeof serviceAccountOrders)[number];

export interface ServiceAccountSearch {
  query?: string | null | undefined;
  /** Absent: every state but DELETED. */
  state?: ServiceAccountState | null | undefined;
  orderBy: ServiceAccountOrder;
  /** The id of the last account of the page before. */
  after?: string | null | undefined;
  take: number;
}

export function stateOf(account: Pick<Account, 'deletedAt' | 'disabledAt'>): ServiceAccountState {
  if (account.deletedAt) return 'DELETED';
  return account.disabledAt ? 'DISABLED' : 'ACTIVE';
}

/** One living service account by name or id; null when there is none. */
export async function findServiceAccount(
  db: Database,
  { name, id }: { name?: string | null; id?: string | null },
): Promise<Account | null> {
  if (name == null && id == null)
    throw new InvalidInputError('give the name or the id of the service account');
  return db.prisma.user.findFirst({
    where: {
      kind: 'SERVICE_ACCOUNT',
      deletedAt: null,
      ...(id != null && { id: databaseId(id, ['ServiceAccount', 'User']) }),
      ...(name != null && { name: { name: nameKey(name) } }),
    },
  });
}

/** Service accounts by name, or the newest first, and how many match. */
export function findServiceAccounts(
  db: Database,
  { query, state, orderBy, after, take }: ServiceAccountSearch,
) {
  const where: Prisma.UserWhereInput = {
    kind: 'SERVICE_ACCOUNT',
    ...inState(state),
    ...(query && { OR: matches(query) }),
  };
  const cursor: Pick<Prisma.UserFindManyArgs, 'cursor' | 'skip'> =
    after == null ? {} : { cursor: { id: databaseId(after, 'ServiceAccount') }, skip: 1 };
  return {
    rows: db.prisma.user.findMany({
      where,
      orderBy: orderBy === 'NAME' ? [{ username: 'asc' }, { id: 'asc' }] : { id: 'desc' },
      ...cursor,
      take,
    }),
    count: () => db.prisma.user.count({ where }),
  };
}

function inState(state: ServiceAccountState | null | undefined): Prisma.UserWhereInput {
  switch (state) {
    case 'DELETED':
      return { deletedAt: { not: null } };
    case 'DISABLED':
      return { deletedAt: null, disabledAt: { not: null } };
    case 'ACTIVE':
      return { deletedAt: null, disabledAt: null };
    default:
      return { deletedAt: null };
  }
}

function matches(query: string): Prisma.UserWhereInput[] {
  const contains = { contains: query.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const };
  return [{ username: contains }, { displayName: contains }, { description: contains }];
}
