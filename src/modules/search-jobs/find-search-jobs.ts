import { mayAdminister, requireSignedIn } from '../../authz/policy.js';
import type { RequestContext } from '../../context.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { holdingText } from '../../db/like.js';
import {
  asCursorError,
  type BidirectionalArgs,
  type LazyPage,
  maxBidirectionalPage,
  type SortKey,
  sortedWindow,
} from '../../graphql/paging.js';
import type { SearchJob } from './job-state.js';
import { jobNotFound } from './search-jobs.js';

/** The arguments of `searchJobs`, ids decoded. */
export interface SearchJobSearch extends BidirectionalArgs {
  /** Null: of everybody. */
  creatorIds: readonly number[] | null;
  query?: string | null;
  states?: readonly string[] | null;
  orderBy: SearchJobOrder;
  descending: boolean;
}

export const searchJobOrders = ['QUERY', 'CREATED_AT', 'STATE'] as const;
export type SearchJobOrder = (typeof searchJobOrders)[number];

const orders: Record<SearchJobOrder, SortKey> = {
  QUERY: { name: 'query', by: 'j.query', type: 'text' },
  CREATED_AT: { name: 'created_at', by: 'j.created_at', type: 'timestamptz' },
  STATE: { name: 'state', by: 'j.state', type: 'search_job_state' },
};

const columns = Prisma.raw(
  Object.entries({
    id: 'id',
    query: 'query',
    creatorId: 'creator_id',
    state: 'state',
    createdAt: 'created_at',
    startedAt: 'started_at',
    finishedAt: 'finished_at',
    failureMessage: 'failure_message',
    taskCount: 'task_count',
    completedCount: 'completed_count',
    failedCount: 'failed_count',
    servedAt: 'served_at',
  } satisfies Record<keyof SearchJob, string>)
    .map(([name, column]) => `j.${column} AS "${name}"`)
    .join(', '),
);

/** A list of jobs. Whose it may be is for the caller of this to check. */
export function findSearchJobs({ services }: RequestContext, search: SearchJobSearch): LazyPage<SearchJob> {
  const { db } = services;
  const where = matching(search);
  let page: ReturnType<LazyPage<SearchJob>['page']> | undefined;
  const read = async () => {
    const { orderBy, descending } = search;
    const sorting = { key: orders[orderBy], id: 'j.id', descending, most: maxBidirectionalPage };
    const window = sortedWindow(search, sorting);
    const sql = Prisma.sql`SELECT ${columns}, ${window.selected} FROM search_jobs j WHERE ${where} ${window.rest}`;
    const rows = await db.query<SearchJob & { sortKey: string }>(sql.text, sql.values).catch(asCursorError);
    return window.page(rows);
  };
  return {
    page: () => {
      page ??= read();
      return page;
    },
    totalCount: async () => {
      const sql = Prisma.sql`SELECT count(*)::int AS count FROM search_jobs j WHERE ${where}`;
      const [row] = await db.query<{ count: number }>(sql.text, sql.values);
      return row?.count ?? 0;
    },
  };
}

function matching({ creatorIds, query, states }: SearchJobSearch): Prisma.Sql {
  const conditions = [
    ...(creatorIds ? [Prisma.sql`j.creator_id = ANY(${[...creatorIds]}::int[])`] : []),
    ...(query ? [Prisma.sql`j.query ILIKE ${holdingText(query)}`] : []),
    ...(states ? [Prisma.sql`j.state::text = ANY(${[...states]}::text[])`] : []),
  ];
  return conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`;
}

/**
 * One job. SECURITY: its creator's and site admins' only; for others there is none.
 *
 * @throws NotFoundError
 */
export async function getSearchJob({ caller, services }: RequestContext, id: number): Promise<SearchJob> {
  requireSignedIn(caller);
  const job = await services.db.prisma.searchJob.findUnique({ where: { id }, omit: { byteSize: true } });
  if (!job || !mayAdminister(caller, job.creatorId)) throw jobNotFound(id);
  return job;
}
