import { requireSiteAdmin } from '../../authz/policy.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { forwardPage, pageSize } from '../../graphql/paging.js';
import { firstArg } from '../../graphql/paging-args.js';
import { databaseId, encodeId } from '../../ids.js';
import { ExternalService } from './external-services.schema.js';
import { getSyncJob } from './find-sync-jobs.js';
import { cancelSync, type SyncJob as SyncJobRow, syncExternalService } from './sync.js';

const ExternalServiceSyncJobState = builder.enumType('ExternalServiceSyncJobState', {
  description: 'How far a look at what a connection yields is.',
  values: {
    QUEUED: { description: 'It waits.' },
    PROCESSING: { description: 'It runs.' },
    ERRORED: { description: 'It failed, and is tried again. Not used: a new job is.' },
    FAILED: { description: 'It failed.' },
    COMPLETED: { description: 'It is done.' },
    CANCELING: { description: 'It runs, and is to be stopped.' },
    CANCELED: { description: 'It was stopped.' },
  },
});

const ExternalServiceSyncJob = builder.objectRef<SyncJobRow>('ExternalServiceSyncJob').implement({
  description: 'One look at what a code host connection yields.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('ExternalServiceSyncJob', id) }),
    state: t.field({
      type: ExternalServiceSyncJobState,
      description: 'How far it is.',
      resolve: ({ state }) => state,
    }),
    queuedAt: t.expose('queuedAt', { type: 'DateTime', description: 'Since when it was due.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    failureMessage: t.exposeString('failureMessage', { nullable: true, description: 'Why it failed.' }),
    reposSynced: t.exposeInt('reposSynced', { description: 'How many repositories it took.' }),
    repoSyncErrors: t.exposeInt('repoSyncErrors', { description: 'How many it could not take.' }),
    reposAdded: t.exposeInt('reposAdded', { description: 'How many of them are new.' }),
    reposDeleted: t.exposeInt('reposDeleted', { description: 'How many are gone since.' }),
    reposModified: t.exposeInt('reposModified', { description: 'How many are other than before.' }),
    reposUnmodified: t.exposeInt('reposUnmodified', { description: 'How many are as before.' }),
  }),
});

const ExternalServiceSyncJobConnection = connection(
  'ExternalServiceSyncJobConnection',
  ExternalServiceSyncJob,
  'looks at what a connection yields',
);

/** Not more are kept. */
const maxPage = 1000;

builder.objectField(ExternalService, 'syncJobs', (t) =>
  t.field({
    type: ExternalServiceSyncJobConnection,
    description: 'The last times that it was looked up what it yields, the newest first.',
    args: firstArg(t),
    resolve: async ({ id }, { first }, { loaders }) => {
      const size = pageSize(first, { max: maxPage, otherwise: maxPage });
      const jobs = await loaders.syncJobs(size + 1).load(id);
      const cursorOf = (job: SyncJobRow) => encodeId('ExternalServiceSyncJob', job.id);
      return forwardPage(jobs, size, cursorOf, () => loaders.syncJobCount.load(id));
    },
  }),
);

findableNode('ExternalServiceSyncJob', (id, { caller, services }) => {
  requireSiteAdmin(caller);
  return getSyncJob(services.db, databaseId(id, 'ExternalServiceSyncJob'));
});

builder.mutationFields((t) => ({
  syncExternalService: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Has it looked up what a connection yields, as soon as there is a free place.',
    args: { id: t.arg.id({ required: true, description: 'The id of the connection.' }) },
    resolve: async (_root, { id }, context) => {
      await syncExternalService(context, databaseId(id, 'ExternalService'));
      return {};
    },
  }),
  cancelExternalServiceSync: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Stops a look at what a connection yields, one that waits or runs.',
    args: { id: t.arg.id({ required: true, description: 'The id of the job.' }) },
    resolve: async (_root, { id }, context) => {
      await cancelSync(context, databaseId(id, 'ExternalServiceSyncJob'));
      return {};
    },
  }),
}));
