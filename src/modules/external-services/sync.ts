import { anonymous, serverItself } from '../../auth/caller.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import type { Task, TaskSource } from '../../background/worker.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import type { Services } from '../../services.js';
import { applyListing, type ListingResult } from './apply-listing.js';
import { HostError } from './ask-host.js';
import type { HostListing } from './code-host.js';
import { codeHostOf } from './code-hosts.js';
import { readConfig } from './config-text.js';
import { configOf, type ExternalService, lockExternalService } from './external-services.js';

/** A row of `external_service_sync_jobs`: one look at what a connection yields. */
export type SyncJob = Prisma.ExternalServiceSyncJobModel;

/** Names the lease on a connection. */
const lease = (id: number) => `external service:${id}`;

const longestSeconds = 8 * 3600;
/** Older jobs of a connection than these are forgotten. */
const keptJobs = 100;
const maxErrorLength = 4000;

/** Looks up what connections yield whose host has to be asked for it. */
export function syncTasks(services: Services): TaskSource {
  const { db, clock } = services;
  return {
    concurrency: () => 2,
    due: async (limit) => {
      const due = await db.query<{ id: number }>(
        `SELECT e.id FROM external_services e WHERE e.next_sync_at <= $1 AND NOT EXISTS (
           SELECT 1 FROM leases l WHERE l.name = 'external service:' || e.id AND l.until > clock_timestamp())
         ORDER BY e.next_sync_at LIMIT $2`,
        [clock.now(), limit],
        'connections to sync',
      );
      return due.map(({ id }): Task => ({ name: lease(id), run: (signal) => sync(services, id, signal) }));
    },
    nextDueAt: async () => {
      const [row] = await db.query<{ at: Date | null }>(
        'SELECT min(next_sync_at) AS at FROM external_services',
        [],
        'when the next connection is synced',
      );
      return row?.at ?? null;
    },
  };
}

/** Has a connection looked up as soon as there is a free place. */
export async function syncExternalService(context: RequestContext, id: number): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const service = await lockExternalService(tx, id);
    const now = context.services.clock.now();
    const waiting = await tx.externalServiceSyncJob.count({
      where: { externalServiceId: id, state: 'QUEUED' },
    });
    if (waiting === 0) {
      await tx.externalServiceSyncJob.create({
        data: { externalServiceId: id, state: 'QUEUED', queuedAt: now },
      });
    }
    await tx.externalService.update({ where: { id }, data: { nextSyncAt: now } });
    record({
      entity: 'codehosts',
      action: 'syncRequested',
      target: { kind: 'ExternalService', id, name: service.displayName },
    });
  });
  context.services.background.wake();
}

/** Stops a sync that waits or runs. */
export async function cancelSync(context: RequestContext, jobId: number): Promise<void> {
  requireSiteAdmin(context.caller);
  const { externalServiceId } = await change(context, async ({ tx, record }) => {
    const job = await tx.externalServiceSyncJob.findUnique({
      where: { id: jobId },
      include: { externalService: true },
    });
    if (!job) throw new NotFoundError(`sync job not found: ${jobId}`);
    const { count } = await tx.externalServiceSyncJob.updateMany({
      where: { id: jobId, state: 'QUEUED' },
      data: { state: 'CANCELED', finishedAt: context.services.clock.now() },
    });
    const running =
      count > 0
        ? { count: 0 }
        : await tx.externalServiceSyncJob.updateMany({
            where: { id: jobId, state: 'PROCESSING' },
            data: { state: 'CANCELING' },
          });
    if (count + running.count === 0) throw new InvalidInputError('the sync job has ended already');
    record({
      entity: 'codehosts',
      action: 'syncCanceled',
      target: { kind: 'ExternalService', id: job.externalServiceId, name: job.externalService.displayName },
    });
    return job;
  });
  context.services.leases.abort(lease(externalServiceId));
}

async function sync(services: Services, id: number, signal: AbortSignal): Promise<void> {
  const { db, clock } = services;
  const started = await startJob(services, id);
  if (!started) return;
  const { service, job } = started;
  try {
    const connection = readConfig(codeHostOf(service.kind), await configOf(services, service));
    const options = { unrestricted: service.unrestricted };
    const listed = connection.listed?.(options);
    const listing: HostListing = listed
      ? { repositories: listed, problems: [] }
      : await connection.list({ ...options, signal });
    await services.audit.transaction({ caller: anonymous, client: serverItself }, async ({ tx, record }) => {
      const now = clock.now();
      const locked = await lockExternalService(tx, id);
      const { state } = await tx.externalServiceSyncJob.findUniqueOrThrow({ where: { id: job.id } });
      if (state === 'CANCELING' || signal.aborted) throw new Canceled();
      // SECURITY: what was listed for another configuration may be excluded by now, or be private.
      if (isOutdated(service, locked)) throw new Error(changedMeanwhile);
      const { serviceType } = codeHostOf(service.kind);
      const { repositories, problems, failure } = listing;
      const isPart = failure !== undefined;
      const result = await applyListing(tx, {
        externalServiceId: id,
        serviceType,
        repositories,
        isPart,
        now,
      });
      const changed = result.added + result.modified + result.deleted > 0;
      const interval = nextInterval(services, locked, !changed || isPart);
      const warning = [result.warning, ...problems].filter(Boolean).join('; ') || null;
      await tx.externalService.update({
        where: { id },
        data: {
          ...(!isPart && { lastSyncAt: now }),
          lastSyncError: failure ? messageOf(failure) : null,
          warning: warning?.slice(0, maxErrorLength) ?? null,
          syncIntervalSeconds: interval,
          nextSyncAt: await nextSyncAt(
            tx,
            id,
            listed ? null : secondsAfter(now, waitAfter(failure, interval)),
            now,
          ),
        },
      });
      await tx.externalServiceSyncJob.update({
        where: { id: job.id },
        data: {
          ...(failure ? { state: 'FAILED', failureMessage: messageOf(failure) } : { state: 'COMPLETED' }),
          finishedAt: now,
          ...countsOf(result, problems.length),
        },
      });
      if (!changed) return;
      const { warning: _, ...numbers } = result;
      record({
        entity: 'codehosts',
        action: 'synced',
        target: { kind: 'ExternalService', id, name: service.displayName },
        details: { repositories: numbers },
      });
    });
  } catch (error) {
    await endJob(services, { service, job, error: signal.aborted ? new Canceled() : error });
  }
  await db.query(
    `DELETE FROM external_service_sync_jobs WHERE external_service_id = $1 AND id <= (
       SELECT max(id) FROM external_service_sync_jobs WHERE external_service_id = $1) - $2`,
    [id, keptJobs],
  );
  services.background.wake();
}

class Canceled extends Error {}

const changedMeanwhile = 'the connection was changed while it ran';

/** Whether what was looked up is not what is wanted by now. */
const isOutdated = (before: ExternalService, now: ExternalService): boolean =>
  now.sealedConfig !== before.sealedConfig || now.unrestricted !== before.unrestricted;

const messageOf = (error: unknown): string => (error as Error).message.slice(0, maxErrorLength);

/** A host that says when it is willing again is not asked before. */
function waitAfter(error: unknown, interval: number): number {
  const willingAfter = error instanceof HostError ? (error.retryAfterSeconds ?? 0) : 0;
  return Math.min(Math.max(interval, willingAfter), longestSeconds);
}

/** As planned, or at once where somebody asked for another sync while one ran. */
async function nextSyncAt(
  tx: Prisma.TransactionClient,
  externalServiceId: number,
  planned: Date | null,
  now: Date,
): Promise<Date | null> {
  const asked = await tx.externalServiceSyncJob.count({ where: { externalServiceId, state: 'QUEUED' } });
  return asked > 0 ? now : planned;
}

/** Takes the job that waits, or makes one; what another process left in the middle has failed. */
function startJob(
  { db, clock }: Services,
  id: number,
): Promise<{ service: ExternalService; job: SyncJob } | undefined> {
  const now = clock.now();
  return db.prisma.$transaction(async (tx) => {
    const service = await tx.externalService.findUnique({ where: { id } });
    if (!service) return undefined;
    await tx.externalServiceSyncJob.updateMany({
      where: { externalServiceId: id, state: { in: ['PROCESSING', 'CANCELING'] } },
      data: { state: 'FAILED', finishedAt: now, failureMessage: 'the server ended while it ran' },
    });
    const waiting = await tx.externalServiceSyncJob.findFirst({
      where: { externalServiceId: id, state: 'QUEUED' },
      orderBy: { id: 'asc' },
    });
    const begun = { state: 'PROCESSING', startedAt: now } as const;
    const job = waiting
      ? await tx.externalServiceSyncJob.update({ where: { id: waiting.id }, data: begun })
      : await tx.externalServiceSyncJob.create({ data: { externalServiceId: id, queuedAt: now, ...begun } });
    return { service, job };
  });
}

/** Writes that a sync was cancelled or failed, and when to try again. */
async function endJob(
  services: Services,
  { service, job, error }: { service: ExternalService; job: SyncJob; error: unknown },
): Promise<void> {
  const now = services.clock.now();
  await services.db.prisma.$transaction(async (tx) => {
    const current = await tx.externalServiceSyncJob.findUnique({ where: { id: job.id } });
    // The connection was deleted meanwhile, and the job with it.
    if (!current) return;
    const locked = await lockExternalService(tx, service.id);
    const canceled = current.state === 'CANCELING' || error instanceof Canceled;
    const again = !canceled && isOutdated(service, locked) ? changedMeanwhile : undefined;
    const failure = canceled || again ? undefined : messageOf(error);
    const interval = again ? locked.syncIntervalSeconds : nextInterval(services, service, true);
    await tx.externalServiceSyncJob.update({
      where: { id: job.id },
      data: {
        state: failure === undefined ? 'CANCELED' : 'FAILED',
        finishedAt: now,
        failureMessage: failure ?? again ?? null,
      },
    });
    await tx.externalService.update({
      where: { id: service.id },
      data: {
        ...(failure !== undefined && { lastSyncError: failure }),
        syncIntervalSeconds: interval,
        nextSyncAt: await nextSyncAt(
          tx,
          service.id,
          again ? now : secondsAfter(now, waitAfter(error, interval)),
          now,
        ),
      },
    });
  });
}

/** Twice as long as the last time while nothing happens or nothing works, up to eight hours. */
function nextInterval({ siteConfiguration }: Services, service: ExternalService, longer: boolean): number {
  const shortest = siteConfiguration.current.settings.repoListUpdateInterval * 60;
  return longer ? Math.min(Math.max(service.syncIntervalSeconds * 2, shortest), longestSeconds) : shortest;
}

const countsOf = (result: ListingResult, problems: number) => ({
  reposSynced: result.added + result.modified + result.unmodified,
  repoSyncErrors: problems,
  reposAdded: result.added,
  reposModified: result.modified,
  reposDeleted: result.deleted,
  reposUnmodified: result.unmodified,
});
