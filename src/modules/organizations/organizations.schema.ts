import { isSiteAdmin, requireSignedIn } from '../../authz/policy.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { anyone, inherited, self, selfOrSiteAdmin, signedIn, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { type Page, pageOf, pageSize } from '../../graphql/paging.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { accountId, databaseId, decodeId, encodeId } from '../../ids.js';
import { SettingsSubject } from '../settings/settings-subject.js';
import type { Account } from '../users/accounts.js';
import { findUser } from '../users/find-users.js';
import { User } from '../users/user-type.js';
import { findOrganization, findOrganizations, memberSearch } from './find-organizations.js';
import { Namespace, Viewer } from './namespace.js';
import {
  addMember,
  createOrganization,
  deleteOrganization,
  type Membership,
  type Organization,
  removeMember,
  updateOrganization,
} from './organizations.js';

const MemberConnection = connection('NewUsersConnection', User, 'members', 'bidirectional');

export const Org = builder.prismaObject('Organization', {
  name: 'Org',
  description: 'An organization: people and service accounts that own things under one name.',
  interfaces: [Node, Namespace, SettingsSubject],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('Org', id) }),
    name: t.exposeString('name', {
      description: 'The name, unique among living accounts and organizations whatever its case.',
    }),
    displayName: t.exposeString('displayName', {
      nullable: true,
      description: 'The name for people to read.',
    }),
    namespaceName: t.exposeString('name', { description: 'The name under which it owns things.' }),
    url: t.string({ description: 'The path of its page.', resolve: ({ name }) => `/organizations/${name}` }),
    settingsURL: t.string({
      nullable: true,
      description: 'The path of its settings page.',
      resolve: ({ name }) => `/organizations/${name}/settings`,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    members: t.field({
      type: MemberConnection,
      access: signedIn,
      description: 'Its members, the newest accounts first.',
      args: {
        ...bidirectionalArgs(t),
        query: t.arg.string({ description: 'Part of a user name or display name.' }),
      },
      resolve: ({ id }, args, { loaders }) => membersPage(loaders, id, args),
    }),
    viewerIsMember: t.boolean({
      description: 'Whether the caller is a member.',
      resolve: ({ id }, _args, context) => isMemberOf(context, id),
    }),
    viewerCanAdminister: t.boolean({
      description: 'Whether the caller may administer it: members and site admins.',
      resolve: async ({ id }, _args, context) =>
        isSiteAdmin(context.caller) || (await isMemberOf(context, id)),
    }),
  }),
});

async function membersPage(
  loaders: GraphQLContext['loaders'],
  id: number,
  args: Parameters<typeof memberSearch>[0],
): Promise<Page<Account>> {
  const search = memberSearch(args);
  const found = await loaders.members(search).load(id);
  const more = found.length > search.size;
  const nodes = search.fromEnd ? found.slice(more ? 1 : 0) : found.slice(0, search.size);
  const cursorOf = (account: Account | undefined) => (account ? encodeId('User', account.id) : null);
  return {
    nodes,
    totalCount: () => loaders.memberCount(search.query).load(id),
    pageInfo: {
      startCursor: cursorOf(nodes[0]),
      endCursor: cursorOf(nodes.at(-1)),
      hasNextPage: search.fromEnd ? search.before !== null : more,
      hasPreviousPage: search.fromEnd ? more : search.after !== null,
    },
  };
}

/** Whether the caller is in the organization; one statement for all organizations of a request. */
export async function isMemberOf(
  { caller, loaders }: GraphQLContext,
  organizationId: number,
): Promise<boolean> {
  return caller.kind !== 'ANONYMOUS' && loaders.isMember(caller.id).load(organizationId);
}

const OrgConnection = builder
  .objectRef<Pick<Page<Organization>, 'nodes' | 'totalCount'>>('OrgConnection')
  .implement({
    description: 'A list of organizations.',
    fieldAccess: inherited,
    fields: (t) => ({
      nodes: t.field({ type: [Org], description: 'The organizations.', resolve: ({ nodes }) => nodes }),
      totalCount: t.int({ description: 'How many there are in all.', resolve: (page) => page.totalCount() }),
    }),
  });

const OrganizationMembership = builder.objectRef<Membership>('OrganizationMembership').implement({
  description: 'That an account is a member of an organization.',
  fieldAccess: inherited,
  fields: (t) => ({
    organization: t.field({
      type: Org,
      description: 'The organization.',
      resolve: ({ organization }) => organization,
    }),
    user: t.field({
      type: User,
      description: 'The member.',
      resolve: async ({ userId }, _args, { loaders }) => (await loaders.accounts.load(userId)) as Account,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the account became a member.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When that last changed.' }),
  }),
});

const OrganizationMembershipConnection = builder
  .objectRef<Membership[]>('OrganizationMembershipConnection')
  .implement({
    description: 'A list of memberships.',
    fieldAccess: inherited,
    fields: (t) => ({
      nodes: t.field({
        type: [OrganizationMembership],
        description: 'The memberships.',
        resolve: (memberships) => memberships,
      }),
      totalCount: t.int({
        description: 'How many there are.',
        resolve: (memberships) => memberships.length,
      }),
    }),
  });

const NamespaceConnection = connection<object>('NamespaceConnection', Namespace as never, 'namespaces');

builder.objectRef<object>('Visitor').implement({
  description: 'Somebody who is not signed in.',
  interfaces: [Viewer],
  fieldAccess: inherited,
});

const asUser = (account: object) => ({ ...account, __typename: 'User' });
const asOrg = (organization: object) => ({ ...organization, __typename: 'Org' });

builder.interfaceField(Viewer, 'affiliatedNamespaces', (t) =>
  t.field({
    type: NamespaceConnection,
    description: 'The namespaces that the caller may own things in: its own first. Empty for visitors.',
    resolve: () => pageOf<object>([], {}, () => ''),
  }),
);

builder.objectFields(User, (t) => ({
  affiliatedNamespaces: t.field({
    type: NamespaceConnection,
    access: self,
    description:
      'The namespaces that the caller may own things in: its own, then those of its organizations.',
    resolve: async (account, _args, { loaders }) => {
      const memberships = await loaders.memberships.load(account.id);
      const namespaces = [asUser(account), ...memberships.map(({ organization }) => asOrg(organization))];
      return pageOf<object>(namespaces, {}, () => '');
    },
  }),
  organizations: t.field({
    type: OrgConnection,
    access: selfOrSiteAdmin,
    description: 'The organizations that the account is a member of, by name.',
    resolve: async ({ id }, _args, { loaders }) => {
      const nodes = (await loaders.memberships.load(id)).map(({ organization }) => organization);
      return { nodes, totalCount: () => nodes.length };
    },
  }),
  organizationMemberships: t.field({
    type: OrganizationMembershipConnection,
    access: selfOrSiteAdmin,
    description: 'Since when the account has been a member of which organization.',
    resolve: ({ id }, _args, { loaders }) => loaders.memberships.load(id),
  }),
}));

async function orgById(id: string, { caller, services }: GraphQLContext): Promise<Organization> {
  requireSignedIn(caller);
  const key = databaseId(id, 'Org');
  const organization = await services.db.prisma.organization.findFirst({
    where: { id: key, deletedAt: null },
  });
  if (!organization) throw new NotFoundError(`org not found: ID ${key}`);
  return organization;
}

findableNode('Org', orgById);

builder.queryFields((t) => ({
  organization: t.field({
    type: Org,
    nullable: true,
    access: signedIn,
    description: 'The organization with the given name.',
    args: { name: t.arg.string({ required: true, description: 'The name, in any case.' }) },
    resolve: (_root, { name }, { services }) => findOrganization(services.db, name),
  }),
  organizations: t.field({
    type: OrgConnection,
    access: siteAdmin,
    description: 'All organizations, the oldest first.',
    args: {
      first: t.arg.int({ description: 'How many at most. Without it: all, up to ten thousand.' }),
      query: t.arg.string({ description: 'Part of a name or display name.' }),
    },
    resolve: async (_root, { first, query }, { services }) => {
      const take = pageSize(first, { max: 10_000, otherwise: 10_000 });
      const { rows, count } = findOrganizations(services.db, query, take);
      return { nodes: await rows, totalCount: count };
    },
  }),
  namespace: t.field({
    type: Namespace,
    nullable: true,
    access: signedIn,
    description: 'The account or organization with the given id.',
    args: { id: t.arg.id({ required: true, description: 'The id of a user or an organization.' }) },
    resolve: async (_root, { id }, context) => {
      const { kind } = decodeId(id);
      if (kind === 'Org') return asOrg(await orgById(id, context));
      if (kind !== 'User') throw new InvalidInputError(`invalid ID for namespace: kind "${kind}"`);
      const key = databaseId(id, 'User');
      const user = await findUser(context.services.db, { databaseID: key });
      if (!user) throw new NotFoundError(`user not found: [${key}]`);
      return asUser(user);
    },
  }),
  namespaceByName: t.field({
    type: Namespace,
    nullable: true,
    access: signedIn,
    description: 'The account or organization with the given name; null when there is none.',
    args: { name: t.arg.string({ required: true, description: 'The name, in any case.' }) },
    resolve: async (_root, { name }, { services }) => {
      const user = await findUser(services.db, { username: name });
      if (user) return asUser(user);
      const organization = await findOrganization(services.db, name).catch((error: unknown) => {
        if (error instanceof NotFoundError) return null;
        throw error;
      });
      return organization && asOrg(organization);
    },
  }),
  viewer: t.field({
    type: Viewer,
    access: anyone,
    description: 'Whoever makes the request.',
    resolve: (_root, _args, { caller }) =>
      caller.kind === 'ANONYMOUS' ? { __typename: 'Visitor' } : asUser(caller.account),
  }),
}));

builder.mutationFields((t) => ({
  createOrganization: t.field({
    type: Org,
    access: signedIn,
    description: 'Creates an organization. The caller becomes its first member.',
    args: {
      name: t.arg.string({
        required: true,
        description: 'The name: as user names, and unique among them too.',
      }),
      displayName: t.arg.string({ description: 'The name for people to read.' }),
    },
    resolve: (_root, { name, displayName }, context) => createOrganization(context, name, displayName),
  }),
  updateOrganization: t.field({
    type: Org,
    access: signedIn,
    description: 'Changes an organization. Its members and site admins may.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the organization.' }),
      displayName: t.arg.string({ description: 'The name for people to read; empty is none.' }),
    },
    resolve: (_root, { id, displayName }, context) =>
      updateOrganization(context, databaseId(id, 'Org'), displayName),
  }),
  deleteOrganization: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Deletes an organization; its name is free at once.',
    args: { organization: t.arg.id({ required: true, description: 'The id of the organization.' }) },
    resolve: async (_root, { organization }, context) => {
      await deleteOrganization(context, databaseId(organization, 'Org'));
      return {};
    },
  }),
  addUserToOrganization: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Makes an account a member of an organization, without asking it.',
    args: {
      organization: t.arg.id({ required: true, description: 'The id of the organization.' }),
      username: t.arg.string({ required: true, description: 'The name of a person or service account.' }),
    },
    resolve: async (_root, { organization, username }, context) => {
      await addMember(context, databaseId(organization, 'Org'), username);
      return {};
    },
  }),
  removeUserFromOrganization: t.field({
    type: EmptyResponse,
    nullable: true,
    access: signedIn,
    description: 'Takes a member out of an organization. Its members and site admins may.',
    args: {
      user: t.arg.id({ required: true, description: 'The id of the member.' }),
      organization: t.arg.id({ required: true, description: 'The id of the organization.' }),
    },
    resolve: async (_root, { user, organization }, context) => {
      await removeMember(context, databaseId(organization, 'Org'), accountId(user));
      return null;
    },
  }),
  removeUserFromOrg: t.field({
    type: EmptyResponse,
    nullable: true,
    access: signedIn,
    deprecationReason: 'Use removeUserFromOrganization. Kept for `src orgs members remove`.',
    description: 'Takes a member out of an organization, under its old name.',
    args: {
      orgID: t.arg.id({ required: true, description: 'The id of the organization.' }),
      userID: t.arg.id({ required: true, description: 'The id of the member.' }),
    },
    resolve: async (_root, { orgID, userID }, context) => {
      await removeMember(context, databaseId(orgID, 'Org'), accountId(userID));
      return {};
    },
  }),
}));
