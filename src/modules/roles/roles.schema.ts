import {
  type PermissionNamespace as Namespace,
  permissionCatalogue,
  permissionName,
  permissionNamespaces,
} from '../../authz/permissions.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { NotFoundError } from '../../errors.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { type BidirectionalArgs, pageOf } from '../../graphql/paging.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import type { Permission as PermissionRow } from './permissions.js';
import { createRole, deleteRole, type Role as RoleRow, setPermissions, setRoles } from './roles.js';

const PermissionNamespace = builder.enumType('PermissionNamespace', {
  description: 'The area that a permission belongs to.',
  values: Object.fromEntries(
    Object.entries(permissionNamespaces).map(([name, description]) => [name, { description }]),
  ) as Record<Namespace, { description: string }>,
});

const meanings = new Map(
  permissionCatalogue.map((definition) => [permissionName(definition), definition.meaning]),
);

export const Permission = builder.prismaObject('Permission', {
  description: 'One right that a role can hold.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('Permission', id) }),
    namespace: t.field({
      type: PermissionNamespace,
      description: 'The area that the permission belongs to.',
      resolve: ({ namespace }) => namespace as Namespace,
    }),
    action: t.exposeString('action', { description: 'What may be done in that area.' }),
    displayName: t.string({ description: '`NAMESPACE#ACTION`.', resolve: permissionName }),
    meaning: t.string({
      description: 'What holding the permission allows, in a sentence. An addition of Gatehouse.',
      resolve: (permission) => meanings.get(permissionName(permission)) ?? '',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When the permission first appeared.',
    }),
  }),
});

export const PermissionConnection = connection(
  'PermissionConnection',
  Permission,
  'permissions',
  'bidirectional',
);

export const Role = builder.prismaObject('Role', {
  description: 'A named set of permissions. An account has the permissions of all its roles.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('Role', id) }),
    name: t.exposeString('name', { description: 'The name, unique among roles.' }),
    system: t.exposeBoolean('system', {
      description:
        'Whether the role belongs to the system: it cannot be deleted, and accounts hold it by what they are.',
    }),
    permissions: t.field({
      type: PermissionConnection,
      access: siteAdmin,
      description: 'The permissions of the role, newest first.',
      args: bidirectionalArgs(t),
      resolve: async (role, args, { loaders }) =>
        permissionPage(await loaders.permissionsOfRole.load(role.id), args),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the role was created.' }),
  }),
});

export const RoleConnection = connection('RoleConnection', Role, 'roles', 'bidirectional');

/** A page of an account's roles, which a loader brought. */
export const rolePage = (roles: readonly RoleRow[], args: BidirectionalArgs) =>
  pageOf(roles, args, (role) => encodeId('Role', role.id));

export const permissionPage = (permissions: readonly PermissionRow[], args: BidirectionalArgs) =>
  pageOf(permissions, args, (permission) => encodeId('Permission', permission.id));

findableNode('Role', async (id, { caller, services }) => {
  requireSiteAdmin(caller);
  const key = databaseId(id, 'Role');
  const role = await services.db.prisma.role.findUnique({ where: { id: key } });
  if (!role) throw new NotFoundError(`role with ID ${key} not found`);
  return role;
});

findableNode('Permission', async (id, { caller, services }) => {
  requireSiteAdmin(caller);
  const key = databaseId(id, 'Permission');
  const permission = services.permissionNames.has(key)
    ? await services.db.prisma.permission.findUnique({ where: { id: key } })
    : null;
  if (!permission) throw new NotFoundError(`permission with ID ${key} not found`);
  return permission;
});

builder.queryFields((t) => ({
  roles: t.field({
    type: RoleConnection,
    access: siteAdmin,
    description: 'All roles: system roles first, then the newest first.',
    args: bidirectionalArgs(t),
    resolve: async (_root, args, { services }) =>
      rolePage(
        await services.db.prisma.role.findMany({
          orderBy: [{ system: 'desc' }, { createdAt: 'desc' }, { id: 'desc' }],
        }),
        args,
      ),
  }),
  permissions: t.field({
    type: PermissionConnection,
    access: siteAdmin,
    description: 'All permissions, newest first.',
    args: bidirectionalArgs(t),
    resolve: async (_root, args, { services }) =>
      permissionPage(
        await services.db.prisma.permission.findMany({
          where: { id: { in: [...services.permissionNames.keys()] } },
          orderBy: { id: 'desc' },
        }),
        args,
      ),
  }),
}));

const permissionIds = (ids: readonly string[]) => ids.map((id) => databaseId(id, 'Permission'));

builder.mutationFields((t) => ({
  createRole: t.field({
    type: Role,
    access: siteAdmin,
    description: 'Creates a role with the given permissions.',
    args: {
      name: t.arg.string({ required: true, description: 'The name, unique among roles.' }),
      permissions: t.arg.idList({ required: true, description: 'Ids of the permissions; may be empty.' }),
    },
    resolve: (_root, { name, permissions }, context) => createRole(context, name, permissionIds(permissions)),
  }),
  deleteRole: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Deletes a role. Everybody who held it loses it at once. System roles cannot be deleted.',
    args: { role: t.arg.id({ required: true, description: 'The id of the role.' }) },
    resolve: async (_root, { role }, context) => {
      await deleteRole(context, databaseId(role, 'Role'));
      return {};
    },
  }),
  setPermissions: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Replaces the permissions of a role. The role SITE_ADMINISTRATOR cannot be changed.',
    args: {
      role: t.arg.id({ required: true, description: 'The id of the role.' }),
      permissions: t.arg.idList({
        required: true,
        description: 'Ids of all permissions that it is to have.',
      }),
    },
    resolve: async (_root, { role, permissions }, context) => {
      await setPermissions(context, databaseId(role, 'Role'), permissionIds(permissions));
      return {};
    },
  }),
  setRoles: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description:
      'Replaces the roles that an account holds by choice. Its system roles stay whatever the list says, and are ignored in it.',
    args: {
      user: t.arg.id({ required: true, description: 'The id of a user or service account.' }),
      roles: t.arg.idList({ required: true, description: 'Ids of all roles that it is to hold.' }),
    },
    resolve: async (_root, { user, roles }, context) => {
      await setRoles(
        context,
        accountId(user),
        roles.map((role) => databaseId(role, 'Role')),
      );
      return {};
    },
  }),
}));
