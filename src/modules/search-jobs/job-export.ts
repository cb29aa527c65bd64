import { mayAdminister, requireSignedIn } from '../../authz/policy.js';
import { readablePaths } from '../../authz/readable-paths.js';
import { visibleRepositories } from '../../authz/repository-visibility.js';
import type { ReadablePaths } from '../../authz/sub-repository-rules.js';
import type { RequestContext } from '../../context.js';
import { csvLine } from '../../csv.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { ForbiddenError } from '../../errors.js';
import { formatDateTime } from '../../graphql/date-time.js';
import { readPiece } from './job-results.js';
import type { SearchJob } from './job-state.js';
import { jobNotFound, jobTarget } from './search-jobs.js';

/** Pieces, and tasks, that are in memory at once. */
const piecesAtOnce = 16;
const tasksAtOnce = 1000;

/**
 * The job whose results somebody asks for. SECURITY: whoever is no site admin hears the same of a job of others and of
 * none.
 *
 * @throws ForbiddenError, and to site admins NotFoundError.
 */
export async function getForDownload(
  { caller, services }: RequestContext,
  id: number,
): Promise<Pick<SearchJob, 'id'>> {
  const account = requireSignedIn(caller);
  const job = await services.db.prisma.searchJob.findUnique({ where: { id }, omit: { byteSize: true } });
  if (job && mayAdminister(account, job.creatorId)) return job;
  if (account.siteAdmin) throw jobNotFound(id);
  throw new ForbiddenError('only its creator and site admins may read a search job', jobTarget(id));
}

interface Piece {
  taskId: number;
  number: number;
  lines: Uint8Array;
  repositoryId: number;
  rulesKey: string;
}

/**
 * What the tasks found that are done, as lines of JSON. SECURITY: of what the caller may see now, whatever the job saw:
 * repositories by the one predicate, files by the rules for paths.
 */
export async function* resultLines(
  context: RequestContext,
  job: Pick<SearchJob, 'id'>,
): AsyncGenerator<Buffer | string> {
  const { db } = context.services;
  let last = { taskId: 0, number: -1 };
  for (;;) {
    const sql = Prisma.sql`
      SELECT t.id AS "taskId", x.number, x.lines, t.repository_id AS "repositoryId", t.rules_key AS "rulesKey"
      FROM search_job_tasks t JOIN repositories r ON r.id = t.repository_id
      JOIN search_job_results x ON x.task_id = t.id
      WHERE t.job_id = ${job.id}::int AND t.state = 'COMPLETED' AND ${visibleRepositories(context)}
        AND t.id >= ${last.taskId}::int AND (t.id > ${last.taskId}::int OR x.number > ${last.number}::int)
      ORDER BY t.id, x.number LIMIT ${piecesAtOnce}`;
    const pieces = await db.query<Piece>(sql.text, sql.values);
    const rules = await readablePaths(
      context,
      pieces.map(({ repositoryId }) => repositoryId),
    );
    for (const [index, piece] of pieces.entries()) {
      const readable = rules[index];
      if (!readable) throw new Error('no rules were read');
      const lines = await readPiece(piece.lines);
      // By the same rules as now, nothing was found that may not be read.
      yield readable.isEverything || readable.key === piece.rulesKey ? lines : readableLines(lines, readable);
    }
    const end = pieces.at(-1);
    if (!end || pieces.length < piecesAtOnce) break;
    last = end;
  }
  await stillThere(context, job);
}

/** Files by their paths. A commit does not say which files it touched, so it is held back. */
function readableLines(lines: Buffer, readable: ReadablePaths): string {
  return lines
    .toString('utf8')
    .split('\n')
    .filter((line) => {
      if (line === '') return false;
      const match = JSON.parse(line) as { type: string; path?: string };
      return match.type !== 'commit' && match.path !== undefined && readable.file(match.path);
    })
    .map((line) => `${line}\n`)
    .join('');
}

interface LoggedTask {
  id: number;
  name: string;
  revision: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  state: string;
  failureMessage: string | null;
}

/** How the tasks stand, as a table; of repositories that the caller may see now. */
export async function* logLines(context: RequestContext, job: Pick<SearchJob, 'id'>): AsyncGenerator<string> {
  const { db } = context.services;
  yield csvLine(['repository', 'revision', 'started_at', 'finished_at', 'status', 'failure_message']);
  for (let last = 0; ; ) {
    const sql = Prisma.sql`
      SELECT t.id, r.name, t.revision, t.started_at AS "startedAt", t.finished_at AS "finishedAt",
        t.state::text AS state, t.failure_message AS "failureMessage"
      FROM search_job_tasks t JOIN repositories r ON r.id = t.repository_id
      WHERE t.job_id = ${job.id}::int AND t.id > ${last}::int AND ${visibleRepositories(context)}
      ORDER BY t.id LIMIT ${tasksAtOnce}`;
    const tasks = await db.query<LoggedTask>(sql.text, sql.values);
    yield tasks.map(lineOf).join('');
    const end = tasks.at(-1);
    if (!end || tasks.length < tasksAtOnce) break;
    last = end.id;
  }
  const { failureMessage, startedAt, finishedAt } = await stillThere(context, job);
  // Why it ended before its tasks did is about none of them.
  if (failureMessage !== null)
    yield lineOf({ name: '', revision: '', startedAt, finishedAt, state: 'FAILED', failureMessage });
}

const lineOf = (task: Omit<LoggedTask, 'id'>): string =>
  csvLine([
    task.name,
    task.revision === '' && task.name !== '' ? 'HEAD' : task.revision,
    timeOf(task.startedAt),
    timeOf(task.finishedAt),
    task.state.toLowerCase(),
    task.failureMessage ?? '',
  ]);

const timeOf = (time: Date | null): string => (time ? formatDateTime(time) : 'NULL');

/** What was deleted meanwhile is not there as a whole, and must not look like it. */
async function stillThere({ services }: RequestContext, { id }: Pick<SearchJob, 'id'>) {
  const job = await services.db.prisma.searchJob.findUnique({ where: { id } });
  if (!job) throw jobNotFound(id);
  return job;
}
