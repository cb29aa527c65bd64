import type { Caller } from '../auth/caller.js';
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
  const living = Prisma.sql`r.deleted_at IS NULL`;
  if (seesEverything(caller, services)) return living;
  return Prisma.sql`(${living} AND (
    NOT r.is_private -- 3
    OR r.unrestricted -- 5
    OR ${caller.kind === 'ANONYMOUS' ? Prisma.sql`false` : granted(caller.id, services.clock.now())} -- 6
    OR ${ofUnrestrictedConnection} -- 4
  ))`;
}

/** Lines 2 and 7. */
function seesEverything(caller: Caller, { siteConfiguration }: Pick<Services, 'siteConfiguration'>): boolean {
  if (caller.kind === 'ANONYMOUS') return false;
  if (caller.account.unrestrictedRepoAccess) return true;
  return caller.siteAdmin && !siteConfiguration.current.settings['authz.enforceForSiteAdmins'];
}

const granted = (userId: number, now: Date) => Prisma.sql`EXISTS (
  SELECT 1 FROM repository_grants g
  WHERE g.user_id = ${userId}::int AND g.repository_id = r.id
    AND (g.expires_at IS NULL OR g.expires_at > ${now}::timestamptz))`;

/** The connections are looked up once in a statement, and there are few of them. */
const ofUnrestrictedConnection = Prisma.sql`EXISTS (
  SELECT 1 FROM external_service_repositories s WHERE s.repository_id = r.id
    AND s.external_service_id = ANY (ARRAY(SELECT e.id FROM external_services e WHERE e.unrestricted)))`;
