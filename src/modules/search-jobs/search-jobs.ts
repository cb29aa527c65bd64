import type { AuditTarget } from '../../audit/events.js';
import { mayAdminister, requireSignedIn } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext } from '../../context.js';
import { InvalidInputError, LimitExceededError, NotFoundError } from '../../errors.js';
import type { Services } from '../../services.js';
import { lockAccounts } from '../users/accounts.js';
import { planOfJob } from './job-query.js';
import { closeJob, jobLease, lockJob, openStates, type SearchJob, taskLease } from './job-state.js';

/** Jobs of one account that have not ended, at most. */
const mostOpenJobs = 100;

/** Refuses where the operator has switched search jobs off. */
export function requireSearchJobs({ config }: Pick<Services, 'config'>): void {
  if (config.DISABLE_SEARCH_JOBS) throw new InvalidInputError('search jobs are disabled on this instance');
}

/** @throws InvalidInputError where a job could not answer the query. */
export async function validateSearchJob({ caller, services }: RequestContext, query: string): Promise<void> {
  requireSignedIn(caller);
  requireSearchJobs(services);
  await planOfJob(query, services.clock.now());
}

/** Has a query answered in the background, as the caller, from everything that there is. */
export async function createSearchJob(context: RequestContext, query: string): Promise<SearchJob> {
  const { caller, services } = context;
  const { id: creatorId } = requireSignedIn(caller);
  await validateSearchJob(context, query);
  const created = await change(context, async ({ tx, record }) => {
    await lockAccounts(tx, [creatorId]);
    const open = await tx.searchJob.count({ where: { creatorId, state: { in: [...openStates] } } });
    if (open >= mostOpenJobs)
      throw new LimitExceededError(
        `${mostOpenJobs} of your search jobs have not ended: wait for them, or cancel some`,
      );
    const job = await tx.searchJob.create({ data: { query, creatorId, createdAt: services.clock.now() } });
    record({ entity: 'search.job', action: 'created', target: jobTarget(job.id) });
    return job;
  });
  services.background.wake();
  return created;
}

/** Ends a job that waits or runs. What it has found stays; one that has ended already is left as it is. */
export async function cancelSearchJob(context: RequestContext, id: number): Promise<void> {
  const { services } = context;
  requireSignedIn(context.caller);
  requireSearchJobs(services);
  const running = await change(context, async ({ tx, record }) => {
    const job = await getForChange(context, tx, id);
    if (job.state !== 'QUEUED' && job.state !== 'PROCESSING') return [];
    const tasks = await closeJob(tx, id, { state: 'CANCELED', now: services.clock.now() });
    record({ entity: 'search.job', action: 'canceled', target: jobTarget(id) });
    return tasks;
  });
  stop(services, id, running);
}

/** Deletes a job and what it found, ending it where it runs. */
export async function deleteSearchJob(context: RequestContext, id: number): Promise<void> {
  const { services } = context;
  requireSignedIn(context.caller);
  requireSearchJobs(services);
  const running = await change(context, async ({ tx, record }) => {
    await getForChange(context, tx, id);
    const tasks = await tx.searchJobTask.findMany({
      where: { jobId: id, state: 'PROCESSING' },
      select: { id: true },
    });
    await tx.searchJob.delete({ where: { id } });
    record({ entity: 'search.job', action: 'deleted', target: jobTarget(id) });
    return tasks.map((task) => task.id);
  });
  stop(services, id, running);
}

/** SECURITY: a job of others is not there, for whoever is no site admin. */
async function getForChange(
  { caller }: RequestContext,
  tx: Parameters<typeof lockJob>[0],
  id: number,
): Promise<SearchJob> {
  const job = await lockJob(tx, id);
  if (!job || !mayAdminister(caller, job.creatorId)) throw jobNotFound(id);
  return job;
}

export const jobNotFound = (id: number) => new NotFoundError(`search job not found: ${id}`);

/** In this process; others learn it from the database. */
function stop({ leases }: Services, id: number, tasks: readonly number[]): void {
  leases.abort(jobLease(id));
  for (const task of tasks) leases.abort(taskLease(task));
}

/** As the target of an audit event: what is looked for is not recorded, it may be a secret. */
export const jobTarget = (id: number): AuditTarget => ({ kind: 'SearchJob', id, name: `search job ${id}` });

/** Deletes the jobs that are older than the site configuration lets them get; one at a time, they may be large. */
export async function deleteOldSearchJobs({ db, clock, siteConfiguration }: Services): Promise<void> {
  const { retentionDays } = siteConfiguration.current.settings.searchJobs;
  const until = secondsAfter(clock.now(), -retentionDays * 86_400);
  for (;;) {
    const deleted = await db.query(
      `DELETE FROM search_jobs WHERE id = (
         SELECT id FROM search_jobs WHERE created_at <= $1 ORDER BY created_at, id LIMIT 1) RETURNING id`,
      [until],
      'delete an old search job',
    );
    if (deleted.length === 0) return;
  }
}
