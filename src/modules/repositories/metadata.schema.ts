import { anyone, holdersOf, inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { BidirectionalPageInfo } from '../../graphql/paging.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { databaseId } from '../../ids.js';
import { countMetadataTexts, isMetadataKey, listMetadataTexts, type TextSearch } from './find-metadata.js';
import { addMetadata, deleteMetadata, updateMetadata, writesMetadata } from './metadata.js';

/** What is not selected is not computed: the list, its length and its page are asked for apart. */
interface LazyTexts {
  page: () => ReturnType<typeof listMetadataTexts>;
  totalCount: () => Promise<number>;
}

const TextConnection = builder.objectRef<LazyTexts>('RepoMetadataKeyOrValueConnection').implement({
  description: 'A list of keys, or of values of one.',
  fieldAccess: inherited,
  fields: (t) => ({
    totalCount: t.int({
      description: 'How many there are in all, whatever the page.',
      resolve: ({ totalCount }) => totalCount(),
    }),
    nodes: t.stringList({
      description: 'This page of them, each once, in the order of their bytes.',
      resolve: async ({ page }) => (await page()).nodes,
    }),
    pageInfo: t.field({
      type: BidirectionalPageInfo,
      description: 'Where this page lies.',
      resolve: async ({ page }) => (await page()).pageInfo,
    }),
  }),
});

function lazyTexts(context: GraphQLContext, search: TextSearch): LazyTexts {
  let page: ReturnType<LazyTexts['page']> | undefined;
  return {
    page: () => {
      page ??= listMetadataTexts(context, search);
      return page;
    },
    totalCount: () => countMetadataTexts(context, search),
  };
}

const RepoMetadataKeyResult = builder.objectRef<{ key: string }>('RepoMetadataKeyResult').implement({
  description: 'A key that repositories have.',
  fieldAccess: inherited,
  fields: (t) => ({
    values: t.field({
      type: TextConnection,
      description: 'The values that it has on the repositories that the caller may see.',
      args: {
        ...bidirectionalArgs(t),
        query: t.arg.string({ description: 'What values must hold, in any case.' }),
      },
      resolve: ({ key }, args, context) => lazyTexts(context, { ...args, key }),
    }),
  }),
});

const RepoMetadata = builder.objectRef<object>('RepoMetadata').implement({
  description: 'What somebody put on repositories, on all of them together.',
  fieldAccess: inherited,
  fields: (t) => ({
    keys: t.field({
      type: TextConnection,
      description: 'The keys on the repositories that the caller may see.',
      args: {
        ...bidirectionalArgs(t),
        query: t.arg.string({ description: 'What keys must hold, in any case.' }),
      },
      resolve: (_metadata, args, context) => lazyTexts(context, args),
    }),
    key: t.field({
      type: RepoMetadataKeyResult,
      nullable: true,
      description: 'One key; null where no repository that the caller may see has it.',
      args: { key: t.arg.string({ required: true, description: 'The key, in this case.' }) },
      resolve: async (_metadata, { key }, context) => ((await isMetadataKey(context, key)) ? { key } : null),
    }),
  }),
});

builder.queryField('repoMeta', (t) =>
  t.field({
    type: RepoMetadata,
    nullable: true,
    access: anyone,
    description: 'Keys and values on the repositories that the caller may see.',
    resolve: () => ({}),
  }),
);

/** Each under its name, and under the one that it had before and clients still send. */
const adds = 'Puts a key on a repository.';
const updates = 'Gives a key of a repository another value.';
const changes = [
  { name: 'addRepoMetadata', apply: addMetadata, description: adds },
  { name: 'updateRepoMetadata', apply: updateMetadata, description: updates },
  { name: 'addRepoKeyValuePair', apply: addMetadata, description: adds, instead: 'addRepoMetadata' },
  {
    name: 'updateRepoKeyValuePair',
    apply: updateMetadata,
    description: updates,
    instead: 'updateRepoMetadata',
  },
];

for (const { name, apply, description, instead } of changes) {
  builder.mutationField(name, (t) =>
    t.field({
      type: EmptyResponse,
      access: holdersOf(writesMetadata),
      description,
      ...(instead && { deprecationReason: `Use ${instead}.` }),
      args: {
        repo: t.arg.id({ required: true, description: 'The id of the repository.' }),
        key: t.arg.string({ required: true, description: 'The key.' }),
        value: t.arg.string({ description: 'The value; null for a tag.' }),
      },
      resolve: async (_root, { repo, key, value }, context) => {
        await apply(context, databaseId(repo, 'Repository'), { key, value: value ?? null });
        return {};
      },
    }),
  );
}

const deletions = [
  { name: 'deleteRepoMetadata' },
  { name: 'deleteRepoKeyValuePair', instead: 'deleteRepoMetadata' },
];

for (const { name, instead } of deletions) {
  builder.mutationField(name, (t) =>
    t.field({
      type: EmptyResponse,
      access: holdersOf(writesMetadata),
      description: 'Takes a key off a repository.',
      ...(instead && { deprecationReason: `Use ${instead}.` }),
      args: {
        repo: t.arg.id({ required: true, description: 'The id of the repository.' }),
        key: t.arg.string({ required: true, description: 'The key.' }),
      },
      resolve: async (_root, { repo, key }, context) => {
        await deleteMetadata(context, databaseId(repo, 'Repository'), key);
        return {};
      },
    }),
  );
}
