import { isAccount, isSiteAdmin, requireSignedIn } from '../../authz/policy.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { forwardPage, pageSize } from '../../graphql/paging.js';
import { bidirectionalArgs, firstArg } from '../../graphql/paging-args.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import { AccessTokenConnection, tokenPage, tokensToLoad } from '../access-tokens/access-tokens.schema.js';
import type { UsageDay as UsageDayRow } from '../audit-events/count-audit-events.js';
import { PermissionConnection, permissionPage, RoleConnection, rolePage } from '../roles/roles.schema.js';
import { User } from '../users/user-type.js';
import {
  cursorOf,
  findServiceAccount,
  findServiceAccounts,
  type serviceAccountOrders,
  type serviceAccountStates,
  stateOf,
} from './find-service-accounts.js';
import {
  createServiceAccount,
  deleteServiceAccount,
  setServiceAccountDisabled,
  updateServiceAccount,
} from './service-accounts.js';

const ServiceAccountState = builder.enumType('ServiceAccountState', {
  description: 'Whether a service account can be used. An addition of Gatehouse.',
  values: {
    ACTIVE: { description: 'Its tokens work.' },
    DISABLED: { description: 'Its tokens are refused until it is enabled again.' },
    DELETED: { description: 'It is gone; what it did stays in the audit log.' },
  } satisfies Record<(typeof serviceAccountStates)[number], object>,
});

const ServiceAccountOrder = builder.enumType('ServiceAccountOrder', {
  description: 'The order of a list of service accounts. An addition of Gatehouse.',
  values: {
    NAME: { description: 'By name, from A to Z.' },
    CREATED_AT: { description: 'The newest first.' },
    LAST_ACTIVE_AT: { description: 'The last active first, those that never were at the end.' },
  } satisfies Record<(typeof serviceAccountOrders)[number], object>,
});

const maxUsageDays = 400;

const UsageDay = builder.objectRef<UsageDayRow>('ServiceAccountUsageDay').implement({
  description: 'What a service account did on one day. An addition of Gatehouse.',
  fieldAccess: inherited,
  fields: (t) => ({
    date: t.exposeString('date', { description: 'The day in UTC, as 2006-01-02.' }),
    requests: t.exposeInt('requests', { description: 'How many GraphQL requests it made.' }),
    refusals: t.exposeInt('refusals', {
      description: 'How often it was denied something, or one of its tokens was refused.',
    }),
  }),
});

export const ServiceAccount = builder.prismaObject('User', {
  variant: 'ServiceAccount',
  description:
    'An account for automation: it never signs in, acts only through its access tokens and takes no seat. The same account is a `User` with `serviceAccount: true`; every argument that takes the id of a user takes this id too. An addition of Gatehouse.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('ServiceAccount', id) }),
    name: t.exposeString('username', {
      description: 'The name, unique among living accounts whatever its case.',
    }),
    displayName: t.exposeString('displayName', {
      nullable: true,
      description: 'The name for people to read.',
    }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    usedBy: t.exposeString('usedBy', {
      description: 'Which systems use it, and where: whom to look at before it is changed or deleted.',
    }),
    state: t.field({ type: ServiceAccountState, description: 'Whether it can be used.', resolve: stateOf }),
    owner: t.field({
      type: User,
      nullable: true,
      description: 'The person who answers for it.',
      resolve: ({ ownerId }, _args, { loaders }) =>
        ownerId === null ? null : loaders.accounts.load(ownerId),
    }),
    createdBy: t.field({
      type: User,
      nullable: true,
      description: 'Who created it. Still there after that account was deleted.',
      resolve: ({ createdById }, _args, { loaders }) =>
        createdById === null ? null : loaders.accounts.load(createdById),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    lastActiveAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When one of its tokens was last used, some seconds late; null when none ever was.',
      resolve: ({ id }, _args, { loaders }) => loaders.lastActiveAt.load(id),
    }),
    usage: t.field({
      type: [UsageDay],
      access: siteAdmin,
      description: 'What it asked and was refused on each of the last days in UTC, today included.',
      args: {
        days: t.arg.int({
          required: true,
          defaultValue: 30,
          description: `How many days, up to ${maxUsageDays}.`,
        }),
      },
      resolve: ({ id }, { days }, { loaders }) => {
        if (days < 1 || days > maxUsageDays) {
          throw new InvalidInputError(`days must be between 1 and ${maxUsageDays}`);
        }
        return loaders.usage(days).load(id);
      },
    }),
    user: t.field({ type: User, description: 'The same account as a user.', resolve: (account) => account }),
    roles: t.field({
      type: RoleConnection,
      description: 'The roles that it holds.',
      args: bidirectionalArgs(t),
      resolve: async ({ id }, args, { loaders }) => rolePage(await loaders.rolesOfAccount.load(id), args),
    }),
    permissions: t.field({
      type: PermissionConnection,
      description: 'The permissions of all its roles together.',
      args: bidirectionalArgs(t),
      resolve: async ({ id }, args, { loaders }) =>
        permissionPage(await loaders.permissionsOfAccount.load(id), args),
    }),
    accessTokens: t.field({
      type: AccessTokenConnection,
      description: 'The access tokens that work now: just made ones first, then by last use.',
      args: firstArg(t),
      resolve: async ({ id }, { first }, { loaders }) =>
        tokenPage(await loaders.liveTokens(tokensToLoad(first)).load(id), first),
    }),
  }),
});

const ServiceAccountConnection = connection(
  'ServiceAccountConnection',
  ServiceAccount,
  'service accounts',
  'forward',
  'addition',
);

/** SECURITY: passes the account itself and site admins; anyone else hears that there is none. */
findableNode('ServiceAccount', async (id, { caller, services }) => {
  requireSignedIn(caller);
  const key = databaseId(id, 'ServiceAccount');
  const account = await findServiceAccount(services.db, { id });
  if (!account || !(isAccount(caller, key) || isSiteAdmin(caller)))
    throw new NotFoundError('service account not found');
  return account;
});

builder.queryFields((t) => ({
  serviceAccount: t.field({
    type: ServiceAccount,
    nullable: true,
    access: siteAdmin,
    description: 'One service account by name or id; null when there is none. An addition of Gatehouse.',
    args: {
      name: t.arg.string({ description: 'Its name.' }),
      id: t.arg.id({ description: 'Its id, as a service account or as a user.' }),
    },
    resolve: (_root, args, { services }) => findServiceAccount(services.db, args),
  }),
  serviceAccounts: t.field({
    type: ServiceAccountConnection,
    access: siteAdmin,
    description: 'Service accounts. An addition of Gatehouse.',
    args: {
      first: t.arg.int({ description: 'How many at most, up to 1000. Without it: 50.' }),
      after: t.arg.string({ description: 'The `endCursor` of the page before.' }),
      query: t.arg.string({
        description: 'Part of a name, display name, description or of what it is used by.',
      }),
      state: t.arg({
        type: ServiceAccountState,
        description: 'Only those in this state. Without it: all not deleted.',
      }),
      owner: t.arg.id({ description: 'Only those that this person answers for, by id.' }),
      orderBy: t.arg({
        type: ServiceAccountOrder,
        required: true,
        defaultValue: 'NAME',
        description: 'The order.',
      }),
      descending: t.arg.boolean({
        description:
          'Whether from the end of the order to its beginning: the last name, the newest, the last active first. Without it: as the order says.',
      }),
    },
    resolve: async (_root, { first, owner, ...search }, { services }) => {
      const size = pageSize(first, { max: 1000, otherwise: 50 });
      const { rows, count } = findServiceAccounts(services.db, {
        ...search,
        ownerId: owner == null ? null : accountId(owner),
        take: size + 1,
      });
      return forwardPage(await rows, size, cursorOf, count, search.after != null);
    },
  }),
}));

const CreateServiceAccountInput = builder.inputType('CreateServiceAccountInput', {
  description: 'A new service account. An addition of Gatehouse.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'The name: letters, digits and _, with single - or . between them.',
    }),
    displayName: t.string({ description: 'A name for people to read.' }),
    description: t.string({ description: 'What it is for.' }),
    usedBy: t.string({ description: 'Which systems use it, and where.' }),
    owner: t.id({ description: 'The id of the person who answers for it.' }),
  }),
});

const UpdateServiceAccountInput = builder.inputType('UpdateServiceAccountInput', {
  description:
    'What is to change of a service account. What is left out stays; null clears. An addition of Gatehouse.',
  fields: (t) => ({
    name: t.string({ description: 'The new name. Tokens keep working.' }),
    displayName: t.string({ description: 'A name for people to read.' }),
    description: t.string({ description: 'What it is for.' }),
    usedBy: t.string({ description: 'Which systems use it, and where.' }),
    owner: t.id({ description: 'The id of the person who answers for it.' }),
  }),
});

/** An owner's id as the domain takes it: absent stays absent, null stays null. */
const ownerIn = ({ owner }: { owner?: string | null }) =>
  owner === undefined ? {} : { ownerId: owner === null ? null : accountId(owner) };

builder.mutationFields((t) => {
  const serviceAccount = t.arg.id({ required: true, description: 'The id of the service account.' });
  return {
    createServiceAccount: t.field({
      type: ServiceAccount,
      access: siteAdmin,
      description: 'Creates a service account. It takes no seat of the licence. An addition of Gatehouse.',
      args: {
        input: t.arg({ type: CreateServiceAccountInput, required: true, description: 'What it is.' }),
      },
      resolve: (_root, { input }, context) => createServiceAccount(context, { ...input, ...ownerIn(input) }),
    }),
    updateServiceAccount: t.field({
      type: ServiceAccount,
      access: siteAdmin,
      description: 'Changes a service account. An addition of Gatehouse.',
      args: {
        serviceAccount,
        input: t.arg({ type: UpdateServiceAccountInput, required: true, description: 'What is to change.' }),
      },
      resolve: (_root, args, context) =>
        updateServiceAccount(context, accountId(args.serviceAccount), {
          ...args.input,
          ...ownerIn(args.input),
        }),
    }),
    disableServiceAccount: t.field({
      type: ServiceAccount,
      access: siteAdmin,
      description:
        'Stops every token of a service account at once. Can be taken back. An addition of Gatehouse.',
      args: { serviceAccount },
      resolve: (_root, args, context) =>
        setServiceAccountDisabled(context, accountId(args.serviceAccount), true),
    }),
    enableServiceAccount: t.field({
      type: ServiceAccount,
      access: siteAdmin,
      description: 'Lets the tokens of a disabled service account work again. An addition of Gatehouse.',
      args: { serviceAccount },
      resolve: (_root, args, context) =>
        setServiceAccountDisabled(context, accountId(args.serviceAccount), false),
    }),
    deleteServiceAccount: t.field({
      type: EmptyResponse,
      access: siteAdmin,
      description:
        'Deletes a service account: its tokens end and its name is free. What it did stays in the audit log. An addition of Gatehouse.',
      args: {
        serviceAccount,
        hard: t.arg.boolean({ description: 'Whether to delete it for good.' }),
      },
      resolve: async (_root, args, context) => {
        await deleteServiceAccount(context, accountId(args.serviceAccount), args.hard ?? false);
        return {};
      },
    }),
  };
});
