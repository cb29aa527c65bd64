import { InvalidInputError } from '../../errors.js';
import { inherited, selfOrSiteAdmin, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { Connection } from '../../graphql/connections.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { type Page, PageInfo, requireSize } from '../../graphql/paging.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import type { Repository as RepositoryRow } from '../repositories/repositories.js';
import { Repository } from '../repositories/repository-type.js';
import type { Account } from '../users/accounts.js';
import { User } from '../users/user-type.js';
import { UserConnection } from '../users/users.schema.js';
import { type AuthorizedPage, authorizedRepositories } from './authorized.js';
import {
  grantRepository,
  revokeRepository,
  setUnrestrictedAccess,
  setUnrestrictedRepositories,
} from './grants.js';
import { waitingBindIds } from './pending-grants.js';
import { PermissionSource, RepositoryPermission } from './permission-types.js';
import { checkSearch, type PermissionEdge, type PermissionsSearch } from './permissions-info.js';
import { setRepositoryPermissions } from './replace-grants.js';
import { setSubRepositoryPermissions } from './sub-repository-permissions.js';

// What the mirrored product has of permissions on repositories. What it lacks is in the files beside.

/** What lets somebody see: of one account or of one repository. */
type Subject =
  | { account: Account; repository?: undefined }
  | { repository: RepositoryRow; account?: undefined };

interface LazyList {
  page: () => Promise<{ nodes: PermissionEdge[]; pageInfo: Page<unknown>['pageInfo'] }>;
  totalCount: () => Promise<number>;
}

const reasonsText =
  'What lets the account see the repository: `Public`, `Unrestricted`, `Site Admin`, `Unrestricted Access`, `Explicit API`, `Permissions Sync`.';

const PermissionsInfoRepositoryNode = builder
  .objectRef<PermissionEdge>('PermissionsInfoRepositoryNode')
  .implement({
    description: 'A repository that an account sees, and why.',
    fieldAccess: inherited,
    fields: (t) => ({
      id: t.id({
        description: 'The id of the repository.',
        resolve: ({ repositoryId }) => encodeId('Repository', repositoryId),
      }),
      repository: t.field({
        type: Repository,
        nullable: true,
        description: 'The repository; null when the caller may not see it.',
        resolve: ({ repositoryId }, _args, { loaders }) => loaders.repositories.load(repositoryId),
      }),
      reason: t.string({
        description: 'The first of the reasons.',
        resolve: async (edge, _args, { loaders }) =>
          (await loaders.permissionGrounds.load(edge)).reasons[0] ?? '',
      }),
      reasons: t.stringList({
        description: reasonsText,
        resolve: async (edge, _args, { loaders }) => (await loaders.permissionGrounds.load(edge)).reasons,
      }),
      updatedAt: t.expose('updatedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was last granted; null when no grant is the reason.',
      }),
      expiresAt: t.field({
        type: 'DateTime',
        nullable: true,
        description:
          'When the grant over the API ends by itself; null when it does not, and where there is none. An addition of Gatehouse.',
        resolve: async (edge, _args, { loaders }) => (await loaders.permissionGrounds.load(edge)).expiresAt,
      }),
    }),
  });

const PermissionsInfoUserNode = builder.objectRef<PermissionEdge>('PermissionsInfoUserNode').implement({
  description: 'An account that sees a repository, and why.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id of the account.', resolve: ({ userId }) => encodeId('User', userId) }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account.',
      resolve: ({ userId }, _args, { loaders }) => loaders.accounts.load(userId),
    }),
    reason: t.string({
      description: 'The first of the reasons.',
      resolve: async (edge, _args, { loaders }) =>
        (await loaders.permissionGrounds.load(edge)).reasons[0] ?? '',
    }),
    reasons: t.stringList({
      description: reasonsText,
      resolve: async (edge, _args, { loaders }) => (await loaders.permissionGrounds.load(edge)).reasons,
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last granted; null when no grant is the reason.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the grant over the API ends by itself; null when it does not, and where there is none. An addition of Gatehouse.',
      resolve: async (edge, _args, { loaders }) => (await loaders.permissionGrounds.load(edge)).expiresAt,
    }),
  }),
});

const PermissionsInfoRepositoriesConnection = builder
  .objectRef<LazyList>('PermissionsInfoRepositoriesConnection')
  .implement({
    description: 'A list of the repositories that an account sees.',
    interfaces: [Connection],
    fieldAccess: inherited,
    fields: (t) => ({
      nodes: t.field({
        type: [PermissionsInfoRepositoryNode],
        description: 'This page of repositories.',
        resolve: async ({ page }) => (await page()).nodes,
      }),
    }),
  });

const PermissionsInfoUsersConnection = builder
  .objectRef<LazyList>('PermissionsInfoUsersConnection')
  .implement({
    description: 'A list of the accounts that see a repository.',
    interfaces: [Connection],
    fieldAccess: inherited,
    fields: (t) => ({
      nodes: t.field({
        type: [PermissionsInfoUserNode],
        description: 'This page of accounts.',
        resolve: async ({ page }) => (await page()).nodes,
      }),
    }),
  });

/** When something was last granted, or looked up, of whom or what it is about. */
const timesOf = (subject: Subject, { loaders }: GraphQLContext) =>
  subject.account
    ? loaders.permissionTimesOfAccount.load(subject.account.id)
    : loaders.permissionTimesOfRepository.load(subject.repository.id);

const PermissionsInfo = builder.objectRef<Subject>('PermissionsInfo').implement({
  description: 'What lets an account see repositories, or accounts see a repository.',
  fieldAccess: inherited,
  fields: (t) => ({
    permissions: t.field({
      type: [RepositoryPermission],
      description: 'What may be done: reading.',
      resolve: () => ['READ' as const],
    }),
    syncedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last looked up, by `schedule…PermissionsSync`; null when it never was.',
      resolve: async (subject, _args, context) => (await timesOf(subject, context)).syncedAt,
    }),
    updatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When something was last granted or looked up; null when nothing was.',
      resolve: async (subject, _args, context) => (await timesOf(subject, context)).updatedAt,
    }),
    source: t.field({
      type: PermissionSource,
      nullable: true,
      description: 'Where the newest grant of an account comes from; null for a repository.',
      resolve: async (subject, _args, context) =>
        subject.account ? (await timesOf(subject, context)).source : null,
    }),
    unrestricted: t.boolean({
      description: 'Whether everybody sees the repository, by a mark on it; false for an account.',
      resolve: ({ repository }) => repository?.unrestricted ?? false,
    }),
    repositories: t.field({
      type: PermissionsInfoRepositoriesConnection,
      nullable: true,
      description: 'The repositories that the account sees, by their number; null for a repository.',
      args: {
        ...bidirectionalArgs(t),
        query: t.arg.string({ description: 'Part of the name, in any case.' }),
        source: t.arg({ type: PermissionSource, description: 'Only what is granted from this source.' }),
      },
      resolve: ({ account }, search, context) =>
        account && lists(context, 'repositories', account.id, search),
    }),
    users: t.field({
      type: PermissionsInfoUsersConnection,
      nullable: true,
      description: 'The accounts that see the repository, by name; null for an account.',
      args: {
        ...bidirectionalArgs(t),
        query: t.arg.string({ description: 'Part of the user name or display name, in any case.' }),
        source: t.arg({
          type: PermissionSource,
          description: 'Only to whom it is granted from this source. An addition of Gatehouse.',
        }),
      },
      resolve: ({ repository }, search, context) =>
        repository && lists(context, 'accounts', repository.id, search),
    }),
  }),
});

/** What is not selected is not computed, and what many parents are asked for is read at once. */
function lists(
  { loaders }: GraphQLContext,
  what: 'repositories' | 'accounts',
  id: number,
  search: PermissionsSearch,
): LazyList {
  checkSearch(search, what === 'repositories' ? 'repository' : 'user');
  const list = { id, search };
  const sized = () => {
    requireSize(search);
    return list;
  };
  return what === 'repositories'
    ? {
        page: async () => loaders.repositoriesOfAccount.load(sized()),
        totalCount: () => loaders.repositoryCountOfAccount.load(list),
      }
    : {
        page: async () => loaders.accountsOfRepository.load(sized()),
        totalCount: () => loaders.accountCountOfRepository.load(list),
      };
}

builder.objectFields(User, (t) => ({
  unrestrictedRepoAccess: t.exposeBoolean('unrestrictedRepoAccess', {
    access: selfOrSiteAdmin,
    description: 'Whether it sees every repository, now and later.',
  }),
  permissionsInfo: t.field({
    type: PermissionsInfo,
    nullable: true,
    access: selfOrSiteAdmin,
    description: 'Which repositories the account sees, and why.',
    resolve: (account) => ({ account }),
  }),
}));

interface RepositoryList extends AuthorizedPage {
  repositories: () => Promise<RepositoryRow[]>;
}

const RepositoryConnection = builder.objectRef<RepositoryList>('RepositoryConnection').implement({
  description: 'A list of repositories.',
  fieldAccess: inherited,
  fields: (t) => ({
    nodes: t.field({
      type: [Repository],
      description: 'This page of repositories.',
      resolve: ({ repositories }) => repositories(),
    }),
    totalCount: t.int({
      nullable: true,
      description: 'How many there are in all, whatever the page.',
      args: {
        precise: t.arg.boolean({ defaultValue: false, description: 'Without meaning: it always is.' }),
      },
      resolve: ({ totalCount }) => totalCount(),
    }),
    pageInfo: t.field({
      type: PageInfo,
      description: 'Where this page lies.',
      resolve: ({ ids, hasNextPage }) => pageInfo('Repository', ids, hasNextPage),
    }),
  }),
});

function pageInfo(
  kind: 'Repository' | 'User',
  ids: readonly number[],
  hasNextPage: boolean,
): Page<unknown>['pageInfo'] {
  const cursor = (id: number | undefined) => (id === undefined ? null : encodeId(kind, id));
  return { startCursor: cursor(ids[0]), endCursor: cursor(ids.at(-1)), hasNextPage, hasPreviousPage: false };
}

builder.objectFields(Repository, (t) => ({
  permissionsInfo: t.field({
    type: PermissionsInfo,
    nullable: true,
    access: siteAdmin,
    description: 'Which accounts see the repository, and why.',
    resolve: (repository) => ({ repository }),
  }),
  authorizedUsers: t.field({
    type: UserConnection,
    access: siteAdmin,
    description: 'The accounts to which the repository is granted, from whatever source, by their number.',
    args: {
      permission: t.arg({ type: RepositoryPermission, defaultValue: 'READ', description: 'To do what.' }),
      first: t.arg.int({ required: true, description: 'How many at most, up to a thousand.' }),
      after: t.arg.string({ description: 'The `endCursor` of the page before.' }),
    },
    resolve: async ({ id }, { first, after }, { loaders }) => {
      if (first < 0) throw new InvalidInputError('`first` must not be negative');
      if (after) databaseId(after, 'User');
      const page = await loaders.accountsGranted.load({ repositoryId: id, first, after });
      const accounts = await loaders.accounts.loadMany(page.ids);
      return {
        nodes: accounts.filter(
          (account): account is Account => account !== null && !(account instanceof Error),
        ),
        totalCount: () => loaders.countOfAccountsGranted.load(id),
        pageInfo: pageInfo('User', page.ids, page.hasNextPage),
      };
    },
  }),
}));

builder.queryFields((t) => ({
  authorizedUserRepositories: t.field({
    type: RepositoryConnection,
    access: siteAdmin,
    description:
      'The repositories that are granted to an account, or that wait for a bind ID which names nobody yet. What is seen without a grant is not listed.',
    args: {
      username: t.arg.string({ description: 'The user name, or what may become one.' }),
      email: t.arg.string({ description: 'A verified address; it counts where both are given.' }),
      perm: t.arg({ type: RepositoryPermission, defaultValue: 'READ', description: 'To do what.' }),
      first: t.arg.int({ required: true, description: 'How many at most, up to a thousand.' }),
      after: t.arg.string({ description: 'The `endCursor` of the page before.' }),
    },
    resolve: async (_root, { username, email, first, after }, { services, loaders }) => {
      const page = await authorizedRepositories(services, { username, email }, { first, after });
      return {
        ...page,
        repositories: async () =>
          (await loaders.repositories.loadMany(page.ids)).filter(
            (repository): repository is RepositoryRow =>
              repository !== null && !(repository instanceof Error),
          ),
      };
    },
  }),
  usersWithPendingPermissions: t.stringList({
    access: siteAdmin,
    description: 'The bind IDs that wait for an account, in the order in which they were first given.',
    resolve: (_root, _args, { services }) => waitingBindIds(services.db),
  }),
}));

export const UserPermissionInput = builder.inputType('UserPermissionInput', {
  description: 'Who may see a repository.',
  fields: (t) => ({
    bindID: t.string({
      required: true,
      description: 'The user name or a verified address, as `permissions.userMapping.bindID` says.',
    }),
    permission: t.field({
      type: RepositoryPermission,
      defaultValue: 'READ',
      description: 'What they may do.',
    }),
  }),
});

const RepositoryPermissionInput = builder.inputType('RepositoryPermissionInput', {
  description: 'What an account may see: one repository or all of them. Exactly one is given.',
  fields: (t) => ({
    repository: t.id({ description: 'The repository.' }),
    wildcard: t.boolean({
      description: 'True: every repository, now and later. False takes that back.',
    }),
  }),
});

const UserSubRepoPermission = builder.inputType('UserSubRepoPermission', {
  description:
    'What of a repository an account may read. Patterns are paths from the root: `*` stays within a segment, `**` crosses them. Either `paths` or both others are given.',
  fields: (t) => ({
    bindID: t.string({
      required: true,
      description: 'The user name or a verified address, as `permissions.userMapping.bindID` says.',
    }),
    paths: t.stringList({
      description:
        'Patterns; a `-` in front of one denies. The last that matches decides, and what none matches is held back.',
    }),
    pathIncludes: t.stringList({ description: 'The older form: patterns of what may be read,' }),
    pathExcludes: t.stringList({ description: 'and then of what may not.' }),
  }),
});

/** SECURITY: an id is looked at only once the caller may do the thing: otherwise its form could be probed. */
const repositoryId = (id: string) => databaseId(id, 'Repository');

builder.mutationFields((t) => ({
  setRepositoryPermissionsForUsers: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description:
      'Makes those accounts, and only those, see a repository by grants over the API. Bind IDs that name nobody wait for who comes. An empty list takes all of them back.',
    args: {
      repository: t.arg.id({ required: true, description: 'The repository.' }),
      userPermissions: t.arg({ type: [UserPermissionInput], required: true, description: 'Who may.' }),
      expiresAt: t.arg({
        type: 'DateTime',
        description: 'When the grants end by themselves; without it never. An addition of Gatehouse.',
      }),
    },
    resolve: async (_root, { repository, userPermissions, expiresAt }, context) => {
      const bindIds = userPermissions.map(({ bindID }) => bindID);
      await setRepositoryPermissions(context, repositoryId(repository), bindIds, expiresAt ?? null);
      return {};
    },
  }),
  addRepositoryPermissionForUser: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Lets an account see one more repository, or all of them. Doing so again changes nothing.',
    args: {
      userID: t.arg.id({ required: true, description: 'The account.' }),
      permission: t.arg({ type: RepositoryPermissionInput, required: true, description: 'What it may see.' }),
      expiresAt: t.arg({
        type: 'DateTime',
        description:
          'When the grant of a repository ends by itself; without it never. An addition of Gatehouse.',
      }),
    },
    resolve: async (_root, { userID, permission: { repository, wildcard }, expiresAt }, context) => {
      const user = accountId(userID);
      if ((repository == null) === (wildcard == null)) {
        throw new InvalidInputError('exactly one of repository or wildcard must be specified');
      }
      if (repository != null)
        await grantRepository(context, user, repositoryId(repository), expiresAt ?? null);
      else if (expiresAt) throw new InvalidInputError('expiresAt is for one repository, not for all of them');
      else await setUnrestrictedAccess(context, user, wildcard === true);
      return {};
    },
  }),
  removeRepositoryPermissionForUser: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Takes one grant back that was given over the API. Doing so again changes nothing.',
    args: {
      repository: t.arg.id({ required: true, description: 'The repository.' }),
      userID: t.arg.id({ required: true, description: 'The account.' }),
    },
    resolve: async (_root, { repository, userID }, context) => {
      await revokeRepository(context, accountId(userID), repositoryId(repository));
      return {};
    },
  }),
  setRepositoryPermissionsUnrestricted: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Lets every account see repositories, or ends that: then the grants count again.',
    args: {
      repositories: t.arg.idList({ required: true, description: 'The repositories; all of them or none.' }),
      unrestricted: t.arg.boolean({ required: true, description: 'Whether everybody sees them.' }),
    },
    resolve: async (_root, { repositories, unrestricted }, context) => {
      await setUnrestrictedRepositories(context, repositories.map(repositoryId), unrestricted);
      return {};
    },
  }),
  setSubRepositoryPermissionsForUsers: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description:
      'Sets what of a repository accounts may read, in place of what was set for them before; others keep theirs. It counts where `experimentalFeatures.subRepoPermissions` is on, and lets nobody see the repository.',
    args: {
      repository: t.arg.id({ required: true, description: 'The repository.' }),
      userPermissions: t.arg({
        type: [UserSubRepoPermission],
        required: true,
        description: 'Whom, and what. A bind ID that names nobody is an error.',
      }),
    },
    resolve: async (_root, { repository, userPermissions }, context) => {
      const rules = userPermissions.map(({ bindID, ...rest }) => ({ bindId: bindID, ...rest }));
      await setSubRepositoryPermissions(context, repositoryId(repository), rules);
      return {};
    },
  }),
}));
