import type { Caller } from '../auth/caller.js';
import type { Database } from '../db/database.js';
import { Prisma } from '../db/generated/prisma/client.js';
import type { Services } from '../services.js';

/** Who looks, and what decides about it. */
export interface Viewing {
  caller: Caller;
  services: Pick<Services, 'siteConfiguration' | 'clock'>;
}

/**
 * SECURITY: which repositories a caller may know of, as a condition on `repositories r`. Every path takes it: lists,
 * `repository(name:)`, `node(id:)`, files, archives, search. Whatever it leaves out is answered like what is not there.
 * Source: access-control reference, 2.1; the numbers are its lines.
 */
export function visibleRepositories({ caller, services }: Viewing): Prisma.Sql {
  if (caller.kind === 'ANONYMOUS')
    return Prisma.sql`(${living} AND (${isOpen} OR ${ofUnrestrictedConnection}))`;
  if (seesEverything(caller, services)) return living;
  return visibleByGrants(Prisma.sql`${caller.id}::int`, services.clock.now());
}

/** Grants of a caller that are read before a list: from here on reading them takes longer than looking each up. */
const few = 1000;

/**
 * SECURITY: as `visibleRepositories`, for a statement that goes through many repositories, with one statement before it.
 * Whoever has few grants has them read first, so that only those rows are looked at. Whoever has many is spared reading
 * all of them for a `page`; where `all` that is visible is wanted, they are read at once.
 */
export async function visibleInList(
  viewer: Viewing & { services: { db: Database } },
  wanted: 'page' | 'all',
): Promise<Prisma.Sql> {
  const { caller, services } = viewer;
  if (caller.kind === 'ANONYMOUS' || seesEverything(caller, services)) return visibleRepositories(viewer);
  const now = services.clock.now();
  const [known] = await services.db.query<{ granted: number[]; anyOpenConnection: boolean }>(
    `SELECT ARRAY(
       SELECT g.repository_id FROM repository_grants g
       WHERE g.user_id = $1::int AND (g.expires_at IS NULL OR g.expires_at > $2::timestamptz) LIMIT ${few + 1}
     ) AS granted, EXISTS (SELECT 1 FROM external_services e WHERE e.unrestricted) AS "anyOpenConnection"`,
    [caller.id, now],
    'grants before a list',
  );
  if (!known) throw new Error('nothing was answered');
  const isGranted =
    known.granted.length <= few
      ? Prisma.sql`r.id = ANY(${known.granted}::int[])`
      : granted(Prisma.sql`${caller.id}::int`, now, wanted === 'page' ? lookedUp : Prisma.empty);
  return visibleBy(isGranted, known.anyOpenConnection ? ofUnrestrictedConnection : Prisma.sql`false`);
}

/**
 * The same for an account that is a row `users u` of the statement: what it sees, whoever asks about it.
 */
export function visibleToAccount({ siteConfiguration, clock }: Viewing['services']): Prisma.Sql {
  const everything = siteConfiguration.current.settings['authz.enforceForSiteAdmins']
    ? Prisma.sql`u.unrestricted_repo_access`
    : Prisma.sql`(u.unrestricted_repo_access OR u.site_admin)`;
  return Prisma.sql`(${living} AND (${everything} OR ${visibleByGrants(Prisma.sql`u.id`, clock.now())}))`;
}

const living = Prisma.sql`r.deleted_at IS NULL`;

/** Lines 3 and 5. */
const isOpen = Prisma.sql`NOT r.is_private OR r.unrestricted`;

const visibleByGrants = (userId: Prisma.Sql, now: Date): Prisma.Sql =>
  visibleBy(granted(userId, now), ofUnrestrictedConnection);

/** Lines 3 to 6, given what lines 6 and 4 are in the statement. */
const visibleBy = (isGranted: Prisma.Sql, ofConnection: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${living} AND (${isOpen} OR ${isGranted} OR ${ofConnection}))`;

/** Lines 2 and 7. */
function seesEverything(caller: Caller, { siteConfiguration }: Pick<Services, 'siteConfiguration'>): boolean {
  if (caller.kind === 'ANONYMOUS') return false;
  if (caller.account.unrestrictedRepoAccess) return true;
  return caller.siteAdmin && !siteConfiguration.current.settings['authz.enforceForSiteAdmins'];
}

/** Line 6. `how`: `lookedUp`, or else as the database finds best. */
const granted = (userId: Prisma.Sql, now: Date, how = Prisma.empty) => Prisma.sql`EXISTS (
  SELECT 1 FROM repository_grants g
  WHERE g.user_id = ${userId} AND g.repository_id = r.id
    AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz) ${how})`;

/** Keeps the database from reading all grants of an account into memory before the first row. */
const lookedUp = Prisma.sql`OFFSET 0`;

/** Line 4. The connections are looked up once in a statement, and there are few of them. */
export const ofUnrestrictedConnection = Prisma.sql`EXISTS (
  SELECT 1 FROM external_service_repositories s WHERE s.repository_id = r.id
    AND s.external_service_id = ANY (ARRAY(SELECT e.id FROM external_services e WHERE e.unrestricted)))`;
