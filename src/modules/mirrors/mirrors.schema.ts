import { isSiteAdmin } from '../../authz/policy.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { databaseId } from '../../ids.js';
import type { Repository as RepositoryRow } from '../repositories/repositories.js';
import { Repository } from '../repositories/repository-type.js';
import { isAtOnce } from './mirror-state.js';
import { checkConnection, deleteFromDisk, optimize, reclone, updateMirror } from './mirrors.js';

/** SECURITY: git and code hosts name addresses, machines and accounts. Who is no site admin hears only that it failed. */
const fetchFailed = 'the last fetch failed; site admins are told why';
const foundBroken = 'the copy is broken; site admins are told what git said';
const countersOfGit =
  /^(?:remote: )?(?:Enumerating|Counting|Compressing|Receiving|Resolving) (?:objects|deltas): +\d+(?:% \(\d+\/\d+\))?/;

const RepoCorruptionLog = builder
  .objectRef<{ timestamp: Date; reason: string }>('RepoCorruptionLog')
  .implement({
    description: 'That the copy of a repository was found to be broken.',
    fieldAccess: inherited,
    fields: (t) => ({
      timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When it was found.' }),
      reason: t.string({
        description: 'What git said, for site admins; for others that it is broken.',
        resolve: ({ reason }, _args, { caller }) => (isSiteAdmin(caller) ? reason : foundBroken),
      }),
    }),
  });

const MirrorRepositoryInfo = builder.objectRef<RepositoryRow>('MirrorRepositoryInfo').implement({
  description: 'The copy of a repository on disk: how it is, and when it is next brought up to date.',
  fieldAccess: inherited,
  fields: (t) => ({
    remoteURL: t.string({
      access: siteAdmin,
      description: 'Where it is fetched from, without credentials.',
      resolve: async ({ id }, _args, { loaders }) => (await loaders.remoteUrl.load(id)) ?? '',
    }),
    cloneInProgress: t.boolean({
      description: 'Whether it is being fetched for the first time.',
      resolve: ({ mirror }) => mirror.status === 'CLONING',
    }),
    cloneProgress: t.string({
      nullable: true,
      description: 'How far that is, in words of git; only site admins are told words of the code host.',
      resolve: ({ mirror: { progress } }, _args, { caller }) =>
        isSiteAdmin(caller) ? progress : (countersOfGit.exec(progress ?? '')?.[0] ?? null),
    }),
    cloned: t.boolean({
      description: 'Whether it is there.',
      resolve: ({ mirror }) => mirror.status === 'CLONED',
    }),
    isCorrupted: t.boolean({
      description: 'Whether it was found to be broken, and is not mended yet.',
      resolve: ({ mirror }) => mirror.corruptedAt !== null,
    }),
    corruptionLogs: t.field({
      type: [RepoCorruptionLog],
      description: 'What was found to be broken, and is not mended yet.',
      resolve: ({ mirror: { corruptedAt, lastError } }) =>
        corruptedAt ? [{ timestamp: corruptedAt, reason: lastError ?? '' }] : [],
    }),
    updatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last fetched.',
      resolve: ({ mirror }) => mirror.lastFetchedAt,
    }),
    nextSyncAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is next fetched; null when that is only when somebody asks.',
      resolve: (
        { mirror: { nextFetchAt, askedAt, status } },
        _args,
        { services: { clock, siteConfiguration } },
      ) => {
        if (nextFetchAt && isAtOnce(nextFetchAt)) return clock.now();
        const onlyOnDemand = siteConfiguration.current.settings.disableAutoGitUpdates && status === 'CLONED';
        return onlyOnDemand && !askedAt ? null : nextFetchAt;
      },
    }),
    lastError: t.string({
      nullable: true,
      description:
        'That the last fetch failed, and for site admins why, in words of git; null when it did not.',
      resolve: ({ mirror: { lastError } }, _args, { caller }) =>
        lastError === null || isSiteAdmin(caller) ? lastError : fetchFailed,
    }),
    lastSyncOutput: t.string({
      nullable: true,
      access: siteAdmin,
      description: 'What git said at the last fetch.',
      resolve: ({ mirror }) => mirror.lastOutput,
    }),
    byteSize: t.field({
      type: 'BigInt',
      description: 'Its size on disk.',
      resolve: ({ mirror }) => mirror.byteSize,
    }),
    shard: t.string({
      nullable: true,
      access: siteAdmin,
      description: 'On which machine it is: null, all processes share one directory.',
      resolve: () => null,
    }),
  }),
});

builder.objectFields(Repository, (t) => ({
  mirrorInfo: t.field({
    type: MirrorRepositoryInfo,
    description: 'The copy of it on disk.',
    resolve: (repository) => repository,
  }),
  cloneInProgress: t.boolean({
    deprecationReason: 'Use mirrorInfo.cloneInProgress.',
    description: 'Whether it is being fetched for the first time.',
    resolve: ({ mirror }) => mirror.status === 'CLONING',
  }),
  diskSizeBytes: t.field({
    type: 'BigInt',
    nullable: true,
    description: 'The size of its copy on disk; null when there is none.',
    resolve: ({ mirror }) => (mirror.status === 'CLONED' ? mirror.byteSize : null),
  }),
}));

const GitOptimizationStrategy = builder.enumType('GitOptimizationStrategy', {
  description: 'How a copy is packed.',
  values: {
    HEURISTIC: { description: 'Where git finds that it pays.' },
    EAGER: { description: 'In any case.' },
  },
});

const CheckMirrorRepositoryConnectionResult = builder
  .objectRef<{ error: string | null }>('CheckMirrorRepositoryConnectionResult')
  .implement({
    description: 'Whether a repository can be reached.',
    fieldAccess: inherited,
    fields: (t) => ({
      error: t.exposeString('error', {
        nullable: true,
        description: 'What is in the way; null when nothing is.',
      }),
    }),
  });

const repositoryNumber = (id: string) => databaseId(id, 'Repository');

builder.mutationFields((t) => ({
  updateMirrorRepository: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Has a repository fetched as soon as there is a free place. `mirrorInfo` tells when it was.',
    args: { repository: t.arg.id({ required: true, description: 'The id of the repository.' }) },
    resolve: async (_root, { repository }, context) => {
      await updateMirror(context, repositoryNumber(repository));
      return {};
    },
  }),
  recloneRepository: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Throws the copy of a repository away and makes another.',
    args: { repo: t.arg.id({ required: true, description: 'The id of the repository.' }) },
    resolve: async (_root, { repo }, context) => {
      await reclone(context, repositoryNumber(repo));
      return {};
    },
  }),
  deleteRepositoryFromDisk: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Deletes the copy of a repository. It is made again as soon as there is a free place.',
    args: { repo: t.arg.id({ required: true, description: 'The id of the repository.' }) },
    resolve: async (_root, { repo }, context) => {
      await deleteFromDisk(context, repositoryNumber(repo));
      return {};
    },
  }),
  optimizeMirrorRepository: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Packs the copy of a repository anew, and answers when that is done.',
    args: {
      repository: t.arg.id({ required: true, description: 'The id of the repository.' }),
      strategy: t.arg({
        type: GitOptimizationStrategy,
        defaultValue: 'HEURISTIC',
        description: 'Whether only where it pays.',
      }),
    },
    resolve: async (_root, { repository, strategy }, context) => {
      await optimize(context, repositoryNumber(repository), strategy === 'EAGER' ? 'now' : 'auto');
      return {};
    },
  }),
  checkMirrorRepositoryConnection: t.field({
    type: CheckMirrorRepositoryConnectionResult,
    access: siteAdmin,
    description: 'Asks the code host of a repository whether it can be reached.',
    args: { repository: t.arg.id({ required: true, description: 'The id of the repository.' }) },
    resolve: async (_root, { repository }, context) => ({
      error: await checkConnection(context, repositoryNumber(repository)),
    }),
  }),
}));
