import { availableParallelism } from 'node:os';
import { serverItself } from '../../auth/caller.js';
import { readablePaths } from '../../authz/readable-paths.js';
import type { Task, TaskSource } from '../../background/worker.js';
import type { RequestContext } from '../../context.js';
import type { Database } from '../../db/database.js';
import { DomainError } from '../../errors.js';
import type { Services } from '../../services.js';
import { findRepositories } from '../search/find-repositories.js';
import { loadLanguages } from '../search/languages.js';
import { QueryError } from '../search/query/query-error.js';
import { namesOf } from '../search/query/revisions.js';
import type { SearchResult } from '../search/results.js';
import { prepareSearch } from '../search/search.js';
import { streamMatch } from '../search/stream-matches.js';
import { creatorOf } from './job-creator.js';
import { jobPatternType, planOfJob } from './job-query.js';
import { ResultWriter } from './job-results.js';
import {
  beginTask,
  endTask,
  failJob,
  giveBackTask,
  goesOn,
  jobLease,
  type PlannedTask,
  type SearchJob,
  startJob,
  type TaskTry,
  taskLease,
} from './job-state.js';

/** One repository is looked through for so long at most. */
const longestTaskMs = 3_600_000;
/** How soon a task learns that it was stopped by another process. */
const lookEveryMs = 2000;

/** Each keeps one processor busy: half of them, and no more than a few, whatever waits. */
const atOnce = Math.min(Math.max(Math.trunc(availableParallelism() / 2), 1), 4);

/** Finds out what jobs look through, and looks through it. */
export function searchJobTasks(services: Services): TaskSource {
  const { db, clock, config } = services;
  return {
    concurrency: () => atOnce,
    due: async (limit) => {
      if (config.DISABLE_SEARCH_JOBS) return [];
      const due = await dueWork(db, clock.now(), limit);
      return due.map(
        ({ jobId, taskId }): Task =>
          taskId === null
            ? { name: jobLease(jobId), run: (signal) => plan(services, jobId, signal) }
            : { name: taskLease(taskId), run: (signal) => runTask(services, { jobId, taskId }, signal) },
      );
    },
    nextDueAt: async () => {
      if (config.DISABLE_SEARCH_JOBS) return null;
      const [row] = await db.query<{ at: Date | null }>(
        `SELECT min(coalesce(task.at, j.created_at)) AS at FROM search_jobs j LEFT JOIN LATERAL (
           SELECT min(t.next_try_at) AS at FROM search_job_tasks t
           WHERE t.job_id = j.id AND t.state IN ('QUEUED', 'PROCESSING')) task ON true
         WHERE j.state IN ('QUEUED', 'PROCESSING')`,
        [],
        'when the next part of a search job is due',
      );
      return row?.at ?? null;
    },
  };
}

/**
 * Jobs whose tasks are not known, and tasks, that nobody works on. Accounts take turns, those first that were served
 * longest ago, and so do the jobs of one account.
 */
const dueWork = (db: Database, now: Date, limit: number) =>
  db.query<{ jobId: number; taskId: number | null }>(
    `WITH due AS (
       SELECT j.id AS job_id, NULL::int AS task_id, j.creator_id, j.served_at, 1::bigint AS turn FROM search_jobs j
       WHERE j.state = 'QUEUED' AND NOT EXISTS (
         SELECT 1 FROM leases l WHERE l.name = 'search job:' || j.id AND l.until > clock_timestamp())
       UNION ALL
       SELECT j.id, task.id, j.creator_id, j.served_at, task.turn FROM search_jobs j CROSS JOIN LATERAL (
         SELECT next.id, row_number() OVER (ORDER BY next.next_try_at, next.id) AS turn FROM (
           SELECT t.id, t.next_try_at FROM search_job_tasks t
           WHERE t.job_id = j.id AND t.state IN ('QUEUED', 'PROCESSING') AND t.next_try_at <= $1 AND NOT EXISTS (
             SELECT 1 FROM leases l WHERE l.name = 'search job task:' || t.id AND l.until > clock_timestamp())
           ORDER BY t.next_try_at, t.id LIMIT $2) next) task
       WHERE j.state = 'PROCESSING'
     )
     SELECT job_id AS "jobId", task_id AS "taskId" FROM (
       SELECT *, row_number() OVER (PARTITION BY creator_id ORDER BY turn, served_at NULLS FIRST, job_id) AS place,
         max(served_at) OVER (PARTITION BY creator_id) AS served
       FROM due) placed
     ORDER BY place, served NULLS FIRST, job_id, task_id LIMIT $2`,
    [now, limit],
    'parts of search jobs that are due',
  );

/** Finds out which repositories and revisions a job is about. What is in them is for its tasks to see. */
async function plan(services: Services, id: number, signal: AbortSignal): Promise<void> {
  const job = await services.db.prisma.searchJob.findUnique({ where: { id } });
  if (job?.state !== 'QUEUED') return;
  const creator = await creatorOf(services, job);
  if (typeof creator === 'string') return failJob(services, id, creator);
  const viewer = { caller: creator, services };
  const tasks = new Map<string, PlannedTask>();
  try {
    for (const part of (await planOfJob(job.query, job.createdAt)).parts) {
      const { repositories } = await findRepositories(viewer, part, signal);
      for (const { id: repositoryId } of repositories)
        for (const revision of namesOf(part.revisions))
          tasks.set(`${repositoryId} ${revision}`, { repositoryId, revision });
    }
  } catch (error) {
    if (signal.aborted) return;
    // The language may have changed since the job was made.
    if (error instanceof QueryError || error instanceof DomainError)
      return failJob(services, id, error.message);
    throw error;
  }
  await startJob(services, id, [...tasks.values()]);
}

/** A failure of a task that is told as it is. */
class TaskError extends Error {
  constructor(
    message: string,
    /** Whether another try could end otherwise. */
    readonly mayPass: boolean,
  ) {
    super(message);
  }
}

/** What its server does ends a try, and so does a stop; neither says anything of the task. */
class TaskLost extends Error {}

/** A job has found more than it may. */
class JobFull extends Error {}

async function runTask(
  services: Services,
  { jobId, taskId }: { jobId: number; taskId: number },
  signal: AbortSignal,
): Promise<void> {
  const begun = await beginTask(services, jobId, taskId);
  if (!begun) return;
  const { job, task } = begun;
  const stop = new AbortController();
  const watch = setInterval(() => {
    goesOn(services, task).then(
      (does) => does || stop.abort(new TaskLost()),
      // A database that is away for a moment stops nothing.
      () => {},
    );
  }, lookEveryMs).unref();
  const either = AbortSignal.any([signal, stop.signal]);
  try {
    const creator = await creatorOf(services, job);
    if (typeof creator === 'string') {
      await failJob(services, jobId, creator);
      return;
    }
    const context = { services, caller: creator, client: serverItself, hungUp: () => either };
    await endTask(services, task, { state: 'COMPLETED', ...(await lookThrough(context, job, task)) });
  } catch (error) {
    if (either.aborted || error instanceof TaskLost) await giveBackTask(services, task, null);
    else await fail(services, task, error);
  } finally {
    clearInterval(watch);
  }
}

/** Writes down what a task finds, and answers what there is to say of it. */
async function lookThrough(
  context: RequestContext,
  job: SearchJob,
  task: TaskTry,
): Promise<{ failureMessage: string | null; rulesKey: string }> {
  const { services } = context;
  const [readable] = await readablePaths(context, [task.repositoryId]);
  if (!readable) throw new Error('no rules were read');
  const run = await prepareSearch(context, {
    text: job.query,
    patternType: jobPatternType,
    count: Number.MAX_SAFE_INTEGER,
    mostMatches: Number.MAX_SAFE_INTEGER,
    contextLines: 0,
    exhaustive: {
      repositoryId: task.repositoryId,
      revision: task.revision,
      askedAt: job.createdAt,
      timeoutMs: longestTaskMs,
    },
  });
  const known = { languages: await loadLanguages(), now: services.clock.now() };
  const writer = new ResultWriter(services, task);
  const written = async (outcome: Awaited<ReturnType<ResultWriter['end']>>) => {
    if (outcome === 'full') throw new JobFull();
    if (outcome === 'lost') throw new TaskLost();
  };
  for await (const result of run.results()) {
    const match = streamMatch(atHead(result), { chunks: true, longestLine: -1 }, known);
    await written(await writer.add(JSON.stringify(match)));
  }
  await written(await writer.end());
  const { stats } = run;
  if (stats.isTimedOut) throw new TaskError('it was not looked through within an hour', false);
  if (stats.cloning.size > 0) throw new TaskError('the repository is being cloned', true);
  if (stats.missing.size > 0) throw new TaskError('the repository is not on disk', true);
  const failureMessage = stats.missingRevisions.length > 0 ? 'the revision is not there' : null;
  return { failureMessage, rulesKey: readable.key };
}

/** Files of jobs name the default branch, where the stream leaves it empty. Source: repositories and search reference, 4.4. */
const atHead = (result: SearchResult): SearchResult =>
  result.revision === '' ? { ...result, revision: 'HEAD' } : result;

async function fail(services: Services, task: TaskTry, error: unknown): Promise<void> {
  if (error instanceof JobFull) {
    const { maxResultMegabytes } = services.siteConfiguration.current.settings.searchJobs;
    await failJob(
      services,
      task.jobId,
      `the results take more than ${maxResultMegabytes} MB (searchJobs.maxResultMegabytes): ask for less with repo: or file:`,
    );
    return;
  }
  if (error instanceof QueryError || error instanceof DomainError) {
    await endTask(services, task, { state: 'FAILED', failureMessage: error.message });
    return;
  }
  if (error instanceof TaskError) {
    if (error.mayPass) await giveBackTask(services, task, error.message);
    else await endTask(services, task, { state: 'FAILED', failureMessage: error.message });
    return;
  }
  services.log.warn({ err: error, task: task.id, job: task.jobId }, 'a task of a search job failed');
  await giveBackTask(services, task, 'unexpected error: the log of the server says more');
}
