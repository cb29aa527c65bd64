import { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';
import { pageSize } from '../../graphql/paging.js';
import { databaseId } from '../../ids.js';
import type { Services } from '../../services.js';
import { findUser } from '../users/find-users.js';

/** Part of a list that begins after an object. */
export interface AuthorizedPage {
  ids: number[];
  hasNextPage: boolean;
  totalCount: () => Promise<number>;
}

const maxPage = 1000;

/**
 * The repositories that are granted to an account, from whatever source, by id; for a bind ID that names nobody those
 * that wait for it. What is seen without a grant is not in it. Source: access-control reference, 2.6.
 */
export async function authorizedRepositories(
  services: Services,
  who: { username?: string | null; email?: string | null },
  page: { first: number; after?: string | null },
): Promise<AuthorizedPage> {
  const bindId = who.email ?? who.username;
  if (bindId == null) throw new InvalidInputError('either username or email must be given');
  const user = await findUser(
    services.db,
    who.email == null ? { username: who.username } : { email: who.email },
  );
  const now = services.clock.now();
  const held = user
    ? Prisma.sql`SELECT g.repository_id AS id FROM repository_grants g
        WHERE g.user_id = ${user.id} AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz)`
    : Prisma.sql`SELECT p.repository_id AS id FROM pending_repository_grants p
        WHERE p.bind_id = ${bindId} AND (p.expires_at IS NULL OR p.expires_at > ${now}::timestamptz)`;
  const distinct = Prisma.sql`SELECT DISTINCT h.id FROM (${held}) h JOIN repositories r ON r.id = h.id AND r.deleted_at IS NULL`;
  return readPage(services, distinct, page);
}

/** Which part of the accounts of one repository. */
export interface AuthorizedAccounts {
  repositoryId: number;
  first: number;
  after?: string | null;
}

/** A page of accounts, and whether more follow. */
export interface AccountIds {
  ids: number[];
  hasNextPage: boolean;
}

/** The accounts to which repositories are granted, from whatever source, by id. One statement for pages of one size. */
export async function accountsGranted(
  { db, clock }: Services,
  lists: readonly AuthorizedAccounts[],
): Promise<AccountIds[]> {
  const pages = new Map<AuthorizedAccounts, AccountIds>();
  for (const first of new Set(lists.map((list) => list.first))) {
    const group = lists.filter((list) => list.first === first);
    const size = pageSize(first, { max: maxPage, otherwise: maxPage });
    const rows = await db.query<{ n: number; id: number }>(
      `SELECT q.n::int AS n, p.id FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS q(repository_id, after, n)
       CROSS JOIN LATERAL (
         SELECT DISTINCT u.id FROM repository_grants g JOIN users u ON u.id = g.user_id AND u.deleted_at IS NULL
         WHERE g.repository_id = q.repository_id AND u.id > q.after
           AND (g.expires_at IS NULL OR g.expires_at > $3::timestamptz)
         ORDER BY u.id LIMIT $4::int
       ) p ORDER BY q.n, p.id`,
      [
        group.map(({ repositoryId }) => repositoryId),
        group.map(({ after }) => (after ? databaseId(after, 'User') : 0)),
        clock.now(),
        size + 1,
      ],
      'accounts granted repositories',
    );
    for (const [index, list] of group.entries()) {
      const ids = rows.filter(({ n }) => n === index + 1).map(({ id }) => id);
      pages.set(list, { ids: ids.slice(0, size), hasNextPage: ids.length > size });
    }
  }
  return lists.map((list) => pages.get(list) as AccountIds);
}

/** How many accounts repositories are granted to. */
export async function countAccountsGranted(
  { db, clock }: Services,
  repositoryIds: readonly number[],
): Promise<number[]> {
  const rows = await db.query<{ id: number; count: number }>(
    `SELECT g.repository_id AS id, count(DISTINCT u.id)::int AS count
     FROM repository_grants g JOIN users u ON u.id = g.user_id AND u.deleted_at IS NULL
     WHERE g.repository_id = ANY($1::int[]) AND (g.expires_at IS NULL OR g.expires_at > $2::timestamptz)
     GROUP BY g.repository_id`,
    [[...repositoryIds], clock.now()],
    'count of accounts granted repositories',
  );
  const counts = new Map(rows.map(({ id, count }) => [id, count]));
  return repositoryIds.map((id) => counts.get(id) ?? 0);
}

async function readPage(
  { db }: Services,
  all: Prisma.Sql,
  { first, after }: { first: number; after?: string | null },
): Promise<AuthorizedPage> {
  const size = pageSize(first, { max: maxPage, otherwise: maxPage });
  const from = after ? databaseId(after, 'Repository') : 0;
  const page = Prisma.sql`SELECT id FROM (${all}) a WHERE id > ${from}::int ORDER BY id LIMIT ${size + 1}`;
  const rows = await db.query<{ id: number }>(page.text, page.values);
  return {
    ids: rows.slice(0, size).map(({ id }) => id),
    hasNextPage: rows.length > size,
    totalCount: async () => {
      const count = Prisma.sql`SELECT count(*)::int AS count FROM (${all}) a`;
      return (await db.query<{ count: number }>(count.text, count.values))[0]?.count ?? 0;
    },
  };
}
