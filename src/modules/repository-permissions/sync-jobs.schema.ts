import { requireAdministers, requireSiteAdmin } from '../../authz/policy.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { inherited, signedIn, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import { getExternalService } from '../external-services/find-external-services.js';
import type { Repository as RepositoryRow } from '../repositories/repositories.js';
import { Repository } from '../repositories/repository-type.js';
import type { Account } from '../users/accounts.js';
import { User } from '../users/user-type.js';
import {
  type FoundSyncJob,
  findSyncJobs,
  getSyncJob,
  type SyncingStats,
  syncingStats,
} from './find-sync-jobs.js';
import { UserPermissionInput } from './repository-permissions.schema.js';
import { cancelPermissionSync, scheduleRepositorySync, scheduleUserSync } from './sync-jobs.js';

/** Why a sync was asked for, by group. Only what is asked for by hand happens here. */
const reasonGroups = {
  MANUAL: ['REASON_MANUAL_REPO_SYNC', 'REASON_MANUAL_USER_SYNC'],
  WEBHOOK: [
    'REASON_GITHUB_USER_EVENT',
    'REASON_GITHUB_USER_ADDED_EVENT',
    'REASON_GITHUB_USER_REMOVED_EVENT',
    'REASON_GITHUB_USER_MEMBERSHIP_ADDED_EVENT',
    'REASON_GITHUB_USER_MEMBERSHIP_REMOVED_EVENT',
    'REASON_GITHUB_TEAM_ADDED_TO_REPO_EVENT',
    'REASON_GITHUB_TEAM_REMOVED_FROM_REPO_EVENT',
    'REASON_GITHUB_ORG_MEMBER_ADDED_EVENT',
    'REASON_GITHUB_ORG_MEMBER_REMOVED_EVENT',
    'REASON_GITHUB_REPO_EVENT',
    'REASON_GITHUB_REPO_MADE_PRIVATE_EVENT',
  ],
  SCHEDULE: [
    'REASON_USER_OUTDATED_PERMS',
    'REASON_USER_NO_PERMS',
    'REASON_REPO_OUTDATED_PERMS',
    'REASON_REPO_NO_PERMS',
    'REASON_REPO_UPDATED_FROM_CODE_HOST',
  ],
  SOURCEGRAPH: [
    'REASON_USER_EMAIL_REMOVED',
    'REASON_USER_EMAIL_VERIFIED',
    'REASON_USER_ADDED',
    'REASON_USER_ADDED_TO_ORG',
    'REASON_USER_REMOVED_FROM_ORG',
    'REASON_USER_ACCEPTED_ORG_INVITE',
    'REASON_EXTERNAL_ACCOUNT_ADDED',
    'REASON_EXTERNAL_ACCOUNT_DELETED',
  ],
  UNKNOWN: [],
} as const;
type ReasonGroup = keyof typeof reasonGroups;
type Reason = (typeof reasonGroups)[ReasonGroup][number];
const groupNames = Object.keys(reasonGroups) as ReasonGroup[];
const allReasons: readonly Reason[] = groupNames.flatMap((group) => reasonGroups[group] as readonly Reason[]);

const PermissionsSyncJobReasonGroup = builder.enumType('PermissionsSyncJobReasonGroup', {
  description: 'Kinds of reasons for a sync.',
  values: {
    MANUAL: { description: 'Somebody asked for it.' },
    WEBHOOK: { description: 'A code host told of a change.' },
    SCHEDULE: { description: 'It was due.' },
    SOURCEGRAPH: { description: 'Something happened to the account.' },
    UNKNOWN: { description: 'Anything else.' },
  },
});
const PermissionsSyncJobReason = builder.enumType('PermissionsSyncJobReason', {
  description: 'Why a sync was asked for.',
  values: Object.fromEntries(
    allReasons.map((reason) => [
      reason,
      {
        description: reason.startsWith('REASON_MANUAL') ? 'Somebody asked for it.' : 'Does not happen here.',
      },
    ]),
  ) as Record<Reason, { description: string }>,
});
const PermissionsSyncJobState = builder.enumType('PermissionsSyncJobState', {
  description: 'How far a sync is.',
  values: {
    QUEUED: { description: 'It waits, or is under way.' },
    PROCESSING: { description: 'Not used: what is under way is not done until it is completed.' },
    ERRORED: { description: 'Not used: what failed is not tried again by itself.' },
    FAILED: { description: 'It failed.' },
    COMPLETED: { description: 'It is done.' },
    CANCELED: { description: 'It was taken back while it waited.' },
  },
});
const PermissionsSyncJobPriority = builder.enumType('PermissionsSyncJobPriority', {
  description: 'How urgent a sync is.',
  values: {
    LOW: { description: 'Not used.' },
    MEDIUM: { description: 'Not used.' },
    HIGH: { description: 'Somebody asked for it.' },
  },
});
const PermissionsSyncJobsSearchType = builder.enumType('PermissionsSyncJobsSearchType', {
  description: 'What syncs are about.',
  values: { USER: { description: 'Accounts.' }, REPOSITORY: { description: 'Repositories.' } },
});
const CodeHostStatus = builder.enumType('CodeHostStatus', {
  description: 'What came of asking a code host connection.',
  values: { SUCCESS: { description: 'It answered.' }, ERROR: { description: 'It did not.' } },
});
const CancelPermissionsSyncJobResultMessage = builder.enumType('CancelPermissionsSyncJobResultMessage', {
  description: 'What came of taking a sync back.',
  values: {
    SUCCESS: { description: 'It is taken back.' },
    NOT_FOUND: { description: 'There is none that waits.' },
    ERROR: { description: 'Not used: what fails is an error.' },
  },
});

interface CodeHostStateRow {
  providerID: string;
  providerType: string;
  status: 'SUCCESS' | 'ERROR';
  message: string;
}

const CodeHostState = builder.objectRef<CodeHostStateRow>('CodeHostState').implement({
  description: 'What a code host connection said in a sync.',
  fieldAccess: inherited,
  fields: (t) => ({
    providerID: t.exposeString('providerID', { description: 'Its URL.' }),
    providerType: t.exposeString('providerType', { description: 'Its kind, in lower case.' }),
    status: t.field({
      type: CodeHostStatus,
      description: 'Whether it answered.',
      resolve: ({ status }) => status,
    }),
    message: t.exposeString('message', { description: 'Whether the repository is private there.' }),
  }),
});

const PermissionsSyncJobReasonWithGroup = builder
  .objectRef<{ reason: string }>('PermissionsSyncJobReasonWithGroup')
  .implement({
    description: 'Why a sync was asked for, and what kind of reason that is.',
    fieldAccess: inherited,
    fields: (t) => ({
      group: t.field({
        type: PermissionsSyncJobReasonGroup,
        description: 'The kind.',
        resolve: ({ reason }) =>
          groupNames.find((group) => (reasonGroups[group] as readonly string[]).includes(reason)) ??
          'UNKNOWN',
      }),
      reason: t.field({
        type: PermissionsSyncJobReason,
        nullable: true,
        description: 'The reason.',
        resolve: ({ reason }) => allReasons.find((known) => known === reason) ?? null,
      }),
    }),
  });

const PermissionsSyncJobSubject = builder.unionType('PermissionsSyncJobSubject', {
  description: 'What a sync is about.',
  types: [User, Repository],
  resolveType: (subject) => ('username' in subject ? 'User' : 'Repository'),
});

const PermissionsSyncJob = builder.objectRef<FoundSyncJob>('PermissionsSyncJob').implement({
  description:
    'One look at what lets an account see repositories, or accounts see a repository: grants that wait for who has come since are given, and what connections say of the repository is taken over.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('PermissionsSyncJob', id) }),
    state: t.field({
      type: PermissionsSyncJobState,
      description: 'How far it is.',
      resolve: ({ state }) => state,
    }),
    failureMessage: t.exposeString('failureMessage', { nullable: true, description: 'Why it failed.' }),
    reason: t.field({
      type: PermissionsSyncJobReasonWithGroup,
      description: 'Why it was asked for.',
      resolve: ({ reason }) => ({ reason }),
    }),
    cancellationReason: t.exposeString('cancellationReason', {
      nullable: true,
      description: 'Why it was taken back, as whoever did it said.',
    }),
    triggeredByUser: t.field({
      type: User,
      nullable: true,
      description: 'Who asked for it.',
      resolve: ({ triggeredById }, _args, { loaders }) =>
        triggeredById === null ? null : loaders.accounts.load(triggeredById),
    }),
    queuedAt: t.expose('queuedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    processAfter: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Before when it does not begin: null, it begins as soon as there is a free place.',
      resolve: () => null,
    }),
    ranForMs: t.int({
      nullable: true,
      description: 'How long it took, in milliseconds.',
      resolve: ({ startedAt, finishedAt }) =>
        startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null,
    }),
    numResets: t.int({
      nullable: true,
      description: 'How often it was begun anew: what is cut off leaves no trace, so never.',
      resolve: () => 0,
    }),
    numFailures: t.int({
      nullable: true,
      description: 'How often it failed.',
      resolve: ({ state }) => (state === 'FAILED' ? 1 : 0),
    }),
    lastHeartbeatAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last known to run: when it began.',
      resolve: ({ startedAt }) => startedAt,
    }),
    workerHostname: t.exposeString('workerHostname', { description: 'The machine on which it ran.' }),
    cancel: t.boolean({
      description: 'Whether it was taken back.',
      resolve: ({ state }) => state === 'CANCELED',
    }),
    subject: t.field({
      type: PermissionsSyncJobSubject,
      description: 'What it is about.',
      resolve: async ({ userId, repositoryId }, _args, { loaders }): Promise<Account | RepositoryRow> => {
        const subject =
          userId === null
            ? await loaders.repositories.load(repositoryId as number)
            : await loaders.accounts.load(userId);
        if (!subject) throw new NotFoundError('what the sync is about is gone');
        return subject;
      },
    }),
    priority: t.field({
      type: PermissionsSyncJobPriority,
      description: 'How urgent it is: always high, somebody asked for it.',
      resolve: () => 'HIGH' as const,
    }),
    noPerms: t.boolean({
      description: 'Whether it found no grant.',
      resolve: ({ state, permissionsFound }) => state === 'COMPLETED' && permissionsFound === 0,
    }),
    invalidateCaches: t.exposeBoolean('invalidateCaches', {
      description: 'Whether caches were to be passed over. There are none, so it makes no difference.',
    }),
    permissionsAdded: t.exposeInt('permissionsAdded', { description: 'How many grants it gave.' }),
    permissionsRemoved: t.exposeInt('permissionsRemoved', {
      description: 'How many grants it took back: none, only their end or another call does.',
    }),
    permissionsFound: t.exposeInt('permissionsFound', { description: 'How many grants there were then.' }),
    codeHostStates: t.field({
      type: [CodeHostState],
      description: 'What the connections of the repository said; none for an account.',
      resolve: ({ codeHostStates }) => codeHostStates as unknown as CodeHostStateRow[],
    }),
    partialSuccess: t.boolean({
      description: 'Whether only a part worked: never, it is done whole or not at all.',
      resolve: () => false,
    }),
    placeInQueue: t.exposeInt('placeInQueue', {
      nullable: true,
      description: 'How many begin before it, itself counted; null when it does not wait.',
    }),
  }),
});

const PermissionsSyncJobsConnection = connection(
  'PermissionsSyncJobsConnection',
  PermissionsSyncJob,
  'permission syncs',
  'bidirectional',
);

findableNode('PermissionsSyncJob', (id, { caller, services }) => {
  requireSiteAdmin(caller);
  return getSyncJob({ caller, services }, databaseId(id, 'PermissionsSyncJob'));
});

const count = (description: string) => ({ description });

const PermissionsSyncingStats = builder.objectRef<SyncingStats>('PermissionsSyncingStats').implement({
  description:
    'How permission syncs stand. Who sees all, and what all see, needs no grants and is not counted.',
  fieldAccess: inherited,
  fields: (t) => ({
    queueSize: t.exposeInt('queueSize', count('Syncs that wait.')),
    usersWithLatestJobFailing: t.exposeInt(
      'usersWithLatestJobFailing',
      count('Accounts whose last sync failed.'),
    ),
    reposWithLatestJobFailing: t.exposeInt(
      'reposWithLatestJobFailing',
      count('Repositories whose last sync failed.'),
    ),
    usersWithNoPermissions: t.exposeInt('usersWithNoPermissions', count('Accounts without a grant.')),
    reposWithNoPermissions: t.exposeInt('reposWithNoPermissions', count('Repositories granted to nobody.')),
    usersWithStalePermissions: t.exposeInt(
      'usersWithStalePermissions',
      count('Accounts whose last sync was over three days ago.'),
    ),
    reposWithStalePermissions: t.exposeInt(
      'reposWithStalePermissions',
      count('Repositories whose last sync was over three days ago.'),
    ),
  }),
});

const FetchPermissionsOptions = builder.inputType('FetchPermissionsOptions', {
  description: 'How a sync is to be done.',
  fields: (t) => ({
    invalidateCaches: t.boolean({
      description: 'Whether to pass over caches. There are none, so it makes no difference.',
    }),
  }),
});

builder.queryFields((t) => ({
  permissionsSyncJobs: t.field({
    type: PermissionsSyncJobsConnection,
    access: signedIn,
    description:
      'Permission syncs, the newest first. Site admins see all of them, an account those about itself. The last five of each account and repository are kept.',
    args: {
      ...bidirectionalArgs(t),
      reasonGroup: t.arg({
        type: PermissionsSyncJobReasonGroup,
        description: 'Only those for this kind of reason.',
      }),
      state: t.arg({ type: PermissionsSyncJobState, description: 'Only those in this state.' }),
      searchType: t.arg({ type: PermissionsSyncJobsSearchType, description: 'Only those about these.' }),
      query: t.arg.string({
        description: 'Part of the name of what they are about, in any case; `searchType` says of what.',
      }),
      userID: t.arg.id({ description: 'Only those about this account.' }),
      repoID: t.arg.id({ description: 'Only those about this repository; not together with `userID`.' }),
      partial: t.arg.boolean({ description: 'True: only those of which a part worked; there are none.' }),
    },
    resolve: (_root, { userID, repoID, reasonGroup, ...search }, { caller, services }) => {
      const userId = userID == null ? null : accountId(userID);
      if (userId === null) requireSiteAdmin(caller);
      else requireAdministers(caller, userId);
      return findSyncJobs(
        { caller, services },
        {
          ...search,
          userId,
          repositoryId: repoID == null ? null : databaseId(repoID, 'Repository'),
          reasons: reasonGroup == null ? null : reasonGroups[reasonGroup],
        },
      );
    },
  }),
  permissionsSyncingStats: t.field({
    type: PermissionsSyncingStats,
    access: siteAdmin,
    description: 'How permission syncs stand, in numbers.',
    resolve: (_root, _args, { services }) => syncingStats(services),
  }),
}));

builder.mutationFields((t) => ({
  scheduleUserPermissionsSync: t.field({
    type: EmptyResponse,
    access: signedIn,
    description:
      'Has it looked up what lets an account see repositories: what waits for its name or addresses is given. The account itself and site admins may.',
    args: {
      user: t.arg.id({ required: true, description: 'The account.' }),
      options: t.arg({ type: FetchPermissionsOptions, description: 'How.' }),
    },
    resolve: async (_root, { user, options }, context) => {
      await scheduleUserSync(context, accountId(user), options?.invalidateCaches ?? false);
      return {};
    },
  }),
  scheduleRepositoryPermissionsSync: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description:
      'Has it looked up what lets accounts see a repository: what its connections say, and who has come since it was granted.',
    args: { repository: t.arg.id({ required: true, description: 'The repository.' }) },
    resolve: async (_root, { repository }, context) => {
      await scheduleRepositorySync(context, databaseId(repository, 'Repository'));
      return {};
    },
  }),
  cancelPermissionsSyncJob: t.field({
    type: CancelPermissionsSyncJobResultMessage,
    access: siteAdmin,
    description: 'Takes a permission sync back that waits.',
    args: {
      job: t.arg.id({ required: true, description: 'The sync.' }),
      reason: t.arg.string({ description: 'Why, for people to read.' }),
    },
    resolve: async (_root, { job, reason }, context) => {
      const isCanceled = await cancelPermissionSync(
        context,
        databaseId(job, 'PermissionsSyncJob'),
        reason ?? null,
      );
      return isCanceled ? ('SUCCESS' as const) : ('NOT_FOUND' as const);
    },
  }),
  setRepositoryPermissionsForBitbucketProject: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description:
      'Would set who may see the repositories of a Bitbucket Server project. No connection of that kind is served, so it answers an error that names the kind of the connection.',
    args: {
      projectKey: t.arg.string({ required: true, description: 'The project.' }),
      codeHost: t.arg.id({ required: true, description: 'The connection.' }),
      userPermissions: t.arg({ type: [UserPermissionInput], required: true, description: 'Who may.' }),
      unrestricted: t.arg.boolean({ description: 'Whether everybody may.' }),
    },
    resolve: async (_root, { codeHost }, { services }) => {
      const { kind } = await getExternalService(services.db, databaseId(codeHost, 'ExternalService'));
      throw new InvalidInputError(`expected Bitbucket Server external service, got: ${kind}`);
    },
  }),
}));
