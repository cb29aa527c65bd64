import type { Database } from '../../db/database.js';
import type { ExternalAccount } from './external-accounts.js';

/** The first external accounts of one person, or of the site, and how many there are. */
export interface ExternalAccountPage {
  accounts: ExternalAccount[];
  totalCount: number;
}

/** No page is longer. */
export const maxExternalAccounts = 10_000;

const columns = `
  e.id, e.user_id AS "userId", e.service_type AS "serviceType", e.service_id AS "serviceId",
  e.client_id AS "clientId", e.account_id AS "accountId", e.account_data AS "accountData",
  e.created_at AS "createdAt", e.updated_at AS "updatedAt", e.deleted_at AS "deletedAt"`;

/** The first external accounts of each person, the oldest first, in one statement for all of them. `first` null is all. */
export async function externalAccountsOf(
  db: Database,
  userIds: readonly number[],
  first: number | null,
): Promise<ExternalAccountPage[]> {
  const rows = await db.query<ExternalAccount & { total: number }>(
    `SELECT * FROM (
       SELECT ${columns}, (count(*) OVER people)::int AS total, row_number() OVER (people ORDER BY e.id) AS place
       FROM external_accounts e WHERE e.user_id = ANY($1::int[]) AND e.deleted_at IS NULL
       WINDOW people AS (PARTITION BY e.user_id)
     ) ranked WHERE place <= $2 OR place = 1 ORDER BY "userId", place`,
    [[...userIds], first ?? maxExternalAccounts],
    'external accounts of people',
  );
  const pages = new Map<number, ExternalAccountPage>();
  for (const row of rows) {
    const page = pages.get(row.userId);
    if (page) page.accounts.push(row);
    else pages.set(row.userId, { accounts: [row], totalCount: row.total });
  }
  return userIds.map((id) => {
    const page = pages.get(id) ?? { accounts: [], totalCount: 0 };
    return first === 0 ? { ...page, accounts: [] } : page;
  });
}

/** What external accounts are looked for by; what is absent or null selects nothing away. */
export interface ExternalAccountFilter {
  userId?: number | undefined;
  serviceType?: string | null | undefined;
  serviceId?: string | null | undefined;
  clientId?: string | null | undefined;
}

/** The first external accounts of the site that match, the oldest first, and how many match. */
export function findExternalAccounts(db: Database, filter: ExternalAccountFilter, take: number) {
  const { userId, serviceType, serviceId, clientId } = filter;
  const where = {
    deletedAt: null,
    ...(userId !== undefined && { userId }),
    ...(serviceType != null && { serviceType }),
    ...(serviceId != null && { serviceId }),
    ...(clientId != null && { clientId }),
  };
  return {
    rows: db.prisma.externalAccount.findMany({ where, orderBy: { id: 'asc' }, take }),
    count: () => db.prisma.externalAccount.count({ where }),
  };
}
