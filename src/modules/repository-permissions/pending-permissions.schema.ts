import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { databaseId, encodeId } from '../../ids.js';
import {
  findPendingPermissions,
  grantToBindId,
  type PendingPermission,
  revokePending,
} from './pending-permissions.js';

// Single grants that wait, to be looked at and changed one by one. The mirrored product has none of it.

const PendingRepositoryPermission = builder
  .objectRef<PendingPermission>('PendingRepositoryPermission')
  .implement({
    description: 'One grant that waits for whoever a bind ID will name. An addition of Gatehouse.',
    fieldAccess: inherited,
    fields: (t) => ({
      bindID: t.exposeString('bindId', { description: 'Who is waited for.' }),
      repositoryID: t.id({
        description: 'The repository.',
        resolve: ({ repositoryId }) => encodeId('Repository', repositoryId),
      }),
      repositoryName: t.exposeString('repositoryName', { description: 'Its name.' }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it waits.' }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it ends by itself; null when it does not.',
      }),
    }),
  });

const PendingRepositoryPermissionConnection = connection(
  'PendingRepositoryPermissionConnection',
  PendingRepositoryPermission,
  'grants that wait',
  'forward',
  'addition',
);

builder.queryField('pendingRepositoryPermissions', (t) =>
  t.field({
    type: PendingRepositoryPermissionConnection,
    access: siteAdmin,
    description:
      'The grants that wait for whoever their bind IDs will name, by bind ID and repository. An addition of Gatehouse.',
    args: {
      query: t.arg.string({
        description: 'Part of the bind ID or of the name of the repository, in any case.',
      }),
      first: t.arg.int({ required: true, description: 'How many at most, up to a thousand.' }),
      after: t.arg.string({ description: 'The `endCursor` of the page before.' }),
    },
    resolve: (_root, search, { caller, services }) => findPendingPermissions({ caller, services }, search),
  }),
);

builder.mutationFields((t) => ({
  addRepositoryPermissionForBindID: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description:
      'Lets whoever a bind ID names see one more repository; where it names nobody the grant waits. Doing so again changes nothing but the end. An addition of Gatehouse.',
    args: {
      bindID: t.arg.string({
        required: true,
        description: 'The user name or a verified address, as `permissions.userMapping.bindID` says.',
      }),
      repository: t.arg.id({ required: true, description: 'The repository.' }),
      expiresAt: t.arg({
        type: 'DateTime',
        description: 'When the grant ends by itself; without it never.',
      }),
    },
    resolve: async (_root, { bindID, repository, expiresAt }, context) => {
      await grantToBindId(context, bindID, databaseId(repository, 'Repository'), expiresAt ?? null);
      return {};
    },
  }),
  removePendingRepositoryPermission: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description:
      'Takes one grant back that waits. What an account has already stays. Doing so again changes nothing. An addition of Gatehouse.',
    args: {
      bindID: t.arg.string({ required: true, description: 'Who is waited for.' }),
      repository: t.arg.id({ required: true, description: 'The repository.' }),
    },
    resolve: async (_root, { bindID, repository }, context) => {
      await revokePending(context, bindID, databaseId(repository, 'Repository'));
      return {};
    },
  }),
}));
