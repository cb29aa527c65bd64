import { type Viewing, visibleRepositories } from '../../authz/repository-visibility.js';
import type { Database } from '../../db/database.js';
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
  /** Null where the viewer may not see the repository. */
  repositoryName: string | null;
  updatedAt: Date;
  expiresAt: Date | null;
}

/** Grants of one page at most. */
export const maxGrantsPerPage = 10_000;

/** Accounts or repositories that one list is about at most. */
export const maxSubjects = 10_000;

/**
 * The grants of accounts (by account and repository) or of repositories (by repository and account), from one source,
 * living repositories only. `after` is where the page before ended. SECURITY: of a repository that the viewer may not see
 * only the id is told. Source: access-control reference, 2.1.
 *
 * @throws InvalidInputError for a cursor of something else.
 */
export async function explicitPermissions(
  viewer: Viewing & { services: { db: Database } },
  of: 'users' | 'repositories',
  ids: readonly number[],
  source: PermissionSource,
  { first, after }: { first: number; after?: string | null },
): Promise<Page<ExplicitPermission>> {
  if (ids.length > maxSubjects)
    throw new InvalidInputError(`more than ${maxSubjects} ids: ask for fewer at once`);
  const { db, clock } = viewer.services;
  const size = pageSize(first, { max: maxGrantsPerPage, otherwise: maxGrantsPerPage });
  const columns = [Prisma.raw('g.user_id'), Prisma.raw('g.repository_id')] as const;
  const [one, two] = of === 'users' ? columns : ([columns[1], columns[0]] as const);
  const now = clock.now();
  const from = readCursor(after);
  const rest = [...new Set(ids)].filter((id) => id >= from.one).sort((a, b) => a - b);
  // The ids are gone through one after the other until the page is full. Sorting the outcome would read all of them.
  const page = Prisma.sql`
    SELECT p.* FROM unnest(${rest}::int[]) AS q(id) CROSS JOIN LATERAL (
      SELECT g.user_id AS "userId", g.repository_id AS "repositoryId",
        CASE WHEN ${visibleRepositories(viewer)} THEN r.name END AS "repositoryName",
        g.updated_at AS "updatedAt", g.expires_at AS "expiresAt"
      FROM repository_grants g JOIN repositories r ON r.id = g.repository_id AND r.deleted_at IS NULL
      WHERE ${one} = q.id AND g.source = ${source}::permission_source
        AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz)
        AND ${two} > CASE WHEN q.id = ${from.one}::int THEN ${from.two}::int ELSE 0 END
      ORDER BY ${two} LIMIT ${size + 1}::int
    ) p LIMIT ${size + 1}::int`;
  const rows = await db.query<ExplicitPermission>(page.text, page.values);
  const cursorOf = ({ userId, repositoryId }: ExplicitPermission) =>
    Buffer.from(of === 'users' ? `${userId}:${repositoryId}` : `${repositoryId}:${userId}`).toString(
      'base64',
    );
  const count = async () => {
    const [row] = await db.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM repository_grants g
       JOIN repositories r ON r.id = g.repository_id AND r.deleted_at IS NULL
       WHERE ${one.sql} = ANY($1::int[]) AND g.source = $2::permission_source
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
