import { isSiteAdmin, requireSiteAdmin } from '../../authz/policy.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { anyone, inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { findableNode } from '../../graphql/node.js';
import { ConnectionPageInfo } from '../../graphql/paging.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { databaseId } from '../../ids.js';
import {
  findRepositoryByCloneUrl,
  findRepositoryByHashedName,
  findRepositoryByName,
} from './find-repositories.js';
import {
  checkSearch,
  countRepositories,
  listRepositories,
  type RepositoryPage,
  type RepositorySearch,
} from './list-repositories.js';
import type { Repository as RepositoryRow } from './repositories.js';
import { repositoryPath } from './repository-name.js';
import { Repository } from './repository-type.js';

const RepositoryType = builder.enumType('RepositoryType', {
  description: 'What kind of repository it is.',
  values: { GIT_REPOSITORY: { description: 'A git repository.' } },
});

const ExternalRepository = builder.objectRef<RepositoryRow>('ExternalRepository').implement({
  description: 'What a repository is at its code host.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.exposeString('externalId', { description: 'Names it at its code host, through renames.' }),
    serviceType: t.exposeString('serviceType', {
      description: 'The kind of code host: `github`, `gitlab` or `other`.',
    }),
    serviceID: t.exposeString('serviceId', { description: 'The base URL of the code host.' }),
  }),
});

const KeyValuePair = builder.objectRef<{ key: string; value: string | null }>('KeyValuePair').implement({
  description: 'A key with a value that somebody put on a repository; without a value it is a tag.',
  fieldAccess: inherited,
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The key.' }),
    value: t.exposeString('value', { nullable: true, description: 'The value; null for a tag.' }),
  }),
});

builder.objectFields(Repository, (t) => ({
  databaseID: t.exposeInt('id', { description: 'The number in the id.' }),
  name: t.exposeString('name', {
    description: 'The name, unique whatever its case: host and path, unless the connection says otherwise.',
  }),
  uri: t.exposeString('name', { deprecationReason: 'Use name.', description: 'The name.' }),
  url: t.string({ description: 'The path of its page.', resolve: ({ name }) => repositoryPath(name) }),
  sourceType: t.field({
    type: RepositoryType,
    description: 'What kind of repository it is.',
    resolve: () => 'GIT_REPOSITORY' as const,
  }),
  description: t.exposeString('description', { description: 'What the code host says of it.' }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added here.' }),
  updatedAt: t.expose('updatedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When what is known of it last changed; null when it never has.',
  }),
  externalRepository: t.field({
    type: ExternalRepository,
    description: 'What it is at its code host.',
    resolve: (repository) => repository,
  }),
  isFork: t.exposeBoolean('isFork', { description: 'Whether it is a fork.' }),
  isArchived: t.exposeBoolean('isArchived', { description: 'Whether it is archived.' }),
  isPrivate: t.exposeBoolean('isPrivate', {
    description: 'Whether it takes a grant to see it. Everybody sees what is not private.',
  }),
  stars: t.exposeInt('stars', { description: 'How many stars it has at its code host.' }),
  topics: t.exposeStringList('topics', { description: 'The topics that its code host puts it under.' }),
  metadata: t.field({
    type: [KeyValuePair],
    description: 'What somebody here put on it, by key.',
    resolve: ({ id }, _args, { loaders }) => loaders.repositoryMetadata.load(id),
  }),
  keyValuePairs: t.field({
    type: [KeyValuePair],
    deprecationReason: 'Use metadata.',
    description: 'What somebody here put on it, by key.',
    resolve: ({ id }, _args, { loaders }) => loaders.repositoryMetadata.load(id),
  }),
  viewerCanAdminister: t.boolean({
    description: 'Whether the caller may administer it: site admins.',
    resolve: (_repository, _args, { caller }) => isSiteAdmin(caller),
  }),
}));

/** SECURITY: through the loader, which finds for the caller only. */
async function repositoryById(id: string, { loaders }: GraphQLContext): Promise<RepositoryRow> {
  const key = databaseId(id, 'Repository');
  const repository = await loaders.repositories.load(key);
  if (!repository) throw new NotFoundError(`repo not found: id=${key}`);
  return repository;
}

findableNode('Repository', repositoryById);

const RepositoryOrderBy = builder.enumType('RepositoryOrderBy', {
  description: 'What a list of repositories is sorted by. The number in the id decides between equals.',
  values: {
    REPOSITORY_NAME: { description: 'By name.' },
    REPO_CREATED_AT: { description: 'By when they were added here.' },
    REPOSITORY_CREATED_AT: { description: 'By when they were added here.' },
    SIZE: { description: 'By their size on disk.' },
    STARS: { description: 'By their stars.' },
    LAST_CHANGED: { description: 'By when a fetch last brought something new.' },
  },
});

const CloneStatus = builder.enumType('CloneStatus', {
  description: 'Whether a repository is on disk.',
  values: {
    NOT_CLONED: { description: 'It is not.' },
    CLONING: { description: 'It is being fetched for the first time.' },
    CLONED: { description: 'It is.' },
  },
});

/** What is not selected is not computed: the list, its length and its page are asked for apart. */
interface LazyPage {
  page: () => Promise<RepositoryPage>;
  totalCount: () => Promise<number>;
}

const NewRepositoryConnection = builder.objectRef<LazyPage>('NewRepositoryConnection').implement({
  description: 'A list of repositories.',
  fieldAccess: inherited,
  fields: (t) => ({
    nodes: t.field({
      type: [Repository],
      description: 'This page of repositories.',
      resolve: async ({ page }) => (await page()).nodes,
    }),
    totalCount: t.int({
      description: 'How many match in all, of those that the caller may see.',
      resolve: ({ totalCount }) => totalCount(),
    }),
    pageInfo: t.field({
      type: ConnectionPageInfo,
      description: 'Where this page lies.',
      resolve: async ({ page }) => (await page()).pageInfo,
    }),
  }),
});

function lazyPage(context: GraphQLContext, search: RepositorySearch): LazyPage {
  let page: Promise<RepositoryPage> | undefined;
  return {
    page: () => {
      page ??= listRepositories(context, search);
      return page;
    },
    totalCount: () => countRepositories(context, search),
  };
}

const Redirect = builder.objectRef<{ url: string }>('Redirect').implement({
  description: 'Another place where a repository is. Gatehouse knows of none, and sends nobody elsewhere.',
  fieldAccess: inherited,
  fields: (t) => ({ url: t.exposeString('url', { description: 'Where it is.' }) }),
});

const RepositoryRedirect = builder.unionType('RepositoryRedirect', {
  description: 'A repository, or where it is instead.',
  types: [Repository, Redirect],
  resolveType: () => Repository,
});

builder.queryFields((t) => ({
  repositoryRedirect: t.field({
    type: RepositoryRedirect,
    nullable: true,
    access: anyone,
    description: 'One repository; null when there is none that the caller may see.',
    args: {
      name: t.arg.string({ description: 'Its name, in any case.' }),
      cloneURL: t.arg.string({ description: 'A URL that git clones it from, in any of the usual forms.' }),
      hashedName: t.arg.string({ description: 'The SHA-256 of its name in lower case, in hex.' }),
    },
    resolve: (_root, { name, cloneURL, hashedName }, context) => {
      if (hashedName != null) return findRepositoryByHashedName(context, hashedName);
      if (cloneURL != null) return findRepositoryByCloneUrl(context, cloneURL);
      if (name != null) return findRepositoryByName(context, name);
      throw new InvalidInputError('give the name, cloneURL or hashedName of the repository');
    },
  }),
  repository: t.field({
    type: Repository,
    nullable: true,
    access: anyone,
    description: 'One repository; null when there is none that the caller may see.',
    args: {
      name: t.arg.string({ description: 'Its name, in any case.' }),
      cloneURL: t.arg.string({ description: 'A URL that git clones it from, in any of the usual forms.' }),
      uri: t.arg.string({ deprecationReason: 'Use name.', description: 'Its name.' }),
      databaseID: t.arg.int({ description: 'The number in its id.' }),
    },
    resolve: (_root, { name, cloneURL, uri, databaseID }, context) => {
      if (databaseID != null) return context.loaders.repositories.load(databaseID);
      if (cloneURL != null) return findRepositoryByCloneUrl(context, cloneURL);
      const wanted = name ?? uri;
      if (wanted == null)
        throw new InvalidInputError('give the name, cloneURL or databaseID of the repository');
      return findRepositoryByName(context, wanted);
    },
  }),
  repositories: t.field({
    type: NewRepositoryConnection,
    access: anyone,
    description: 'The repositories that the caller may see.',
    args: {
      ...bidirectionalArgs(t),
      first: t.arg.int({ description: 'How many from the start, at most 1000. This or `last` is needed.' }),
      last: t.arg.int({ description: 'How many from the end, at most 1000.' }),
      query: t.arg.string({ description: 'Words that the name must hold, all of them.' }),
      names: t.arg.stringList({ description: 'Only these, by name.' }),
      cloned: t.arg.boolean({ defaultValue: true, description: 'False leaves out what is on disk.' }),
      cloneStatus: t.arg({ type: CloneStatus, description: 'Only those in this state.' }),
      notCloned: t.arg.boolean({ defaultValue: true, description: 'False leaves out what is not on disk.' }),
      indexed: t.arg.boolean({
        defaultValue: true,
        description: 'False leaves out what is in the search index: there is none.',
      }),
      notIndexed: t.arg.boolean({
        defaultValue: true,
        description: 'False leaves out what is not in the search index: everything.',
      }),
      embedded: t.arg.boolean({
        defaultValue: true,
        description: 'False leaves out what has embeddings: none has.',
      }),
      notEmbedded: t.arg.boolean({
        defaultValue: true,
        description: 'False leaves out what has no embeddings: everything.',
      }),
      failedFetch: t.arg.boolean({
        defaultValue: false,
        description: 'Only those whose last fetch failed.',
      }),
      corrupted: t.arg.boolean({ defaultValue: false, description: 'Only those that were found corrupted.' }),
      externalService: t.arg.id({
        description: 'Only those of this code host connection. For site admins.',
      }),
      orderBy: t.arg({
        type: RepositoryOrderBy,
        defaultValue: 'REPOSITORY_NAME',
        description: 'What they are sorted by.',
      }),
      descending: t.arg.boolean({ defaultValue: false, description: 'The other way round.' }),
    },
    resolve: (_root, { externalService, ...args }, context) => {
      if (externalService != null) requireSiteAdmin(context.caller);
      const search: RepositorySearch = {
        ...args,
        cloned: args.cloned ?? true,
        notCloned: args.notCloned ?? true,
        indexed: args.indexed ?? true,
        notIndexed: args.notIndexed ?? true,
        embedded: args.embedded ?? true,
        notEmbedded: args.notEmbedded ?? true,
        failedFetch: args.failedFetch ?? false,
        corrupted: args.corrupted ?? false,
        orderBy: args.orderBy ?? 'REPOSITORY_NAME',
        descending: args.descending ?? false,
        externalServiceId: externalService == null ? null : databaseId(externalService, 'ExternalService'),
      };
      checkSearch(search);
      return lazyPage(context, search);
    },
  }),
}));
