import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import {
  accountsWithoutPermissions,
  type ExplicitPermission as ExplicitPermissionRow,
  explicitPermissions,
  havePermissions,
} from './explicit-permissions.js';
import { PermissionSource } from './permission-types.js';
import { type BatchResult, replacePermissions } from './replace-batch.js';

// What who keeps permissions in step asks for, at their size. The mirrored product has none of it.

const ExplicitPermission = builder
  .objectRef<ExplicitPermissionRow>('ExplicitRepositoryPermission')
  .implement({
    description: 'One grant: an account may see a repository. An addition of Gatehouse.',
    fieldAccess: inherited,
    fields: (t) => ({
      userID: t.id({ description: 'The account.', resolve: ({ userId }) => encodeId('User', userId) }),
      repositoryID: t.id({
        description: 'The repository.',
        resolve: ({ repositoryId }) => encodeId('Repository', repositoryId),
      }),
      repositoryName: t.exposeString('repositoryName', {
        nullable: true,
        description: 'Its name; null when the caller may not see it.',
      }),
      updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was granted.' }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it ends by itself; null when it does not.',
      }),
    }),
  });

const ExplicitPermissionConnection = connection(
  'ExplicitRepositoryPermissionConnection',
  ExplicitPermission,
  'grants',
  'forward',
  'addition',
);

const Presence = builder
  .objectRef<{ userId: number; present: boolean }>('ExplicitRepositoryPermissionPresence')
  .implement({
    description: 'Whether an account has any grant. An addition of Gatehouse.',
    fieldAccess: inherited,
    fields: (t) => ({
      userID: t.id({ description: 'The account.', resolve: ({ userId }) => encodeId('User', userId) }),
      present: t.exposeBoolean('present', { description: 'Whether it has.' }),
    }),
  });

const UserReference = builder.objectRef<{ id: number }>('UserReference').implement({
  description: 'The id of an account, and nothing else. An addition of Gatehouse.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('User', id) }),
  }),
});

const UserReferenceConnection = connection(
  'UserReferenceConnection',
  UserReference,
  'ids of accounts',
  'forward',
  'addition',
);

const CreatedAtRange = builder.inputType('CreatedAtRangeInput', {
  description: 'A stretch of time. An addition of Gatehouse.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'From then on.' }),
    lte: t.field({ type: 'DateTime', description: 'Until then.' }),
  }),
});

builder.queryFields((t) => {
  const source = t.arg({
    type: PermissionSource,
    defaultValue: 'API',
    description: 'From where the grants come.',
  });
  const page = {
    first: t.arg.int({ required: true, description: 'How many at most, up to ten thousand.' }),
    after: t.arg.string({ description: 'The `endCursor` of the page before.' }),
  };
  return {
    explicitRepositoryPermissionsForUsers: t.field({
      type: ExplicitPermissionConnection,
      access: siteAdmin,
      description: 'The grants of accounts, by account and repository. An addition of Gatehouse.',
      args: {
        userIDs: t.arg.idList({ required: true, description: 'The accounts, ten thousand at most.' }),
        source,
        ...page,
      },
      resolve: (_root, { userIDs, source, first, after }, context) =>
        explicitPermissions(context, 'users', userIDs.map(accountId), source ?? 'API', { first, after }),
    }),
    explicitRepositoryPermissionsForRepositories: t.field({
      type: ExplicitPermissionConnection,
      access: siteAdmin,
      description: 'The grants of repositories, by repository and account. An addition of Gatehouse.',
      args: {
        repositoryIDs: t.arg.idList({
          required: true,
          description: 'The repositories, ten thousand at most.',
        }),
        source,
        ...page,
      },
      resolve: (_root, { repositoryIDs, source, first, after }, context) =>
        explicitPermissions(
          context,
          'repositories',
          repositoryIDs.map((id) => databaseId(id, 'Repository')),
          source ?? 'API',
          { first, after },
        ),
    }),
    explicitRepositoryPermissionPresenceForUsers: t.field({
      type: [Presence],
      access: siteAdmin,
      description: 'Whether accounts have any grant, in the order of the ids. An addition of Gatehouse.',
      args: {
        userIDs: t.arg.idList({ required: true, description: 'The accounts, ten thousand at most.' }),
        source,
      },
      resolve: async (_root, { userIDs, source }, { services }) => {
        const ids = userIDs.map(accountId);
        const present = await havePermissions(services, ids, source ?? 'API');
        return ids.map((userId, index) => ({ userId, present: present[index] ?? false }));
      },
    }),
    usersWithoutExplicitRepositoryPermissions: t.field({
      type: UserReferenceConnection,
      access: siteAdmin,
      description: 'The living accounts that have no grant, by their number. An addition of Gatehouse.',
      args: {
        createdAt: t.arg({ type: CreatedAtRange, description: 'Only those created then.' }),
        source,
        first: t.arg.int({ required: true, description: 'How many at most, up to a thousand.' }),
        after: t.arg.string({ description: 'The `endCursor` of the page before.' }),
      },
      resolve: (_root, { createdAt, source, first, after }, { services }) =>
        accountsWithoutPermissions(services, {
          createdAfter: createdAt?.gte,
          createdBefore: createdAt?.lte,
          source: source ?? 'API',
          first,
          after,
        }),
    }),
  };
});

const WantedPermissions = builder.inputType('RepositoryPermissionsInput', {
  description: 'Who may see one repository. An addition of Gatehouse.',
  fields: (t) => ({
    repository: t.id({ required: true, description: 'The repository.' }),
    bindIDs: t.stringList({
      required: true,
      description: 'Those who may, and nobody else by a grant over the API.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When the grants end by themselves; without it never.',
    }),
  }),
});

const ReplaceResult = builder.objectRef<BatchResult>('ReplaceRepositoryPermissionsResult').implement({
  description: 'What became of one repository. An addition of Gatehouse.',
  fieldAccess: inherited,
  fields: (t) => ({
    repositoryID: t.id({
      description: 'The repository.',
      resolve: ({ repositoryId }) => encodeId('Repository', repositoryId),
    }),
    added: t.exposeInt('added', { description: 'Accounts that gained the grant, or another end of it.' }),
    removed: t.exposeInt('removed', { description: 'Accounts that lost it.' }),
    found: t.exposeInt('found', { description: 'Accounts that have it now.' }),
    pendingAdded: t.exposeInt('pendingAdded', { description: 'Bind IDs that began to wait.' }),
    pendingRemoved: t.exposeInt('pendingRemoved', { description: 'Bind IDs that wait no more.' }),
    pendingFound: t.exposeInt('pendingFound', { description: 'Bind IDs that wait now.' }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why nothing was changed; null when it was done.',
    }),
  }),
});

builder.mutationField('replaceRepositoryPermissions', (t) =>
  t.field({
    type: [ReplaceResult],
    access: siteAdmin,
    description:
      'Replaces the grants of many repositories, as `setRepositoryPermissionsForUsers` does for one. Each is changed whole or not at all; one that cannot be leaves the others. What is as it should be is not written. An addition of Gatehouse.',
    args: {
      batch: t.arg({
        type: [WantedPermissions],
        required: true,
        description: 'A thousand repositories at most.',
      }),
      idempotencyKey: t.arg.string({
        description:
          'Any text. The same key with the same batch answers what was done the first time, for a day.',
      }),
      dryRun: t.arg.boolean({ defaultValue: false, description: 'Whether only to say what would change.' }),
    },
    resolve: (_root, { batch, idempotencyKey, dryRun }, context) =>
      replacePermissions(
        context,
        batch.map(({ repository, bindIDs, expiresAt }) => ({
          repositoryId: databaseId(repository, 'Repository'),
          bindIds: bindIDs,
          expiresAt: expiresAt ?? null,
        })),
        { idempotencyKey: idempotencyKey ?? null, dryRun: dryRun ?? false },
      ),
  }),
);
