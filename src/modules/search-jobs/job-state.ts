import { secondsAfter } from '../../clock.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import type { Services } from '../../services.js';

/** A row of `search_jobs`. */
export type SearchJob = Omit<Prisma.SearchJobModel, 'byteSize'>;

/** One try of a task: whoever began it once more has another number. */
export interface TaskTry {
  id: number;
  jobId: number;
  repositoryId: number;
  revision: string;
  tries: number;
}

type Tx = Prisma.TransactionClient;

/** Name the leases on a job, of which the tasks are looked for, and on a task. */
export const jobLease = (id: number) => `search job:${id}`;
export const taskLease = (id: number) => `search job task:${id}`;

/** Neither a job nor a task in one of these states has ended. */
export const openStates = ['QUEUED', 'PROCESSING'] as const;

/** A task that failed so often, or was left in the middle, has failed for good. */
const mostFailures = 5;
/** Before a task that failed is tried again; twice as long each time. */
const firstPauseSeconds = 15;

const maxMessageLength = 1000;

/** Waiting for a turn is normal under load. */
const patience = { maxWait: 30_000, timeout: 30_000 };

/** Locks the row of a job: everything that happens to it or its tasks happens so. Null when it is gone. */
export async function lockJob(tx: Tx, id: number): Promise<Prisma.SearchJobModel | null> {
  await tx.$queryRaw`SELECT 1 FROM search_jobs WHERE id = ${id}::int FOR UPDATE`;
  return tx.searchJob.findUnique({ where: { id } });
}

/** Runs a change of a job in one transaction; nothing where it is not in that state any more. */
const inState = <Result>(
  { db }: Services,
  id: number,
  state: (typeof openStates)[number],
  work: (tx: Tx, job: Prisma.SearchJobModel) => Promise<Result>,
): Promise<Result | undefined> =>
  db.prisma.$transaction(async (tx) => {
    const job = await lockJob(tx, id);
    return job?.state === state ? work(tx, job) : undefined;
  }, patience);

export interface PlannedTask {
  repositoryId: number;
  revision: string;
}

/** Writes what there is to look through. A job without any of it is done. */
export async function startJob(services: Services, id: number, tasks: readonly PlannedTask[]): Promise<void> {
  const now = services.clock.now();
  await inState(services, id, 'QUEUED', async (tx) => {
    await tx.$executeRaw`INSERT INTO search_job_tasks (job_id, repository_id, revision, next_try_at)
      SELECT ${id}::int, task.repository_id, task.revision, ${now}::timestamptz FROM unnest(
        ${tasks.map(({ repositoryId }) => repositoryId)}::int[], ${tasks.map(({ revision }) => revision)}::text[]
      ) WITH ORDINALITY AS task (repository_id, revision, place) ORDER BY task.place`;
    await tx.searchJob.update({
      where: { id },
      data: {
        startedAt: now,
        taskCount: tasks.length,
        ...(tasks.length > 0 ? { state: 'PROCESSING' } : { state: 'COMPLETED', finishedAt: now }),
      },
    });
  });
}

/**
 * Takes a task for one try, and drops what an earlier one found; undefined where there is nothing to do any more. A task
 * that servers were left with in the middle again and again is one that ends them.
 */
export function beginTask(
  services: Services,
  jobId: number,
  id: number,
): Promise<{ job: SearchJob; task: TaskTry } | undefined> {
  return inState(services, jobId, 'PROCESSING', async (tx, job) => {
    const task = await tx.searchJobTask.findFirst({ where: { id, jobId, state: { in: [...openStates] } } });
    if (!task) return undefined;
    const now = services.clock.now();
    await dropResults(tx, task);
    const failures = task.failures + (task.state === 'PROCESSING' ? 1 : 0);
    const data = { tries: task.tries + 1, failures, startedAt: now, failureMessage: null };
    if (failures >= mostFailures) {
      await tx.searchJobTask.update({ where: { id }, data });
      await end(tx, job, { ...task, tries: data.tries }, now, {
        state: 'FAILED',
        failureMessage: `the server ended ${failures} times while it ran`,
      });
      return undefined;
    }
    await tx.searchJobTask.update({ where: { id }, data: { ...data, state: 'PROCESSING' } });
    await tx.searchJob.update({ where: { id: jobId }, data: { servedAt: now } });
    return { job, task: { ...task, tries: data.tries } };
  });
}

async function dropResults(tx: Tx, { id, jobId, byteSize }: Prisma.SearchJobTaskModel): Promise<void> {
  if (byteSize === 0n) return;
  await tx.searchJobResult.deleteMany({ where: { taskId: id } });
  await tx.searchJobTask.update({ where: { id }, data: { byteSize: 0 } });
  await tx.searchJob.update({ where: { id: jobId }, data: { byteSize: { decrement: byteSize } } });
}

/** Keeps a piece of what a task found. `lost`: the task is somebody else's now, or was stopped. */
export async function storeResults(
  services: Services,
  { id: taskId, jobId, tries }: TaskTry,
  { number, lines }: { number: number; lines: Uint8Array<ArrayBuffer> },
  mostBytes: number,
): Promise<'stored' | 'lost' | 'full'> {
  const stored = await inState(services, jobId, 'PROCESSING', async (tx, job) => {
    const byteSize = { increment: lines.length };
    if (job.byteSize + BigInt(lines.length) > BigInt(mostBytes)) return 'full' as const;
    const { count } = await tx.searchJobTask.updateMany({
      where: { id: taskId, tries, state: 'PROCESSING' },
      data: { byteSize },
    });
    if (count === 0) return 'lost' as const;
    await tx.searchJobResult.create({ data: { taskId, number, lines } });
    await tx.searchJob.update({ where: { id: jobId }, data: { byteSize } });
    return 'stored' as const;
  });
  return stored ?? 'lost';
}

/** How a task ended. One that is done may have something to say, too. */
export interface TaskEnd {
  state: 'COMPLETED' | 'FAILED';
  failureMessage: string | null;
  rulesKey?: string;
}

/** Ends a task; with the last one the job ends. */
export async function endTask(services: Services, task: TaskTry, ended: TaskEnd): Promise<void> {
  await inState(services, task.jobId, 'PROCESSING', (tx, job) =>
    end(tx, job, task, services.clock.now(), ended),
  );
}

async function end(
  tx: Tx,
  job: Prisma.SearchJobModel,
  { id, tries }: Pick<TaskTry, 'id' | 'tries'>,
  now: Date,
  { state, failureMessage, rulesKey = '' }: TaskEnd,
): Promise<void> {
  const task = await tx.searchJobTask.findFirst({ where: { id, tries, state: { in: [...openStates] } } });
  if (!task) return;
  // Half of what there is would look like all of it.
  if (state === 'FAILED') await dropResults(tx, task);
  await tx.searchJobTask.update({
    where: { id },
    data: {
      state,
      finishedAt: now,
      rulesKey,
      failureMessage: failureMessage?.slice(0, maxMessageLength) ?? null,
    },
  });
  const completedCount = job.completedCount + (state === 'COMPLETED' ? 1 : 0);
  const failedCount = job.failedCount + (state === 'FAILED' ? 1 : 0);
  const isLast = completedCount + failedCount === job.taskCount;
  await tx.searchJob.update({
    where: { id: job.id },
    data: {
      completedCount,
      failedCount,
      ...(isLast && { state: failedCount > 0 ? 'FAILED' : 'COMPLETED', finishedAt: now }),
    },
  });
}

/** Has a task tried again: at once where nothing but its server is the reason, and otherwise later, some times. */
export async function giveBackTask(services: Services, task: TaskTry, failure: string | null): Promise<void> {
  const now = services.clock.now();
  await inState(services, task.jobId, 'PROCESSING', async (tx, job) => {
    const where = { id: task.id, tries: task.tries, state: 'PROCESSING' as const };
    const current = await tx.searchJobTask.findFirst({ where });
    if (!current) return;
    const failures = current.failures + (failure === null ? 0 : 1);
    if (failures >= mostFailures) {
      await end(tx, job, task, now, { state: 'FAILED', failureMessage: failure });
      return;
    }
    const pause = failure === null ? 0 : firstPauseSeconds * 2 ** (failures - 1);
    await tx.searchJobTask.updateMany({
      where,
      data: {
        state: 'QUEUED',
        failures,
        nextTryAt: secondsAfter(now, pause),
        failureMessage: failure?.slice(0, maxMessageLength) ?? null,
      },
    });
  });
}

/** Whether a try of a task is still to go on: it was not stopped, and its creator is still let in. */
export async function goesOn({ db }: Services, { id, tries }: TaskTry): Promise<boolean> {
  const rows = await db.query(
    `SELECT 1 FROM search_job_tasks t JOIN search_jobs j ON j.id = t.job_id JOIN users u ON u.id = j.creator_id
     WHERE t.id = $1 AND t.tries = $2 AND t.state = 'PROCESSING' AND u.deleted_at IS NULL AND u.disabled_at IS NULL`,
    [id, tries],
    'whether a task of a search job goes on',
  );
  return rows.length > 0;
}

/** Ends a job before its tasks have ended; answers those that were running. The job must be locked. */
export async function closeJob(
  tx: Tx,
  id: number,
  {
    state,
    failureMessage = null,
    now,
  }: { state: 'FAILED' | 'CANCELED'; failureMessage?: string | null; now: Date },
): Promise<number[]> {
  const running = await tx.searchJobTask.findMany({
    where: { jobId: id, state: 'PROCESSING' },
    select: { id: true },
  });
  await tx.searchJobTask.updateMany({
    where: { jobId: id, state: { in: [...openStates] } },
    data: { state: 'CANCELED', finishedAt: now },
  });
  await tx.searchJob.update({ where: { id }, data: { state, failureMessage, finishedAt: now } });
  return running.map((task) => task.id);
}

/** Ends a job that cannot go on. */
export async function failJob(services: Services, id: number, failureMessage: string): Promise<void> {
  await services.db.prisma.$transaction(async (tx) => {
    const job = await lockJob(tx, id);
    if (job?.state !== 'QUEUED' && job?.state !== 'PROCESSING') return;
    await closeJob(tx, id, { state: 'FAILED', failureMessage, now: services.clock.now() });
  }, patience);
}
