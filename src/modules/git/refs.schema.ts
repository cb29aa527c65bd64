import { NotFoundError } from '../../errors.js';
import type { ObjectInfo } from '../../git/cat-file.js';
import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { findableNode } from '../../graphql/node.js';
import { forwardPage, type Page, pageSize } from '../../graphql/paging.js';
import type { Repository as RepositoryRow } from '../repositories/repositories.js';
import { Repository } from '../repositories/repository-type.js';
import { gitKeyIn } from './git-ids.js';
import { GitCommit, GitRef, type Ref } from './git-types.js';
import { refUrl } from './git-urls.js';

const refTypes = { GIT_BRANCH: 'refs/heads/', GIT_TAG: 'refs/tags/' } as const;

const GitRefType = builder.enumType('GitRefType', {
  description: 'What kind of name it is.',
  values: {
    GIT_BRANCH: { description: 'A branch.' },
    GIT_TAG: { description: 'A tag.' },
    GIT_REF_OTHER: { description: 'Something else: no such names are copied.' },
  },
});

const objectTypes = { commit: 'GIT_COMMIT', tag: 'GIT_TAG', tree: 'GIT_TREE', blob: 'GIT_BLOB' } as const;

const GitObjectType = builder.enumType('GitObjectType', {
  description: 'What an object of git is.',
  values: {
    GIT_COMMIT: { description: 'A commit.' },
    GIT_TAG: { description: 'A tag with a message.' },
    GIT_TREE: { description: 'A directory.' },
    GIT_BLOB: { description: 'A file.' },
    GIT_UNKNOWN: { description: 'It is not there.' },
  },
});

export interface GitObjectShape {
  repository: RepositoryRow;
  oid: string;
  type: ObjectInfo['type'] | null;
}

export const GitObject = builder.objectRef<GitObjectShape>('GitObject').implement({
  description: 'An object of git: what a branch or tag leads to.',
  fieldAccess: inherited,
  fields: (t) => ({
    oid: t.expose('oid', { type: 'GitObjectID', description: 'Its id.' }),
    abbreviatedOID: t.string({
      description: 'The first seven digits of its id.',
      resolve: ({ oid }) => oid.slice(0, 7),
    }),
    type: t.field({
      type: GitObjectType,
      description: 'What it is.',
      resolve: ({ type }) => (type ? objectTypes[type] : 'GIT_UNKNOWN'),
    }),
    commit: t.field({
      type: GitCommit,
      nullable: true,
      description: 'The commit, where it is one.',
      resolve: ({ repository, oid, type }) =>
        type === 'commit' ? { repository, oid, revision: null } : null,
    }),
  }),
});

const prefixOf = (name: string): string => /^refs\/[^/]+\//.exec(name)?.[0] ?? '';
const shortName = (name: string): string => name.slice(prefixOf(name).length);

builder.objectFields(GitRef, (t) => ({
  name: t.exposeString('name', { description: 'The full name: `refs/heads/main`.' }),
  abbrevName: t.string({ description: 'The name: `main`.', resolve: ({ name }) => shortName(name) }),
  displayName: t.string({ description: 'The name: `main`.', resolve: ({ name }) => shortName(name) }),
  prefix: t.string({
    description: 'What is in front of the name: `refs/heads/`.',
    resolve: ({ name }) => prefixOf(name),
  }),
  type: t.field({
    type: GitRefType,
    description: 'What kind of name it is.',
    resolve: ({ name }) => {
      const [type] = Object.entries(refTypes).find(([, prefix]) => name.startsWith(prefix)) ?? [];
      return (type as keyof typeof refTypes | undefined) ?? ('GIT_REF_OTHER' as const);
    },
  }),
  target: t.field({
    type: GitObject,
    description: 'Where it leads: of a tag with a message, what was tagged.',
    resolve: async ({ repository, oid }, _args, { loaders }) => {
      const target = await loaders.git(repository).peeled(oid);
      return { repository, oid: target?.oid ?? oid, type: target?.type ?? null };
    },
  }),
  repository: t.field({
    type: Repository,
    description: 'The repository.',
    resolve: ({ repository }) => repository,
  }),
  url: t.string({
    description: 'The path of its page.',
    resolve: ({ repository, name }) => refUrl(repository.name, shortName(name)),
  }),
}));

/** SECURITY: through the loader of repositories, which finds for the caller only. */
findableNode('GitRef', async (id, { loaders }: GraphQLContext): Promise<Ref> => {
  const { repositoryId, rest: name } = gitKeyIn(id, 'GitRef');
  const repository = await loaders.repositories.load(repositoryId);
  if (!repository) throw new NotFoundError(`repo not found: id=${repositoryId}`);
  const ref = await loaders.git(repository).ref(name);
  if (!ref) throw new NotFoundError('branch or tag not found');
  return { ...ref, repository };
});

const GitRefConnection = connection('GitRefConnection', GitRef, 'branches and tags');

interface RefSearch {
  first?: number | null | undefined;
  query?: string | null | undefined;
}

/** The branches and tags whose full names begin so, by name. */
async function refsOf(
  repository: RepositoryRow,
  prefix: string,
  { first, query }: RefSearch,
  { loaders }: GraphQLContext,
): Promise<Page<Ref>> {
  const wanted = query?.toLowerCase() ?? '';
  const refs = (await loaders.git(repository).refs())
    .filter(({ name }) => name.startsWith(prefix) && shortName(name).toLowerCase().includes(wanted))
    .map((ref) => ({ ...ref, repository }));
  const size = pageSize(first, { max: refs.length, otherwise: refs.length });
  return forwardPage(
    refs.slice(0, size + 1),
    size,
    ({ name }) => name,
    () => refs.length,
  );
}

builder.objectFields(Repository, (t) => {
  const search = {
    first: t.arg.int({ description: 'How many at most. Without it: all.' }),
    query: t.arg.string({ description: 'Part of the name, in any case.' }),
  };
  return {
    defaultBranch: t.field({
      type: GitRef,
      nullable: true,
      description: 'The default branch; null while it has no commit, or the repository is not on disk.',
      resolve: async (repository, _args, { loaders }) => {
        const name = await loaders.git(repository).defaultBranch();
        return name === null ? null : { repository, name, oid: name };
      },
    }),
    gitRefs: t.field({
      type: GitRefConnection,
      description: 'Branches and tags, by name.',
      args: {
        ...search,
        type: t.arg({ type: GitRefType, description: 'Only these.' }),
      },
      resolve: (repository, { type, ...args }, context) => refsOf(repository, prefixFor(type), args, context),
    }),
    branches: t.field({
      type: GitRefConnection,
      description: 'Branches, by name.',
      args: search,
      resolve: (repository, args, context) => refsOf(repository, refTypes.GIT_BRANCH, args, context),
    }),
    tags: t.field({
      type: GitRefConnection,
      description: 'Tags, by name.',
      args: search,
      resolve: (repository, args, context) => refsOf(repository, refTypes.GIT_TAG, args, context),
    }),
  };
});

/** No name begins with a space. */
const prefixFor = (type: keyof typeof refTypes | 'GIT_REF_OTHER' | null | undefined): string =>
  type == null ? '' : type === 'GIT_REF_OTHER' ? ' ' : refTypes[type];
