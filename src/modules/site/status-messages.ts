import { isSiteAdmin } from '../../authz/policy.js';
import type { RequestContext } from '../../context.js';
import type { ExternalService } from '../external-services/external-services.js';

/** What a site admin is told of how repositories come here. Each is of the type that `__typename` names. */
export type StatusMessage =
  | { __typename: 'GitUpdatesDisabled'; message: string }
  | { __typename: 'NoRepositoriesDetected'; message: string }
  | { __typename: 'CloningProgress'; message: string }
  | { __typename: 'SyncError'; message: string }
  | { __typename: 'ExternalServiceSyncError'; message: string; externalService: ExternalService };

/** Connections that are told of: nobody mends more at once. */
const maxConnections = 50;

/** SECURITY: they count what not everybody may see, so they are empty for everybody but site admins. */
export async function statusMessages({ caller, services }: RequestContext): Promise<StatusMessage[]> {
  if (!isSiteAdmin(caller)) return [];
  const { db, siteConfiguration } = services;
  const messages: StatusMessage[] = [];
  if (siteConfiguration.current.settings.disableAutoGitUpdates) {
    messages.push({
      __typename: 'GitUpdatesDisabled',
      message: 'Repositories are fetched only when somebody asks: disableAutoGitUpdates is on.',
    });
  }
  const [counts = { all: 0, missing: 0, failing: 0 }] = await db.query<{
    all: number;
    missing: number;
    failing: number;
  }>(
    `SELECT count(*)::int AS "all", count(*) FILTER (WHERE m.status IS DISTINCT FROM 'CLONED')::int AS missing,
       count(*) FILTER (WHERE m.last_error IS NOT NULL)::int AS failing
     FROM repositories r LEFT JOIN repository_mirrors m ON m.repository_id = r.id WHERE r.deleted_at IS NULL`,
    [],
    'how far repositories are',
  );
  if (counts.all === 0) {
    messages.push({ __typename: 'NoRepositoriesDetected', message: 'There are no repositories yet.' });
  }
  if (counts.missing > 0) {
    messages.push({
      __typename: 'CloningProgress',
      message: `${counts.missing} of ${counts.all} repositories are not cloned yet.`,
    });
  }
  if (counts.failing > 0) {
    messages.push({
      __typename: 'SyncError',
      message: `${counts.failing} of ${counts.all} repositories could not be fetched.`,
    });
  }
  const failed = await db.prisma.externalService.findMany({
    where: { lastSyncError: { not: null } },
    orderBy: { id: 'asc' },
    take: maxConnections,
  });
  const ofConnections = failed.map((externalService) => ({
    __typename: 'ExternalServiceSyncError' as const,
    message: externalService.lastSyncError ?? '',
    externalService,
  }));
  return [...messages, ...ofConnections];
}
