import { hostname } from 'node:os';
import { anonymous, serverItself } from '../../auth/caller.js';
import { requireAdministers, requireSiteAdmin } from '../../authz/policy.js';
import type { Task, TaskSource } from '../../background/worker.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { NotFoundError } from '../../errors.js';
import type { Services } from '../../services.js';
import { visibleTarget } from '../repositories/visible-target.js';
import { accountTarget, lockAccount } from '../users/accounts.js';
import { bindPendingGrants, bindPendingGrantsOfRepository } from './pending-grants.js';
import { lockRepository } from './replace-grants.js';

/** A row of `permission_sync_jobs`. */
export type PermissionSyncJob = Prisma.PermissionSyncJobModel;

/** Jobs of one account or repository that are kept, beside the last that was completed. */
const keptJobs = 5;

const maxMessageLength = 4000;

/** Has it looked up what lets an account see repositories, as soon as there is a free place. */
export async function scheduleUserSync(
  context: RequestContext,
  userId: number,
  invalidateCaches: boolean,
): Promise<void> {
  const { id: triggeredById } = requireAdministers(context.caller, userId);
  await change(context, async ({ tx, record }) => {
    const account = await lockAccount(tx, userId);
    if (!account) throw new NotFoundError(`user not found: [${userId}]`);
    await queue(context, tx, { userId, triggeredById, invalidateCaches, reason: 'REASON_MANUAL_USER_SYNC' });
    record({ entity: 'repository.permissions', action: 'syncRequested', target: accountTarget(account) });
  });
  context.services.background.wake();
}

/** Has it looked up what lets accounts see a repository, as soon as there is a free place. */
export async function scheduleRepositorySync(context: RequestContext, repositoryId: number): Promise<void> {
  const { id: triggeredById } = requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const target = await lockRepository(context, tx, repositoryId);
    await queue(context, tx, { repositoryId, triggeredById, reason: 'REASON_MANUAL_REPO_SYNC' });
    record({ entity: 'repository.permissions', action: 'syncRequested', target });
  });
  context.services.background.wake();
}

/** One that waits already is not queued twice. Whoever queues holds the row of what it is about. */
async function queue(
  { services }: RequestContext,
  tx: Prisma.TransactionClient,
  job: Omit<Prisma.PermissionSyncJobUncheckedCreateInput, 'queuedAt'>,
): Promise<void> {
  const { userId = null, repositoryId = null } = job;
  const waiting = await tx.permissionSyncJob.count({ where: { userId, repositoryId, state: 'QUEUED' } });
  if (waiting > 0) return;
  await tx.permissionSyncJob.create({ data: { ...job, queuedAt: services.clock.now() } });
}

/** Takes a job back that waits; answers whether there was one. SECURITY: none about a repository that the caller may not see. */
export async function cancelPermissionSync(
  context: RequestContext,
  id: number,
  reason: string | null,
): Promise<boolean> {
  requireSiteAdmin(context.caller);
  return change(context, async ({ tx, record }) => {
    const waiting = await tx.permissionSyncJob.findFirst({ where: { id, state: 'QUEUED' } });
    const about = waiting?.repositoryId ?? null;
    if (about !== null && !(await visibleTarget(context, tx, about))) return false;
    const { count } = await tx.permissionSyncJob.updateMany({
      where: { id, state: 'QUEUED' },
      data: {
        state: 'CANCELED',
        finishedAt: context.services.clock.now(),
        cancellationReason: reason?.slice(0, maxMessageLength) ?? null,
      },
    });
    if (count === 0) return false;
    const job = await tx.permissionSyncJob.findUniqueOrThrow({ where: { id } });
    record({ entity: 'repository.permissions', action: 'syncCanceled', target: await targetOf(tx, job) });
    return true;
  });
}

async function targetOf(tx: Prisma.TransactionClient, { userId, repositoryId }: PermissionSyncJob) {
  if (userId !== null) return accountTarget(await tx.user.findUniqueOrThrow({ where: { id: userId } }));
  const { id, name } = await tx.repository.findUniqueOrThrow({ where: { id: repositoryId ?? 0 } });
  return { kind: 'Repository' as const, id, name };
}

/** Runs what waits, in the order in which it was asked for. */
export function permissionSyncTasks(services: Services): TaskSource {
  const { db } = services;
  return {
    concurrency: () => 2,
    due: async (limit) => {
      const due = await db.query<{ id: number }>(
        `SELECT j.id FROM permission_sync_jobs j WHERE j.state = 'QUEUED' AND NOT EXISTS (
           SELECT 1 FROM leases l WHERE l.name = 'permission sync:' || j.id AND l.until > clock_timestamp())
         ORDER BY j.id LIMIT $1`,
        [limit],
        'permission syncs that wait',
      );
      return due.map(({ id }): Task => ({ name: `permission sync:${id}`, run: () => run(services, id) }));
    },
    nextDueAt: async () => {
      const [row] = await db.query<{ at: Date | null }>(
        `SELECT min(queued_at) AS at FROM permission_sync_jobs WHERE state = 'QUEUED'`,
        [],
        'when the next permission sync is due',
      );
      return row?.at ?? null;
    },
  };
}

/** One transaction: a process that dies in the middle leaves the job waiting. */
async function run(services: Services, id: number): Promise<void> {
  const context: RequestContext = { services, caller: anonymous, client: serverItself };
  const startedAt = services.clock.now();
  let job: PermissionSyncJob | undefined;
  try {
    await change(context, async (transaction) => {
      const { tx } = transaction;
      await tx.$queryRaw`SELECT 1 FROM permission_sync_jobs WHERE id = ${id} AND state = 'QUEUED' FOR UPDATE`;
      job = (await tx.permissionSyncJob.findFirst({ where: { id, state: 'QUEUED' } })) ?? undefined;
      if (!job) return;
      const found =
        job.userId === null
          ? await syncRepository(context, transaction, job.repositoryId as number)
          : await syncAccount(context, transaction, job.userId);
      await tx.permissionSyncJob.update({
        where: { id },
        data: {
          ...found,
          state: 'COMPLETED',
          startedAt,
          finishedAt: services.clock.now(),
          workerHostname: hostname(),
        },
      });
    });
  } catch (error) {
    services.log.warn({ err: error, job: id }, 'a permission sync failed');
    await services.db.prisma.permissionSyncJob.updateMany({
      where: { id, state: 'QUEUED' },
      data: {
        state: 'FAILED',
        startedAt,
        finishedAt: services.clock.now(),
        workerHostname: hostname(),
        failureMessage: (error as Error).message.slice(0, maxMessageLength),
      },
    });
  }
  if (job) await forgetOldJobs(services, job);
}

type Found = Pick<
  Prisma.PermissionSyncJobUncheckedUpdateInput,
  'permissionsAdded' | 'permissionsFound' | 'codeHostStates'
>;

type Transaction = Parameters<Parameters<typeof change>[1]>[0];

/** Gives an account what waits for its name or its addresses. */
async function syncAccount(
  context: RequestContext,
  transaction: Transaction,
  userId: number,
): Promise<Found> {
  const { tx } = transaction;
  const account = await lockAccount(tx, userId);
  if (!account) throw new NotFoundError(`user not found: [${userId}]`);
  const addresses = await tx.userEmail.findMany({ where: { userId, verifiedAt: { not: null } } });
  const permissionsAdded = await bindPendingGrants(
    context,
    transaction,
    account,
    addresses.map(({ email }) => email),
  );
  return { permissionsAdded, permissionsFound: await living(context, tx, { userId }) };
}

/** Takes over what connections say of a repository, and gives it to accounts that have come since it was granted. */
async function syncRepository(
  context: RequestContext,
  transaction: Transaction,
  repositoryId: number,
): Promise<Found> {
  const { tx } = transaction;
  const [repository] = await tx.$queryRaw<{ id: number; name: string }[]>`
    SELECT id, name FROM repositories WHERE id = ${repositoryId} AND deleted_at IS NULL FOR NO KEY UPDATE`;
  if (!repository) throw new NotFoundError(`repository not found: [${repositoryId}]`);
  // SECURITY: private as soon as one connection says so.
  await tx.$executeRaw`
    UPDATE repositories r SET is_private = said.is_private, updated_at = ${context.services.clock.now()}
    FROM (SELECT bool_or(s.is_private) AS is_private FROM external_service_repositories s
          WHERE s.repository_id = ${repositoryId}) said
    WHERE r.id = ${repositoryId} AND r.is_private <> said.is_private`;
  const said = await tx.externalServiceRepository.findMany({
    where: { repositoryId },
    include: { externalService: { select: { kind: true, url: true } } },
    orderBy: { externalServiceId: 'asc' },
  });
  const permissionsAdded = await bindPendingGrantsOfRepository(context, transaction, repository);
  return {
    permissionsAdded,
    permissionsFound: await living(context, tx, { repositoryId }),
    codeHostStates: said.map(({ externalService: { kind, url }, isPrivate }) => ({
      providerID: url,
      providerType: kind.toLowerCase(),
      status: 'SUCCESS',
      message: isPrivate ? 'private' : 'public',
    })),
  };
}

const living = (
  { services }: RequestContext,
  tx: Prisma.TransactionClient,
  where: { userId: number } | { repositoryId: number },
): Promise<number> =>
  tx.repositoryGrant.count({
    where: { ...where, OR: [{ expiresAt: null }, { expiresAt: { gt: services.clock.now() } }] },
  });

async function forgetOldJobs({ db }: Services, { userId, repositoryId }: PermissionSyncJob): Promise<void> {
  await db.query(
    `DELETE FROM permission_sync_jobs j USING (
       SELECT id, state, row_number() OVER (ORDER BY id DESC) AS place, row_number() OVER (PARTITION BY state ORDER BY id DESC) AS in_state
       FROM permission_sync_jobs WHERE user_id = $1::int OR repository_id = $2::int
     ) old
     WHERE old.id = j.id AND old.place > $3::int AND j.state <> 'QUEUED' AND NOT (j.state = 'COMPLETED' AND old.in_state = 1)`,
    [userId, repositoryId, keptJobs],
    'forget old permission syncs',
  );
}
