import {
  mayReadExternalAccounts,
  requireReadsAccountData,
  requireReadsAllExternalAccounts,
  requireReadsExternalAccounts,
  requireSignedIn,
} from '../../authz/policy.js';
import { type AccessRule, inherited, signedIn, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { forwardPage, type Page, pageSize } from '../../graphql/paging.js';
import { firstArg } from '../../graphql/paging-args.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import { Site } from '../site/site.schema.js';
import { User } from '../users/user-type.js';
import {
  addExternalAccount,
  deleteExternalAccount,
  type ExternalAccount as ExternalAccountRow,
  linkExternalAccount,
  notFound,
} from './external-accounts.js';
import { findExternalAccounts, maxExternalAccounts } from './find-external-accounts.js';
import { type PublicAccountData, publicAccountData } from './public-account-data.js';

const holders = 'site admins, and holders of `USER_EXTERNAL_ACCOUNTS#READ_ALL_USERS`.';

const readers: AccessRule<{ id: number }> = {
  name: 'reader of external accounts',
  who: `The account itself, ${holders}`,
  check: (caller, account) => void requireReadsExternalAccounts(caller, account.id),
};
const readersOfAll: AccessRule = {
  name: 'reader of all external accounts',
  who: holders[0]?.toUpperCase() + holders.slice(1),
  check: (caller) => void requireReadsAllExternalAccounts(caller),
};
const accountDataReaders: AccessRule<ExternalAccountRow> = {
  name: 'reader of account data',
  who: 'Site admins, and for GitHub and GitLab also the account itself.',
  check: (caller, account) => void requireReadsAccountData(caller, account),
};

const PublicExternalAccountData = builder
  .objectRef<PublicAccountData>('PublicExternalAccountData')
  .implement({
    description: 'What a service shows of an account to everybody.',
    fieldAccess: inherited,
    fields: (t) => ({
      displayName: t.exposeString('displayName', {
        nullable: true,
        description: 'The name for people to read.',
      }),
      login: t.exposeString('login', { nullable: true, description: 'The name of the account there.' }),
      url: t.exposeString('url', { nullable: true, description: 'Its page there.' }),
    }),
  });

const ExternalAccount = builder.prismaObject('ExternalAccount', {
  description: 'Who a person is at another service: an identity provider or a code host.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('ExternalAccount', id) }),
    user: t.field({
      type: User,
      description: 'The person.',
      resolve: async ({ userId }, _args, { loaders }) => (await loaders.accounts.load(userId)) as never,
    }),
    serviceType: t.exposeString('serviceType', {
      description: 'The kind of service: `github`, `gitlab`, `saml`, `openidconnect` and so on.',
    }),
    serviceID: t.exposeString('serviceId', {
      description: 'Which service of that kind, mostly its URL.',
    }),
    clientID: t.exposeString('clientId', {
      description: 'Which client of the service; empty where it has one.',
    }),
    accountID: t.exposeString('accountId', { description: 'Whom the service means.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was linked.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When that last changed.' }),
    refreshURL: t.string({
      nullable: true,
      description: 'Where the service is asked again: nowhere, always null.',
      resolve: () => null,
    }),
    accountData: t.field({
      type: 'JSONValue',
      nullable: true,
      access: accountDataReaders,
      description: 'All that the service tells about the account; null when it told nothing.',
      resolve: ({ accountData }) => accountData,
    }),
    publicAccountData: t.field({
      type: PublicExternalAccountData,
      nullable: true,
      description: 'What of it the service shows to everybody; null when it is not known.',
      resolve: ({ serviceType, accountData }) => publicAccountData(serviceType, accountData),
    }),
  }),
});

const ExternalAccountConnection = connection(
  'ExternalAccountConnection',
  ExternalAccount,
  'external accounts',
);

/** SECURITY: passes whoever may read the person's external accounts; anyone else hears that there is none. */
findableNode('ExternalAccount', async (id, { caller, services }) => {
  requireSignedIn(caller);
  const account = await services.db.prisma.externalAccount.findFirst({
    where: { id: databaseId(id, 'ExternalAccount'), deletedAt: null },
  });
  if (!account || !mayReadExternalAccounts(caller, account.userId)) throw notFound();
  return account;
});

const limits = { max: maxExternalAccounts, otherwise: maxExternalAccounts };

/** A page without cursors: the mirrored API pages external accounts by `first` alone. */
function pageWithoutCursors(
  accounts: ExternalAccountRow[],
  size: number,
  totalCount: Page<ExternalAccountRow>['totalCount'],
): Page<ExternalAccountRow> {
  const page = forwardPage(accounts, size, () => '', totalCount);
  return { ...page, pageInfo: { ...page.pageInfo, startCursor: null, endCursor: null } };
}

builder.objectField(User, 'externalAccounts', (t) =>
  t.field({
    type: ExternalAccountConnection,
    access: readers,
    description: 'Who the person is at other services, in the order of linking. None for a service account.',
    args: firstArg(t),
    resolve: async ({ id }, { first }, { loaders }) => {
      const size = pageSize(first, limits);
      const { accounts, totalCount } = await loaders
        .externalAccounts(first == null ? null : size + 1)
        .load(id);
      return pageWithoutCursors(accounts, size, () => totalCount);
    },
  }),
);

builder.objectField(Site, 'externalAccounts', (t) =>
  t.field({
    type: ExternalAccountConnection,
    access: readersOfAll,
    description: 'Who people are at other services, in the order of linking.',
    args: {
      ...firstArg(t),
      user: t.arg.id({ description: 'Only those of this person.' }),
      serviceType: t.arg.string({ description: 'Only at services of this kind.' }),
      serviceID: t.arg.string({ description: 'Only at this service.' }),
      clientID: t.arg.string({ description: 'Only of this client of the service.' }),
    },
    resolve: async (_site, { first, user, serviceType, serviceID, clientID }, { services }) => {
      const size = pageSize(first, limits);
      const filter = {
        userId: user == null ? undefined : accountId(user),
        serviceType,
        serviceId: serviceID,
        clientId: clientID,
      };
      const { rows, count } = findExternalAccounts(services.db, filter, size + 1);
      return pageWithoutCursors(await rows, size, count);
    },
  }),
);

builder.mutationFields((t) => ({
  linkExternalAccount: t.field({
    type: ExternalAccount,
    access: siteAdmin,
    description:
      'Says who a person is at another service; said again, it replaces `accountData`. Not for service accounts. An addition of Gatehouse.',
    args: {
      user: t.arg.id({ required: true, description: 'The id of the person.' }),
      serviceType: t.arg.string({
        required: true,
        description: 'The kind of service: `github`, `gitlab`, `saml`, `openidconnect` and so on.',
      }),
      serviceID: t.arg.string({
        required: true,
        description: 'Which service of that kind, mostly its URL.',
      }),
      clientID: t.arg.string({ description: 'Which client of the service, where it has several.' }),
      accountID: t.arg.string({ required: true, description: 'Whom the service means.' }),
      accountData: t.arg({
        type: 'JSONValue',
        description: 'What the service tells about the account, as a JSON object. Never a credential.',
      }),
    },
    resolve: (_root, { user, serviceType, serviceID, clientID, accountID, accountData }, context) =>
      linkExternalAccount(
        context,
        accountId(user),
        { serviceType, serviceId: serviceID, clientId: clientID ?? '', accountId: accountID },
        accountData,
      ),
  }),
  addExternalAccount: t.field({
    type: EmptyResponse,
    access: signedIn,
    description:
      'Links the caller with another service: refused, because no service proves here who they are. Site admins use `linkExternalAccount`.',
    args: {
      serviceType: t.arg.string({ required: true, description: 'The kind of service.' }),
      serviceID: t.arg.string({ required: true, description: 'Which service of that kind.' }),
      accountDetails: t.arg.string({
        required: true,
        description: 'What would prove it, as JSON. It is not looked at.',
      }),
    },
    resolve: (_root, { serviceType }, context) => addExternalAccount(context, serviceType),
  }),
  deleteExternalAccount: t.field({
    type: EmptyResponse,
    access: signedIn,
    description: 'Takes away the link of a person with another service. Themselves and site admins may.',
    args: { externalAccount: t.arg.id({ required: true, description: 'The id of the external account.' }) },
    resolve: async (_root, { externalAccount }, context) => {
      await deleteExternalAccount(context, databaseId(externalAccount, 'ExternalAccount'));
      return {};
    },
  }),
}));
