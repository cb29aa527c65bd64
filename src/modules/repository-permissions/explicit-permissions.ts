import { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';
import { forwardPage, type Page, pageSize } from '../../graphql/paging.js';
import type { Services } from '../../services.js';
import type { PermissionSource } from './permissions-info.js';

// What who keeps permissions in step with elsewhere asks for: many accounts or repositories in one list of plain rows.

/** One grant, without anything that needs another look. */
export interface ExplicitPermission {
  userId: number;
  repositoryId: number;
  repositoryName: string;
  updatedAt: Date;
  expiresAt: Date | null;
}

/** Grants of one page at most. */
export const maxGrantsPerPage = 10_000;

/** Accounts or repositories that one list is about at most. */
export const maxSubjects = 10_000;

/**
 * The grants of accounts (by account and repository) or of repositories (by repository and account), from one source,
 * living repositories only. `after` is where the page before ended.
 *
 * @throws InvalidInputError for a cursor of something else.
 */
export async function explicitPermissions(
  { db, clock }: Services,
  of: 'users' | 'repositories',
  ids: readonly number[],
  source: PermissionSource,
  { first, after }: { first: number; after?: string | null },
): Promise<Page<ExplicitPermission>> {
  if (ids.length > maxSubjects)
    throw new InvalidInputError(`more than ${maxSubjects} ids: ask for fewer at once`);
  const size = pageSize(first, { max: maxGrantsPerPage, otherwise: maxGrantsPerPage });
  const [one, two] =
    of === 'users' ? (['user_id', 'repository_id'] as const) : (['repository_id', 'user_id'] as const);
  const now = clock.now();
  const from = readCursor(after);
  const rest = [...new Set(ids)].filter((id) => id >= from.one).sort((a, b) => a - b);
  // The ids are gone through one after the other until the page is full. Sorting the outcome would read all of them.
  const rows = await db.query<ExplicitPermission>(
    `SELECT p.* FROM unnest($1::int[]) AS q(id) CROSS JOIN LATERAL (
       SELECT g.user_id AS "userId", g.repository_id AS "repositoryId", r.name AS "repositoryName",
         g.updated_at AS "updatedAt", g.expires_at AS "expiresAt"
       FROM repository_grants g JOIN repositories r ON r.id = g.repository_id AND r.deleted_at IS NULL
       WHERE g.${one} = q.id AND g.source = $2::permission_source
         AND (g.expires_at IS NULL OR g.expires_at > $3::timestamptz)
         AND g.${two} > CASE WHEN q.id = $4::int THEN $5::int ELSE 0 END
       ORDER BY g.${two} LIMIT $6::int
     ) p LIMIT $6::int`,
    [rest, source, now, from.one, from.two, size + 1],
    `page of explicit permissions of ${of}`,
  );
  const cursorOf = ({ userId, repositoryId }: ExplicitPermission) =>
    Buffer.from(of === 'users' ? `${userId}:${repositoryId}` : `${repositoryId}:${userId}`).toString(
      'base64',
    );
  const count = async () => {
    const [row] = await db.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM repository_grants g
       JOIN repositories r ON r.id = g.repository_id AND r.deleted_at IS NULL
       WHERE g.${one} = ANY($1::int[]) AND g.source = $2::permission_source
         AND (g.expires_at IS NULL OR g.expires_at > $3::timestamptz)`,
      [[...new Set(ids)], source, now],
      `explicit permissions of ${of}`,
    );
    return row?.count ?? 0;
  };
  return forwardPage(rows, size, cursorOf, count, Boolean(after));
}

function readCursor(cursor: string | null | undefined): { one: number; two: number } {
  if (!cursor) return { one: 0, two: 0 };
  const [, one, two] = /^(\d{1,9}):(\d{1,9})$/.exec(Buffer.from(cursor, 'base64').toString('utf8')) ?? [];
  if (one === undefined || two === undefined)
    throw new InvalidInputError('`after` is no cursor of this list');
  return { one: Number(one), two: Number(two) };
}

/** Whether accounts have any grant from a source, each at the place of its id. */
export async function havePermissions(
  { db, clock }: Services,
  userIds: readonly number[],
  source: PermissionSource,
): Promise<boolean[]> {
  if (userIds.length > maxSubjects)
    throw new InvalidInputError(`more than ${maxSubjects} ids: ask for fewer at once`);
  const rows = await db.query<{ id: number }>(
    `SELECT q.id FROM unnest($1::int[]) q(id) WHERE EXISTS (
       SELECT 1 FROM repository_grants g JOIN repositories r ON r.id = g.repository_id AND r.deleted_at IS NULL
       WHERE g.user_id = q.id AND g.source = $2::permission_source AND (g.expires_at IS NULL OR g.expires_at > $3::timestamptz))`,
    [[...new Set(userIds)], source, clock.now()],
    'accounts with permissions',
  );
  const present = new Set(rows.map(({ id }) => id));
  return userIds.map((id) => present.has(id));
}

export interface AccountsWithoutPermissions {
  createdAfter?: Date | null;
  createdBefore?: Date | null;
  source: PermissionSource;
  first: number;
  after?: string | null;
}

/** The ids of living accounts that have no grant from a source, by id. */
export async function accountsWithoutPermissions(
  { db, clock }: Services,
  { createdAfter, createdBefore, source, first, after }: AccountsWithoutPermissions,
): Promise<Page<{ id: number }>> {
  const size = pageSize(first, { max: 1000, otherwise: 1000 });
  const without = Prisma.sql`u.deleted_at IS NULL
    AND (${createdAfter ?? null}::timestamptz IS NULL OR u.created_at >= ${createdAfter ?? null}::timestamptz)
    AND (${createdBefore ?? null}::timestamptz IS NULL OR u.created_at <= ${createdBefore ?? null}::timestamptz)
    AND NOT EXISTS (
      SELECT 1 FROM repository_grants g JOIN repositories r ON r.id = g.repository_id AND r.deleted_at IS NULL
      WHERE g.user_id = u.id AND g.source = ${source}::permission_source
        AND (g.expires_at IS NULL OR g.expires_at > ${clock.now()}::timestamptz))`;
  const from = after ? Number(/^\d{1,9}$/.exec(after)?.[0] ?? Number.NaN) : 0;
  if (Number.isNaN(from)) throw new InvalidInputError('`after` is no cursor of this list');
  const page = Prisma.sql`SELECT u.id FROM users u WHERE ${without} AND u.id > ${from}::int ORDER BY u.id LIMIT ${size + 1}`;
  const rows = await db.query<{ id: number }>(page.text, page.values);
  const count = async () => {
    const all = Prisma.sql`SELECT count(*)::int AS count FROM users u WHERE ${without}`;
    return (await db.query<{ count: number }>(all.text, all.values))[0]?.count ?? 0;
  };
  return forwardPage(rows, size, ({ id }) => String(id), count, Boolean(after));
}
