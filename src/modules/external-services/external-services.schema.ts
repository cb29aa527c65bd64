import { requireSiteAdmin } from '../../authz/policy.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { forwardPage, pageOf, pageSize } from '../../graphql/paging.js';
import { firstArg } from '../../graphql/paging-args.js';
import { databaseId, encodeId } from '../../ids.js';
import { pathOfRepository } from '../repositories/clone-url.js';
import { Repository } from '../repositories/repository-type.js';
import { User } from '../users/user-type.js';
import { codeHostOf } from './code-hosts.js';
import { redact } from './config-text.js';
import { deleteRepository, excludeRepository } from './exclude-repository.js';
import {
  addExternalService,
  configOf,
  deleteExternalService,
  type ExternalService as ExternalServiceRow,
  updateExternalService,
} from './external-services.js';
import { findExternalServices, getExternalService } from './find-external-services.js';

const notServed = { description: 'Not served.' };
const ExternalServiceKind = builder.enumType('ExternalServiceKind', {
  description: 'What kind of code host a connection leads to.',
  values: {
    AWSCODECOMMIT: notServed,
    AZUREDEVOPS: notServed,
    BITBUCKETCLOUD: notServed,
    BITBUCKETSERVER: notServed,
    GERRIT: notServed,
    GITHUB: { description: 'GitHub, or GitHub Enterprise Server.' },
    GITLAB: { description: 'GitLab.' },
    GITOLITE: notServed,
    OTHER: { description: 'Any git server, by URLs.' },
    PAGURE: notServed,
    PERFORCE: notServed,
    PHABRICATOR: notServed,
  },
});

const ExternalLink = builder
  .objectRef<{ url: string; serviceKind: 'GITHUB' | 'GITLAB' }>('ExternalLink')
  .implement({
    description: 'A page somewhere else.',
    fieldAccess: inherited,
    fields: (t) => ({
      url: t.exposeString('url', { description: 'Its URL.' }),
      serviceKind: t.expose('serviceKind', {
        type: ExternalServiceKind,
        nullable: true,
        description: 'What kind of code host it is at.',
      }),
      serviceType: t.string({
        nullable: true,
        deprecationReason: 'Use serviceKind.',
        description: 'The same in small letters.',
        resolve: ({ serviceKind }) => serviceKind.toLowerCase(),
      }),
    }),
  });

const kindsWithPages = new Map([
  ['github', 'GITHUB'],
  ['gitlab', 'GITLAB'],
] as const);

builder.objectField(Repository, 'externalURLs', (t) =>
  t.field({
    type: [ExternalLink],
    description: 'Its pages at its code host; none where that is only a git server.',
    resolve: async ({ id, serviceType, serviceId }, _args, { loaders }) => {
      const serviceKind = kindsWithPages.get(serviceType as 'github' | 'gitlab');
      const remote = serviceKind && (await loaders.remoteUrl.load(id));
      if (!remote) return [];
      const path = pathOfRepository(new URL(remote).pathname);
      return [{ url: new URL(`/${path}`, serviceId).href, serviceKind }];
    },
  }),
);

export const ExternalService = builder.objectRef<ExternalServiceRow>('ExternalService').implement({
  description: 'A code host connection: where repositories come from. For site admins.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('ExternalService', id) }),
    kind: t.field({ type: ExternalServiceKind, description: 'The kind.', resolve: ({ kind }) => kind }),
    url: t.exposeString('url', { description: 'The base URL, without credentials.' }),
    displayName: t.exposeString('displayName', { description: 'The name for people to read.' }),
    config: t.field({
      type: 'JSONCString',
      description:
        'The configuration as it was given, with REDACTED for each secret. Given back so, the secret stays.',
      resolve: async (service, _args, { services }) =>
        redact(codeHostOf(service.kind), await configOf(services, service)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    repoCount: t.int({
      description: 'How many repositories it yields.',
      resolve: ({ id }, _args, { loaders }) => loaders.repositoryCount.load(id),
    }),
    warning: t.exposeString('warning', {
      nullable: true,
      description: 'What was wrong with single repositories at the last sync.',
    }),
    lastSyncError: t.exposeString('lastSyncError', {
      nullable: true,
      description: 'Why the last sync failed; null when it did not.',
    }),
    lastSyncAt: t.expose('lastSyncAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its repositories were last looked up.',
    }),
    nextSyncAt: t.expose('nextSyncAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they will next be; null when that is at the next change only.',
    }),
    creator: t.field({
      type: User,
      nullable: true,
      description: 'Who added it.',
      resolve: ({ creatorId }, _args, { loaders }) =>
        creatorId === null ? null : loaders.accounts.load(creatorId),
    }),
    lastUpdater: t.field({
      type: User,
      nullable: true,
      description: 'Who last changed it.',
      resolve: ({ lastUpdaterId }, _args, { loaders }) =>
        lastUpdaterId === null ? null : loaders.accounts.load(lastUpdaterId),
    }),
    unrestricted: t.exposeBoolean('unrestricted', {
      description:
        'Whether everybody sees its repositories: when it was last changed, `permissions.userMapping.enabled` was false.',
    }),
    suspended: t.boolean({ description: 'Whether it is switched off: never.', resolve: () => false }),
    supportsRepoExclusion: t.boolean({
      description: 'Whether its configuration has `exclude`.',
      resolve: () => true,
    }),
  }),
});

const ExternalServiceConnection = connection(
  'ExternalServiceConnection',
  ExternalService,
  'code host connections',
);

builder.objectField(Repository, 'externalServices', (t) =>
  t.field({
    type: ExternalServiceConnection,
    access: siteAdmin,
    description: 'The code host connections that yield it.',
    args: firstArg(t),
    resolve: async ({ id }, { first }, { loaders }) => {
      const all = await loaders.externalServicesOfRepository.load(id);
      return pageOf(all, { first: first ?? null }, (service) => encodeId('ExternalService', service.id));
    },
  }),
);

findableNode('ExternalService', (id, { caller, services }) => {
  requireSiteAdmin(caller);
  return getExternalService(services.db, databaseId(id, 'ExternalService'));
});

const maxPage = 10_000;

builder.queryField('externalServices', (t) =>
  t.field({
    type: ExternalServiceConnection,
    access: siteAdmin,
    description: 'The code host connections, the oldest first.',
    args: {
      ...firstArg(t),
      after: t.arg.string({ description: 'The cursor after which the page begins.' }),
      repo: t.arg.id({ description: 'Only those that yield this repository.' }),
    },
    resolve: async (_root, { first, after, repo }, { services }) => {
      const size = pageSize(first, { max: maxPage, otherwise: maxPage });
      const { rows, count } = findExternalServices(services.db, {
        repositoryId: repo == null ? null : databaseId(repo, 'Repository'),
        after,
        take: size + 1,
      });
      return forwardPage(await rows, size, ({ id }) => encodeId('ExternalService', id), count);
    },
  }),
);

const AddExternalServiceInput = builder.inputType('AddExternalServiceInput', {
  description: 'A new code host connection.',
  fields: (t) => ({
    kind: t.field({ type: ExternalServiceKind, required: true, description: 'The kind of code host.' }),
    displayName: t.string({ required: true, description: 'The name for people to read.' }),
    config: t.string({
      required: true,
      description: 'The configuration: JSON that may have comments. See docs/repositories.md.',
    }),
    namespace: t.id({ description: 'Whose it is. Left empty: connections are of the whole site.' }),
  }),
});

const UpdateExternalServiceInput = builder.inputType('UpdateExternalServiceInput', {
  description: 'A change of a code host connection. What is left out stays.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the connection.' }),
    displayName: t.string({ description: 'The name for people to read.' }),
    config: t.string({ description: 'The configuration. Where it says REDACTED the stored secret stays.' }),
  }),
});

builder.mutationFields((t) => ({
  addExternalService: t.field({
    type: ExternalService,
    access: siteAdmin,
    description: 'Adds a code host connection, and its repositories.',
    args: {
      input: t.arg({ type: AddExternalServiceInput, required: true, description: 'The connection.' }),
    },
    resolve: (_root, { input: { kind, displayName, config } }, context) =>
      addExternalService(context, { kind, displayName, config }),
  }),
  updateExternalService: t.field({
    type: ExternalService,
    access: siteAdmin,
    description: 'Changes a code host connection, and its repositories with it.',
    args: {
      input: t.arg({ type: UpdateExternalServiceInput, required: true, description: 'The change.' }),
    },
    resolve: (_root, { input: { id, displayName, config } }, context) =>
      updateExternalService(context, databaseId(id, 'ExternalService'), { displayName, config }),
  }),
  deleteExternalService: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Deletes a code host connection, and the repositories that no other one yields.',
    args: {
      externalService: t.arg.id({ required: true, description: 'The id of the connection.' }),
      async: t.arg.boolean({
        defaultValue: false,
        description: 'Whether the answer may come before it is done. It is done before in either case.',
      }),
    },
    resolve: async (_root, { externalService }, context) => {
      await deleteExternalService(context, databaseId(externalService, 'ExternalService'));
      return {};
    },
  }),
  deleteRepository: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description:
      'Removes a repository, by an entry in `exclude` of every code host connection that yields it. Its id, grants and metadata come back with it when these entries are taken away.',
    args: { repository: t.arg.id({ required: true, description: 'The id of the repository.' }) },
    resolve: async (_root, { repository }, context) => {
      await deleteRepository(context, databaseId(repository, 'Repository'));
      return {};
    },
  }),
  excludeRepoFromExternalServices: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description:
      'Leaves a repository out of connections, by an entry in `exclude` of each. It is gone at once where no other connection yields it.',
    args: {
      externalServices: t.arg.idList({
        required: true,
        description: 'The connections; all of them or none.',
      }),
      repo: t.arg.id({ required: true, description: 'The repository.' }),
    },
    resolve: async (_root, { externalServices, repo }, context) => {
      const ids = externalServices.map((id) => databaseId(id, 'ExternalService'));
      await excludeRepository(context, ids, databaseId(repo, 'Repository'));
      return {};
    },
  }),
}));
