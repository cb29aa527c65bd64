import {
  ofUnrestrictedConnection,
  type Viewing,
  visibleRepositories,
  visibleToAccount,
} from '../../authz/repository-visibility.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { holdingText } from '../../db/like.js';
import { InvalidInputError } from '../../errors.js';
import { askedSize, type BidirectionalArgs, type PageInfoShape, requiredSize } from '../../graphql/paging.js';
import { databaseId, encodeId, isIdOf } from '../../ids.js';
import type { Services } from '../../services.js';
import { nameProblem } from '../users/names.js';

export type PermissionSource = 'REPO_SYNC' | 'USER_SYNC' | 'API';

/** The arguments of the lists of `PermissionsInfo`. */
export interface PermissionsSearch extends BidirectionalArgs {
  query?: string | null;
  /** Only grants of this source; without it everything that lets somebody see. */
  source?: PermissionSource | null;
}

/** A repository that an account sees, or an account that sees a repository. */
export interface PermissionEdge {
  userId: number;
  repositoryId: number;
  /** The user name, which orders lists of accounts. */
  username: string;
  /** When it was last granted; null where no grant is the reason. */
  updatedAt: Date | null;
}

export interface PermissionPage {
  nodes: PermissionEdge[];
  pageInfo: PageInfoShape;
}

/** One list: of whom or of what, and which part of it. */
export interface PermissionList {
  id: number;
  search: PermissionsSearch;
}

/** Refuses arguments that no list can answer, not even by its whole number, before it is put into a batch with others. */
export function checkSearch(search: PermissionsSearch, cursors: 'repository' | 'user'): void {
  askedSize(search);
  for (const name of ['after', 'before'] as const) {
    const cursor = search[name];
    if (!cursor || (cursors === 'user' ? !nameProblem(cursor) : isIdOf('Repository', cursor))) continue;
    throw new InvalidInputError(`\`${name}\` is no cursor of this list`);
  }
}

/** Lists that can share a statement: the same but for whose they are and where they begin and end. */
function groupsOf(lists: readonly PermissionList[]): PermissionList[][] {
  const groups = new Map<string, PermissionList[]>();
  for (const list of lists) {
    const { first, last, query, source } = list.search;
    const shape = JSON.stringify([first ?? null, last ?? null, query ?? null, source ?? null]);
    const group = groups.get(shape);
    if (group) group.push(list);
    else groups.set(shape, [list]);
  }
  return [...groups.values()];
}

/** Runs `read` once for each shape of lists among them, and puts the pages where they belong. */
async function inBatches(
  lists: readonly PermissionList[],
  read: (lists: readonly PermissionList[]) => Promise<PermissionPage[]>,
): Promise<PermissionPage[]> {
  const pages = new Map<PermissionList, PermissionPage>();
  for (const group of groupsOf(lists)) {
    const found = await read(group);
    group.forEach((list, index) => {
      pages.set(list, found[index] as PermissionPage);
    });
  }
  return lists.map((list) => pages.get(list) as PermissionPage);
}

/** Who looks at what others see. */
type Viewer = Viewing & { services: Services };

/** SECURITY: by its name is only found what the viewer may see: a name could be guessed letter by letter. */
const namedLike = (viewer: Viewer, query: string | null | undefined): Prisma.Sql =>
  query
    ? Prisma.sql`AND r.name ILIKE ${holdingText(query)} AND ${visibleRepositories(viewer)}`
    : Prisma.empty;

/**
 * Pages of the repositories that accounts see, by repository id; of many accounts at once, each with a place of its
 * own to begin. One statement for lists of one shape.
 */
export const repositoriesOfAccounts = (
  viewer: Viewer,
  lists: readonly PermissionList[],
): Promise<PermissionPage[]> =>
  inBatches(lists, async (group) => {
    const { services } = viewer;
    const { search } = group[0] as PermissionList;
    const { size } = requiredSize(search);
    const forward = search.last == null;
    const direction = Prisma.raw(forward ? 'ASC' : 'DESC');
    const now = services.clock.now();
    const matches = namedLike(viewer, search.query);
    const beyond = Prisma.sql`r.id > q.after AND r.id < q.before ${matches}`;
    const page = search.source
      ? Prisma.sql`
        SELECT g.repository_id, g.updated_at FROM repository_grants g
        JOIN repositories r ON r.id = g.repository_id AND r.deleted_at IS NULL
        WHERE g.user_id = q.user_id AND g.source = ${search.source}::permission_source
          AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz)
          AND g.repository_id > q.after AND g.repository_id < q.before ${matches}
        ORDER BY g.repository_id ${direction} LIMIT ${size + 1}`
      : Prisma.sql`
        SELECT r.id AS repository_id, ${newestGrant(now)} AS updated_at FROM repositories r
        WHERE ${visibleToAccount(services)} AND ${beyond}
        ORDER BY r.id ${direction} LIMIT ${size + 1}`;
    const sql = Prisma.sql`
      SELECT q.n::int AS n, q.user_id AS "userId", '' AS username, p.repository_id AS "repositoryId", p.updated_at AS "updatedAt"
      FROM unnest(${group.map(({ id }) => id)}::int[], ${cursors(group, 'after', 0)}::int[],
        ${cursors(group, 'before', maxId)}::int[]) WITH ORDINALITY AS q(user_id, after, before, n)
      JOIN users u ON u.id = q.user_id
      CROSS JOIN LATERAL (${page}) p ORDER BY q.n, p.repository_id ${direction}`;
    const rows = await services.db.query<PermissionEdge & { n: number }>(sql.text, sql.values);
    return pagesOf(group, rows, size, (edge) => encodeId('Repository', edge.repositoryId));
  });

const maxId = 2_147_483_647;

const cursors = (lists: readonly PermissionList[], name: 'after' | 'before', otherwise: number) =>
  lists.map(({ search }) => {
    const cursor = search[name];
    return cursor ? databaseId(cursor, 'Repository') : otherwise;
  });

/** When a repository `r` was last granted to an account `u`; null without a grant. */
const newestGrant = (now: Date) => Prisma.sql`(
  SELECT max(g.updated_at) FROM repository_grants g WHERE g.user_id = u.id AND g.repository_id = r.id
    AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz))`;

/** Pages of the accounts that see repositories, by user name; as `repositoriesOfAccounts`. */
export const accountsOfRepositories = (
  services: Services,
  lists: readonly PermissionList[],
): Promise<PermissionPage[]> =>
  inBatches(lists, async (group) => {
    const { search } = group[0] as PermissionList;
    const { size } = requiredSize(search);
    const direction = Prisma.raw(search.last == null ? 'ASC' : 'DESC');
    const now = services.clock.now();
    const sql = Prisma.sql`
      SELECT q.n::int AS n, p.id AS "userId", p.username, q.repository_id AS "repositoryId", p.updated_at AS "updatedAt"
      FROM unnest(${group.map(({ id }) => id)}::int[], ${group.map((list) => list.search.after || '')}::text[],
        ${group.map((list) => list.search.before || null)}::text[]) WITH ORDINALITY AS q(repository_id, after, before, n)
      JOIN repositories r ON r.id = q.repository_id
      CROSS JOIN LATERAL (
        SELECT u.id, u.username, ${search.source ? Prisma.sql`g.updated_at` : newestGrant(now)} AS updated_at
        FROM users u ${search.source ? grantOf(search.source, now) : Prisma.empty}
        WHERE ${accountMatches(services, search)}
          AND u.username > q.after AND (q.before IS NULL OR u.username < q.before)
        ORDER BY u.username ${direction} LIMIT ${size + 1}
      ) p ORDER BY q.n, p.username ${direction}`;
    const rows = await services.db.query<PermissionEdge & { n: number }>(sql.text, sql.values);
    return pagesOf(group, rows, size, (edge) => edge.username);
  });

const grantOf = (source: PermissionSource, now: Date) => Prisma.sql`
  JOIN repository_grants g ON g.repository_id = r.id AND g.user_id = u.id AND g.source = ${source}::permission_source
    AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz)`;

function accountMatches(services: Services, { source, query }: PermissionsSearch): Prisma.Sql {
  const named = query
    ? Prisma.sql`AND (u.username ILIKE ${holdingText(query)} OR u.display_name ILIKE ${holdingText(query)})`
    : Prisma.empty;
  const sees = source ? Prisma.empty : Prisma.sql`AND ${visibleToAccount(services)}`;
  return Prisma.sql`u.deleted_at IS NULL ${named} ${sees}`;
}

function pagesOf(
  lists: readonly PermissionList[],
  rows: readonly (PermissionEdge & { n: number })[],
  size: number,
  cursorOf: (edge: PermissionEdge) => string,
): PermissionPage[] {
  const byList: PermissionEdge[][] = lists.map(() => []);
  for (const row of rows) byList[row.n - 1]?.push(row);
  return lists.map(({ search }, index) => {
    const found = byList[index] as PermissionEdge[];
    const nodes = found.slice(0, size);
    const forward = search.last == null;
    if (!forward) nodes.reverse();
    const more = found.length > size;
    const [start, end] = [nodes[0], nodes.at(-1)];
    return {
      nodes,
      pageInfo: {
        startCursor: start ? cursorOf(start) : null,
        endCursor: end ? cursorOf(end) : null,
        hasNextPage: forward ? more : Boolean(search.before),
        hasPreviousPage: forward ? Boolean(search.after) : more,
      },
    };
  });
}

/** How many repositories accounts see in all. */
export async function countRepositoriesOfAccounts(
  viewer: Viewer,
  lists: readonly PermissionList[],
): Promise<number[]> {
  return counted(lists, async (group, { query, source }) => {
    const { services } = viewer;
    const now = services.clock.now();
    const named = namedLike(viewer, query);
    const sql = Prisma.sql`
      SELECT q.n::int AS n, c.count FROM unnest(${group.map(({ id }) => id)}::int[]) WITH ORDINALITY AS q(user_id, n)
      JOIN users u ON u.id = q.user_id
      CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM ${
        source
          ? Prisma.sql`repository_grants g JOIN repositories r ON r.id = g.repository_id AND r.deleted_at IS NULL
            WHERE g.user_id = u.id AND g.source = ${source}::permission_source
              AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz) ${named}`
          : Prisma.sql`repositories r WHERE ${visibleToAccount(services)} ${named}`
      }) c`;
    return services.db.query<{ n: number; count: number }>(sql.text, sql.values);
  });
}

/** How many accounts see repositories in all. */
export async function countAccountsOfRepositories(
  services: Services,
  lists: readonly PermissionList[],
): Promise<number[]> {
  return counted(lists, async (group, search) => {
    const sql = Prisma.sql`
      SELECT q.n::int AS n, c.count
      FROM unnest(${group.map(({ id }) => id)}::int[]) WITH ORDINALITY AS q(repository_id, n)
      JOIN repositories r ON r.id = q.repository_id
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS count
        FROM users u ${search.source ? grantOf(search.source, services.clock.now()) : Prisma.empty}
        WHERE ${accountMatches(services, search)}
      ) c`;
    return services.db.query<{ n: number; count: number }>(sql.text, sql.values);
  });
}

async function counted(
  lists: readonly PermissionList[],
  read: (
    group: readonly PermissionList[],
    search: PermissionsSearch,
  ) => Promise<{ n: number; count: number }[]>,
): Promise<number[]> {
  const counts = new Map<PermissionList, number>();
  for (const group of groupsOf(lists)) {
    const rows = await read(group, (group[0] as PermissionList).search);
    for (const { n, count } of rows) counts.set(group[n - 1] as PermissionList, count);
  }
  return lists.map((list) => counts.get(list) ?? 0);
}

/** What lets an account see a repository. */
export interface PermissionGrounds {
  reasons: string[];
  /** When the grant over the API ends by itself; null when it does not, and where there is none. */
  expiresAt: Date | null;
}

/** What lets accounts see repositories, for many pairs at once. */
export async function groundsOf(
  services: Services,
  pairs: readonly { userId: number; repositoryId: number }[],
): Promise<PermissionGrounds[]> {
  const enforced = services.siteConfiguration.current.settings['authz.enforceForSiteAdmins'];
  const counting = Prisma.sql`g.user_id = u.id AND g.repository_id = r.id
    AND (g.expires_at IS NULL OR g.expires_at > ${services.clock.now()}::timestamptz)`;
  const sql = Prisma.sql`
    SELECT q.n::int AS n, r.is_private AS "isPrivate", r.unrestricted OR ${ofUnrestrictedConnection} AS unrestricted,
      u.site_admin AS "siteAdmin", u.unrestricted_repo_access AS wildcard,
      ARRAY(SELECT g.source::text FROM repository_grants g WHERE ${counting}) AS sources,
      (SELECT g.expires_at FROM repository_grants g WHERE ${counting} AND g.source = 'API') AS "expiresAt"
    FROM unnest(${pairs.map(({ userId }) => userId)}::int[], ${pairs.map(({ repositoryId }) => repositoryId)}::int[])
      WITH ORDINALITY AS q(user_id, repository_id, n)
    JOIN users u ON u.id = q.user_id JOIN repositories r ON r.id = q.repository_id`;
  interface Row {
    n: number;
    isPrivate: boolean;
    unrestricted: boolean;
    siteAdmin: boolean;
    wildcard: boolean;
    sources: string[];
    expiresAt: Date | null;
  }
  const rows = await services.db.query<Row>(sql.text, sql.values);
  const grounds: PermissionGrounds[] = pairs.map(() => ({ reasons: [], expiresAt: null }));
  for (const row of rows) {
    // In the order in which the mirrored product looks for the first that holds (access-control reference, 2.6).
    const reasons = [
      ...(row.isPrivate ? [] : ['Public']),
      ...(row.unrestricted ? ['Unrestricted'] : []),
      ...(row.siteAdmin && !enforced ? ['Site Admin'] : []),
      ...(row.wildcard ? ['Unrestricted Access'] : []),
      ...(row.sources.includes('API') ? ['Explicit API'] : []),
      ...(row.sources.some((source) => source !== 'API') ? ['Permissions Sync'] : []),
    ];
    grounds[row.n - 1] = { reasons, expiresAt: row.expiresAt };
  }
  return grounds;
}

/** When somebody was last granted something, or it was last looked up. */
export interface PermissionTimes {
  updatedAt: Date | null;
  source: PermissionSource | null;
  syncedAt: Date | null;
}

/** The newest grants that have not ended, and the ends of the last syncs that were completed, of accounts or of repositories. */
export async function permissionTimes(
  services: Services,
  of: 'user_id' | 'repository_id',
  ids: readonly number[],
): Promise<PermissionTimes[]> {
  const rows = await services.db.query<PermissionTimes & { id: number }>(
    `SELECT q.id, greatest(g.updated_at, j.finished_at) AS "updatedAt", g.source::text AS source, j.finished_at AS "syncedAt"
     FROM unnest($1::int[]) q(id)
     LEFT JOIN LATERAL (
       SELECT updated_at, source FROM repository_grants WHERE ${of} = q.id AND (expires_at IS NULL OR expires_at > $2::timestamptz)
       ORDER BY updated_at DESC LIMIT 1
     ) g ON true
     LEFT JOIN LATERAL (
       SELECT finished_at FROM permission_sync_jobs WHERE ${of} = q.id AND state = 'COMPLETED' ORDER BY id DESC LIMIT 1
     ) j ON true`,
    [[...ids], services.clock.now()],
    `newest grants and syncs by ${of}`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) as PermissionTimes);
}
