import { accountColumns } from '../../db/account-columns.js';
import type { Database } from '../../db/database.js';
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

/** Names are one alphabet, whatever their case. The page goes on behind an account, also once it is deleted. */
const orders = {
  NAME: {
    by: 'lower(u.username), u.id',
    after: '(lower(u.username), u.id) > (SELECT lower(c.username), c.id FROM users c WHERE c.id = $2)',
  },
  CREATED_AT: { by: 'u.id DESC', after: 'u.id < (SELECT c.id FROM users c WHERE c.id = $2)' },
} as const satisfies Record<ServiceAccountOrder, object>;

const states = {
  ACTIVE: 'u.deleted_at IS NULL AND u.disabled_at IS NULL',
  DISABLED: 'u.deleted_at IS NULL AND u.disabled_at IS NOT NULL',
  DELETED: 'u.deleted_at IS NOT NULL',
} as const satisfies Record<ServiceAccountState, string>;

/** Service accounts by name, or the newest first, and how many match. In SQL, because Prisma cannot order by lower(). */
export function findServiceAccounts(
  db: Database,
  { query, state, orderBy, after, take }: ServiceAccountSearch,
) {
  const pattern = query ? `%${query.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
  const where = `u.kind = 'SERVICE_ACCOUNT' AND ${state ? states[state] : 'u.deleted_at IS NULL'}
    AND ($1::text IS NULL OR u.username ILIKE $1 OR u.display_name ILIKE $1 OR u.description ILIKE $1)`;
  const cursor = after == null ? null : databaseId(after, 'ServiceAccount');
  const order = orders[orderBy];
  return {
    rows: db.query<Account>(
      `SELECT ${accountColumns} FROM users u WHERE ${where} AND ($2::int IS NULL OR ${order.after})
       ORDER BY ${order.by} LIMIT $3`,
      [pattern, cursor, take],
      `service accounts ${state ?? 'living'} by ${orderBy}`,
    ),
    count: async () => {
      const [row] = await db.query<{ total: number }>(
        `SELECT count(*)::int AS total FROM users u WHERE ${where}`,
        [pattern],
      );
      return row?.total ?? 0;
    },
  };
}
