import { accountColumns } from '../../db/account-columns.js';
import type { Database } from '../../db/database.js';
import type { Account } from '../users/accounts.js';

/** Which part of the holders of a role: so many, after the account with this number. */
export interface HolderSearch {
  size: number;
  after: number | null;
}

/** A page of the living holders of each role and one more, the oldest accounts first. One statement for all roles. */
export async function holdersOf(
  db: Database,
  roleIds: readonly number[],
  { size, after }: HolderSearch,
): Promise<Account[][]> {
  const rows = await db.query<Account & { roleId: number }>(
    `SELECT q.id AS "roleId", ${accountColumns} FROM unnest($1::int[]) AS q(id)
     CROSS JOIN LATERAL (
       SELECT u.* FROM user_roles h JOIN users u ON u.id = h.user_id
       WHERE h.role_id = q.id AND u.deleted_at IS NULL AND ($2::int IS NULL OR u.id > $2)
       ORDER BY u.id LIMIT $3
     ) u ORDER BY u.id`,
    [[...roleIds], after, size + 1],
    'holders of roles',
  );
  const byRole = new Map<number, Account[]>(roleIds.map((id) => [id, []]));
  for (const row of rows) byRole.get(row.roleId)?.push(row);
  return roleIds.map((id) => byRole.get(id) ?? []);
}

/** How many living accounts hold each role. */
export async function countHolders(db: Database, roleIds: readonly number[]): Promise<number[]> {
  const rows = await db.query<{ id: number; count: number }>(
    `SELECT h.role_id AS id, count(*)::int AS count FROM user_roles h
     JOIN users u ON u.id = h.user_id AND u.deleted_at IS NULL
     WHERE h.role_id = ANY($1::int[]) GROUP BY 1`,
    [[...roleIds]],
    'numbers of holders',
  );
  const counts = new Map(rows.map(({ id, count }) => [id, count]));
  return roleIds.map((id) => counts.get(id) ?? 0);
}
