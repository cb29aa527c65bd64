import { requireAdministers, requireSignedIn } from '../../authz/policy.js';
import { externalUrl } from '../../external-url.js';
import { inherited, signedIn } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import { User } from '../users/user-type.js';
import { findSearchJobs, getSearchJob, type searchJobOrders } from './find-search-jobs.js';
import type { SearchJob as SearchJobRow } from './job-state.js';
import {
  cancelSearchJob,
  createSearchJob,
  deleteSearchJob,
  requireSearchJobs,
  validateSearchJob,
} from './search-jobs.js';

const SearchJobState = builder.enumType('SearchJobState', {
  description: 'How far a search job is.',
  values: {
    QUEUED: { description: 'It waits.' },
    PROCESSING: { description: 'It runs.' },
    ERRORED: { description: 'Not used: while parts of a job that failed are tried again, it runs.' },
    FAILED: {
      description: 'It has ended, and parts of it failed or it was ended for a reason. Its log says why.',
    },
    COMPLETED: { description: 'It is done.' },
    CANCELED: { description: 'It was stopped. What it had found is there.' },
  },
});

const SearchJobsOrderBy = builder.enumType('SearchJobsOrderBy', {
  description: 'What search jobs are sorted by.',
  values: {
    QUERY: { description: 'By their query.' },
    CREATED_AT: { description: 'By when they were created.' },
    STATE: { description: 'By how far they are.' },
  } satisfies Record<(typeof searchJobOrders)[number], object>,
});

const SearchJobStats = builder.objectRef<SearchJobRow>('SearchJobStats').implement({
  description: 'How many repositories, each at one revision, a search job has looked through.',
  fieldAccess: inherited,
  fields: (t) => ({
    total: t.int({
      description: 'The sum of the others.',
      resolve: (job) => job.completedCount + job.failedCount + inProgress(job),
    }),
    completed: t.exposeInt('completedCount', { description: 'Those that it has looked through.' }),
    failed: t.exposeInt('failedCount', { description: 'Those that it could not look through.' }),
    inProgress: t.int({
      description: 'Those that it still has to; none where it has ended.',
      resolve: inProgress,
    }),
  }),
});

function inProgress({ state, taskCount, completedCount, failedCount }: SearchJobRow): number {
  return state === 'PROCESSING' ? taskCount - completedCount - failedCount : 0;
}

const SearchJob = builder.objectRef<SearchJobRow>('SearchJob').implement({
  description: 'A search that is made in the background, of everything that its creator may see.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('SearchJob', id) }),
    query: t.exposeString('query', { description: 'What is searched for.' }),
    state: t.field({ type: SearchJobState, description: 'How far it is.', resolve: ({ state }) => state }),
    creator: t.field({
      type: User,
      nullable: true,
      description: 'Who created it, and as whom it searches; null where they were deleted.',
      resolve: async ({ creatorId }, _args, { loaders }) => {
        const creator = await loaders.accounts.load(creatorId);
        return creator?.deletedAt ? null : creator;
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    URL: t.string({
      nullable: true,
      description:
        'Where to download what it found: one match a line, as JSON. While it runs, what it has found so far.',
      resolve: ({ id }, _args, { services }) => exportUrl(services, id, 'jsonl'),
    }),
    logURL: t.string({
      nullable: true,
      description: 'Where to download how it went with each repository: a table, as CSV.',
      resolve: ({ id }, _args, { services }) => exportUrl(services, id, 'log'),
    }),
    repoStats: t.field({
      type: SearchJobStats,
      description: 'How far it is, in numbers.',
      resolve: (job) => job,
    }),
    failureMessage: t.exposeString('failureMessage', {
      nullable: true,
      description:
        'Why it ended before it was done. What went wrong with single repositories is in its log. An addition of Gatehouse.',
    }),
  }),
});

const exportUrl = (services: Parameters<typeof externalUrl>[0], id: number, format: 'jsonl' | 'log') =>
  `${externalUrl(services)}/.api/search/export/${id}.${format}`;

const SearchJobConnection = connection('SearchJobConnection', SearchJob, 'search jobs', 'old bidirectional');

findableNode('SearchJob', (id, context) => {
  requireSearchJobs(context.services);
  return getSearchJob(context, databaseId(id, 'SearchJob'));
});

builder.queryFields((t) => ({
  searchJobs: t.field({
    type: SearchJobConnection,
    access: signedIn,
    description: 'Search jobs: the own ones, and to site admins those of everybody.',
    args: {
      ...bidirectionalArgs(t),
      first: t.arg.int({ description: 'How many from the start, at most 100. This or `last` is needed.' }),
      userIDs: t.arg.idList({
        description: 'Only those that these accounts created. Of others than oneself: for site admins.',
      }),
      query: t.arg.string({ description: 'Only those whose query holds this, in any case.' }),
      states: t.arg({ type: [SearchJobState], description: 'Only those in one of these states.' }),
      orderBy: t.arg({
        type: SearchJobsOrderBy,
        defaultValue: 'CREATED_AT',
        description: 'What they are sorted by.',
      }),
      descending: t.arg.boolean({ defaultValue: false, description: 'The other way round.' }),
    },
    resolve: (_root, { userIDs, orderBy, descending, ...search }, context) => {
      const account = requireSignedIn(context.caller);
      requireSearchJobs(context.services);
      const wanted = userIDs?.length ? userIDs.map(accountId) : null;
      for (const id of wanted ?? []) requireAdministers(account, id);
      return findSearchJobs(context, {
        ...search,
        creatorIds: wanted ?? (account.siteAdmin ? null : [account.id]),
        orderBy: orderBy ?? 'CREATED_AT',
        descending: descending ?? false,
      });
    },
  }),
  validateSearchJob: t.field({
    type: EmptyResponse,
    nullable: true,
    access: signedIn,
    description: 'Whether a search job can answer the query: an error says why not.',
    args: { query: t.arg.string({ required: true, description: 'The query.' }) },
    resolve: async (_root, { query }, context) => {
      await validateSearchJob(context, query);
      return {};
    },
  }),
}));

builder.mutationFields((t) => ({
  createSearchJob: t.field({
    type: SearchJob,
    access: signedIn,
    description:
      'Has a query answered in the background, as the caller, from everything that the caller may see when it is looked through.',
    args: { query: t.arg.string({ required: true, description: 'The query.' }) },
    resolve: (_root, { query }, context) => createSearchJob(context, query),
  }),
  cancelSearchJob: t.field({
    type: EmptyResponse,
    nullable: true,
    access: signedIn,
    description:
      'Stops a search job; one that has ended stays as it is. Its creator and site admins may, to others it is not there.',
    args: { id: t.arg.id({ required: true, description: 'The id of the job.' }) },
    resolve: async (_root, { id }, context) => {
      await cancelSearchJob(context, databaseId(id, 'SearchJob'));
      return {};
    },
  }),
  deleteSearchJob: t.field({
    type: EmptyResponse,
    access: signedIn,
    description:
      'Deletes a search job and what it found. Its creator and site admins may, to others it is not there.',
    args: { id: t.arg.id({ required: true, description: 'The id of the job.' }) },
    resolve: async (_root, { id }, context) => {
      await deleteSearchJob(context, databaseId(id, 'SearchJob'));
      return {};
    },
  }),
}));
