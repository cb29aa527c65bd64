import { mayAdminister, requireSignedIn, requireSiteAdmin } from '../../authz/policy.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { anyone, inherited, self, selfOrSiteAdmin, signedIn, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode } from '../../graphql/node.js';
import { forwardPage, pageSize } from '../../graphql/paging.js';
import { bidirectionalArgs, firstArg } from '../../graphql/paging-args.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import { AccessTokenConnection, tokenPage, tokensToLoad } from '../access-tokens/access-tokens.schema.js';
import { PermissionConnection, permissionPage, RoleConnection, rolePage } from '../roles/roles.schema.js';
import { linkForNewUser, type PasswordLink, randomizePassword } from '../sessions/password-links.js';
import { hasPasswords } from '../site/sign-in-providers.js';
import type { Account } from './accounts.js';
import { type ActivePeriod, beginOf, findUser, findUsers } from './find-users.js';
import { recoverUsers } from './recover-users.js';
import { setUserIsSiteAdmin } from './site-admins.js';
import { acceptTerms, mayChangeUsername, updateUser } from './update-user.js';
import { User } from './user-type.js';
import { createUser, deleteUsers } from './users.js';

const Session = builder.objectRef<object>('Session').implement({
  description: 'The session in which a person is signed in.',
  fieldAccess: inherited,
  fields: (t) => ({
    canSignOut: t.boolean({
      description: 'Whether there is a session that can be ended.',
      resolve: (_session, _args, { caller }) =>
        caller.kind !== 'ANONYMOUS' && caller.credential.via === 'session',
    }),
  }),
});

builder.objectFields(User, (t) => ({
  id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('User', id) }),
  databaseID: t.int({ description: 'The number in the id.', resolve: ({ id }) => id }),
  username: t.exposeString('username', {
    description: 'The name, unique among living accounts whatever its case.',
  }),
  namespaceName: t.exposeString('username', { description: 'The name under which the account owns things.' }),
  displayName: t.exposeString('displayName', { nullable: true, description: 'The name for people to read.' }),
  avatarURL: t.exposeString('avatarUrl', { nullable: true, description: 'Where a picture is.' }),
  url: t.string({ description: 'The path of the page.', resolve: ({ username }) => `/users/${username}` }),
  settingsURL: t.string({
    nullable: true,
    description: 'The path of the settings page.',
    resolve: ({ username }) => `/users/${username}/settings`,
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the account was created.' }),
  updatedAt: t.expose('updatedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the account was last changed.',
  }),
  siteAdmin: t.exposeBoolean('siteAdmin', {
    access: selfOrSiteAdmin,
    description: 'Whether it may administer the site.',
  }),
  builtinAuth: t.boolean({
    access: selfOrSiteAdmin,
    description: 'Whether the person has a password here. Never for a service account.',
    resolve: ({ passwordHash }, _args, { services }) =>
      passwordHash !== null && hasPasswords(services.siteConfiguration.current.settings),
  }),
  serviceAccount: t.boolean({
    description: 'Whether it is a service account: no sign-in, no seat, access tokens only.',
    resolve: ({ kind }) => kind === 'SERVICE_ACCOUNT',
  }),
  accessTokens: t.field({
    type: AccessTokenConnection,
    access: selfOrSiteAdmin,
    description: 'The access tokens that work now: just made ones first, then by last use.',
    args: firstArg(t),
    resolve: async ({ id }, { first }, { loaders }) =>
      tokenPage(await loaders.liveTokens(tokensToLoad(first)).load(id), first),
  }),
  roles: t.field({
    type: RoleConnection,
    access: selfOrSiteAdmin,
    description: 'The roles that the account holds.',
    args: bidirectionalArgs(t),
    resolve: async ({ id }, args, { loaders }) => rolePage(await loaders.rolesOfAccount.load(id), args),
  }),
  permissions: t.field({
    type: PermissionConnection,
    access: selfOrSiteAdmin,
    description: 'The permissions of all its roles together.',
    args: bidirectionalArgs(t),
    resolve: async ({ id }, args, { loaders }) =>
      permissionPage(await loaders.permissionsOfAccount.load(id), args),
  }),
  session: t.field({
    type: Session,
    access: self,
    description: 'The session of the caller.',
    resolve: () => ({}),
  }),
  viewerCanAdminister: t.boolean({
    description: 'Whether the caller may administer the account.',
    resolve: ({ id }, _args, { caller }) => mayAdminister(caller, id),
  }),
  viewerCanChangeUsername: t.boolean({
    description:
      'Whether the caller may change the user name: site admins, and people their own where `auth.enableUsernameChanges` is on.',
    resolve: (account, _args, { caller, services }) => mayChangeUsername(services, caller, account),
  }),
  scimControlled: t.boolean({
    description: 'Whether an identity provider keeps the account over SCIM: no, none can.',
    resolve: () => false,
  }),
  tosAccepted: t.boolean({
    description: 'Whether the person accepted the terms of use. Never for a service account.',
    resolve: ({ tosAcceptedAt }) => tosAcceptedAt !== null,
  }),
}));

const UserActivePeriod = builder.enumType('UserActivePeriod', {
  description: 'A period, in UTC, in which somebody was active.',
  values: {
    TODAY: { description: 'Since midnight.' },
    THIS_WEEK: { description: 'Since the last Sunday.' },
    THIS_MONTH: { description: 'Since the first of the month.' },
    ALL_TIME: { description: 'At any time, or never: everybody.' },
  } satisfies Record<ActivePeriod, object>,
});

export const UserConnection = connection('UserConnection', User, 'users');

findableNode('User', async (id, { caller, loaders }) => {
  requireSignedIn(caller);
  const key = databaseId(id, 'User');
  const user = await loaders.accounts.load(key);
  if (!user || user.deletedAt) throw new NotFoundError(`user not found: [${key}]`);
  return user;
});

builder.queryFields((t) => ({
  currentUser: t.field({
    type: User,
    nullable: true,
    access: anyone,
    description: 'The account as which the request is made; null when nobody is signed in.',
    resolve: (_root, _args, { caller }) => (caller.kind === 'ANONYMOUS' ? null : caller.account),
  }),
  user: t.field({
    type: User,
    nullable: true,
    access: signedIn,
    description:
      'One account, by one of its names; null when there is none. `username` wins over the others.',
    args: {
      username: t.arg.string({ description: 'Its name.' }),
      email: t.arg.string({ description: 'A verified address of it.' }),
      databaseID: t.arg.int({ description: 'The number in its id.' }),
    },
    resolve: (_root, args, { services }) => findUser(services.db, args),
  }),
  users: t.field({
    type: UserConnection,
    access: signedIn,
    description: 'Living accounts, people and service accounts, oldest first.',
    args: {
      first: t.arg.int({ description: 'How many at most. Without it: all, up to ten thousand.' }),
      after: t.arg.string({
        description: 'How many to pass over, as decimal digits: the `endCursor` of a page.',
      }),
      query: t.arg.string({ description: 'Part of a user name or display name, or an id.' }),
      activePeriod: t.arg({
        type: UserActivePeriod,
        description: 'Only those who used a session or token in this period. For site admins.',
      }),
      inactiveSince: t.arg({
        type: 'DateTime',
        description: 'Only those who used neither since this time. For site admins.',
      }),
    },
    resolve: async (_root, { first, after, query, activePeriod, inactiveSince }, { caller, services }) => {
      // SECURITY: when somebody else was active is for site admins, in whatever form.
      if (activePeriod != null || inactiveSince != null) requireSiteAdmin(caller);
      const size = pageSize(first, { max: 10_000, otherwise: 10_000 });
      const offset = after == null || first == null ? 0 : offsetIn(after);
      const { rows, count } = findUsers(services.db, {
        query,
        activeSince: beginOf(activePeriod ?? 'ALL_TIME', services.clock.now()),
        inactiveSince,
        offset,
        take: size + 1,
      });
      const found = await rows;
      const page = forwardPage(found, size, () => String(offset + Math.min(size, found.length)), count);
      if (!page.pageInfo.hasNextPage) page.pageInfo.endCursor = null;
      return page;
    },
  }),
}));

function offsetIn(cursor: string): number {
  if (!/^\d{1,9}$/.test(cursor)) throw new InvalidInputError('`after` is no cursor of this list');
  return Number(cursor);
}

const RandomizeUserPasswordResult = builder.objectRef<PasswordLink>('RandomizeUserPasswordResult').implement({
  description: 'What taking a password away gives.',
  fieldAccess: inherited,
  fields: (t) => ({
    resetPasswordURL: t.exposeString('url', {
      nullable: true,
      description: 'Where the person sets a new password. Give it to nobody else.',
    }),
    emailSent: t.exposeBoolean('emailSent', {
      description: 'Whether the link is also mailed to the person, to their primary address.',
    }),
  }),
});

const CreateUserResult = builder.objectRef<Account>('CreateUserResult').implement({
  description: 'A new account.',
  fieldAccess: inherited,
  fields: (t) => ({
    user: t.field({ type: User, description: 'The account.', resolve: (account) => account }),
    resetPasswordURL: t.string({
      nullable: true,
      description:
        'Where the person sets a password; made when it is asked for. Null for a service account, which has none.',
      resolve: (account, _args, context) => linkForNewUser(context, account),
    }),
  }),
});

builder.mutationFields((t) => ({
  createUser: t.field({
    type: CreateUserResult,
    access: siteAdmin,
    description: 'Creates a person, which takes a seat of the licence, or a service account, which does not.',
    args: {
      username: t.arg.string({ required: true, description: 'The name.' }),
      email: t.arg.string({ description: 'An address of the person. Not for service accounts.' }),
      verifiedEmail: t.arg.boolean({
        description:
          'Whether the address is known to be theirs. Without it: yes. `false` where no mail can be sent: yes, for nothing could verify it.',
      }),
      isServiceAccount: t.arg.boolean({ description: 'Whether to create a service account.' }),
    },
    resolve: (_root, args, context) => createUser(context, args),
  }),
  updateUser: t.field({
    type: User,
    access: signedIn,
    description:
      'Changes the name or the looks of an account: people their own, site admins those of any account.',
    args: {
      user: t.arg.id({ required: true, description: 'The id of the account.' }),
      username: t.arg.string({
        description:
          'The new user name. People may change their own where `auth.enableUsernameChanges` is on.',
      }),
      displayName: t.arg.string({ description: 'The name for people to read; empty is none.' }),
      avatarURL: t.arg.string({ description: 'Where a picture is, by http or https; empty is none.' }),
    },
    resolve: (_root, { user, ...changes }, context) => updateUser(context, accountId(user), changes),
  }),
  setTosAccepted: t.field({
    type: EmptyResponse,
    access: signedIn,
    description: 'Notes that a person accepted the terms of use. Themselves and site admins may.',
    args: { userID: t.arg.id({ description: 'The id of the person. Without it: the caller.' }) },
    resolve: async (_root, { userID }, context) => {
      const id = userID == null ? requireSignedIn(context.caller).id : accountId(userID);
      await acceptTerms(context, id);
      return {};
    },
  }),
  deleteUser: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Deletes an account. Service accounts that it created, and their tokens, live on.',
    args: {
      user: t.arg.id({ required: true, description: 'The id of a user or service account.' }),
      hard: t.arg.boolean({ description: 'Whether to delete it for good, with what is personal about it.' }),
    },
    resolve: async (_root, { user, hard }, context) => {
      await deleteUsers(context, [accountId(user)], hard ?? false);
      return {};
    },
  }),
  deleteUsers: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Deletes accounts, all of them or none.',
    args: {
      users: t.arg.idList({ required: true, description: 'Ids of users and service accounts.' }),
      hard: t.arg.boolean({
        description: 'Whether to delete them for good, with what is personal about them.',
      }),
    },
    resolve: async (_root, { users, hard }, context) => {
      await deleteUsers(context, users.map(accountId), hard ?? false);
      return {};
    },
  }),
  recoverUsers: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description:
      'Brings deleted accounts back, all of them or none, with the tokens that ended with them. Not those deleted for good, and not addresses.',
    args: { userIDs: t.arg.idList({ required: true, description: 'Ids of deleted accounts.' }) },
    resolve: async (_root, { userIDs }, context) => {
      await recoverUsers(context, userIDs.map(accountId));
      return {};
    },
  }),
  setUserIsSiteAdmin: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Makes a person a site admin, or takes it back. Service accounts cannot be site admins.',
    args: {
      userID: t.arg.id({ required: true, description: 'The id of the user.' }),
      siteAdmin: t.arg.boolean({ required: true, description: 'Whether it is to be a site admin.' }),
    },
    resolve: async (_root, args, context) => {
      await setUserIsSiteAdmin(context, accountId(args.userID), args.siteAdmin);
      return {};
    },
  }),
  randomizeUserPassword: t.field({
    type: RandomizeUserPasswordResult,
    access: siteAdmin,
    description:
      "Takes a person's password away and makes a link to set a new one. Not for service accounts.",
    args: { user: t.arg.id({ required: true, description: 'The id of the user.' }) },
    resolve: (_root, { user }, context) => randomizePassword(context, accountId(user)),
  }),
}));
