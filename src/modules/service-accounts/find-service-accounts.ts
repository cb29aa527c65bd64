import { accountColumns } from '../../db/account-columns.js';
import type { Database } from '../../db/database.js';
import { holdingText } from '../../db/like.js';
import { InvalidInputError } from '../../errors.js';
import { databaseId, encodeId } from '../../ids.js';
import type { Account } from '../users/accounts.js';
import { nameKey } from '../users/names.js';

export const serviceAccountStates = ['ACTIVE', 'DISABLED', 'DELETED'] as const;
export type ServiceAccountState = (typeof serviceAccountStates)[number];
export const serviceAccountOrders = ['NAME', 'CREATED_AT', 'LAST_ACTIVE_AT'] as const;
export type ServiceAccountOrder = (typeof serviceAccountOrders)[number];

export interface ServiceAccountSearch {
  query?: string | null | undefined;
  /** Absent: every state but DELETED. */
  state?: ServiceAccountState | null | undefined;
  /** The number of the person who answers for them. */
  ownerId?: number | null | undefined;
  orderBy: ServiceAccountOrder;
  /** Absent: as people look for it, the newest and the last active first. */
  descending?: boolean | null | undefined;
  /** The cursor of the last account of the page before. */
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

/** An account of a list, and what it was ordered by where that is a time of its own. */
export type ListedServiceAccount = Account & { orderedBy: Date | null };

/**
 * What lists are sorted by, and where the account of the cursor stands. Names are one alphabet, whatever their case. The
 * page goes on behind an account, also once it is deleted, and where it was: `$5` is when the account of the cursor had
 * last been active, since it may have been again.
 *
 * Last activity is looked up for all that match. An index on it would make noting each use of a token dearer.
 */
const orders = {
  NAME: {
    from: '',
    orderedBy: 'NULL::timestamptz',
    by: ['lower(u.username)', 'u.id'],
    place: '(SELECT lower(c.username), c.id FROM users c WHERE c.id = $3)',
    descending: false,
  },
  CREATED_AT: {
    from: '',
    orderedBy: 'NULL::timestamptz',
    by: ['u.id'],
    place: '(SELECT c.id FROM users c WHERE c.id = $3)',
    descending: true,
  },
  LAST_ACTIVE_AT: {
    from: `LEFT JOIN (SELECT subject_id, max(last_used_at) AS at FROM access_tokens GROUP BY subject_id) a
      ON a.subject_id = u.id`,
    orderedBy: 'a.at',
    by: [`coalesce(a.at, '-infinity')`, 'u.id'],
    place: `(coalesce($5::timestamptz, '-infinity'), $3::int)`,
    descending: true,
  },
} as const satisfies Record<ServiceAccountOrder, object>;

/** The place of an account in a list. */
export function cursorOf({ id, orderedBy }: Pick<ListedServiceAccount, 'id' | 'orderedBy'>): string {
  const place = encodeId('ServiceAccount', id);
  return orderedBy ? `${place}@${orderedBy.toISOString()}` : place;
}

function readCursor(cursor: string): { id: number; orderedBy: Date | null } {
  const [, place = '', at] = /^([^@]*)(?:@(.*))?$/s.exec(cursor) ?? [];
  const orderedBy = at === undefined ? null : new Date(at);
  if (orderedBy && orderedBy.toJSON() !== at) {
    throw new InvalidInputError('`after` is no cursor of this list');
  }
  return { id: databaseId(place, 'ServiceAccount'), orderedBy };
}

const states = {
  ACTIVE: 'u.deleted_at IS NULL AND u.disabled_at IS NULL',
  DISABLED: 'u.deleted_at IS NULL AND u.disabled_at IS NOT NULL',
  DELETED: 'u.deleted_at IS NOT NULL',
} as const satisfies Record<ServiceAccountState, string>;

/** Service accounts in an order, and how many match. In SQL, because Prisma cannot order by lower(). */
export function findServiceAccounts(
  db: Database,
  { query, state, ownerId, orderBy, descending, after, take }: ServiceAccountSearch,
) {
  const pattern = query ? holdingText(query) : null;
  const where = `u.kind = 'SERVICE_ACCOUNT' AND ${state ? states[state] : 'u.deleted_at IS NULL'}
    AND ($1::text IS NULL OR u.username ILIKE $1 OR u.display_name ILIKE $1 OR u.description ILIKE $1
      OR u.used_by ILIKE $1)
    AND ($2::int IS NULL OR u.owner_id = $2)`;
  const cursor = after == null ? null : readCursor(after);
  const order = orders[orderBy];
  const [beyond, direction] = (descending ?? order.descending) ? ['<', 'DESC'] : ['>', 'ASC'];
  const sorted = order.by.map((key) => `${key} ${direction}`).join(', ');
  return {
    rows: db.query<ListedServiceAccount>(
      `SELECT ${accountColumns}, ${order.orderedBy} AS "orderedBy" FROM users u ${order.from}
       WHERE ${where} AND ($3::int IS NULL OR (${order.by.join(', ')}) ${beyond} ${order.place})
       ORDER BY ${sorted} LIMIT $4`,
      [
        pattern,
        ownerId ?? null,
        cursor?.id ?? null,
        take,
        ...(orderBy === 'LAST_ACTIVE_AT' ? [cursor?.orderedBy ?? null] : []),
      ],
      `service accounts ${state ?? 'living'} by ${orderBy} ${direction}`,
    ),
    count: async () => {
      const [row] = await db.query<{ total: number }>(
        `SELECT count(*)::int AS total FROM users u WHERE ${where}`,
        [pattern, ownerId ?? null],
      );
      return row?.total ?? 0;
    },
  };
}
