import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { formatDateTime } from '../../graphql/date-time.js';
import { encodeId } from '../../ids.js';
import { Site } from './site.schema.js';
import { type SiteUserOrder, type SiteUserRow, SiteUsers, siteUserOrders } from './site-users.js';

const orderMeanings: Record<SiteUserOrder, string> = {
  USERNAME: 'By user name.',
  EMAIL: 'By primary address.',
  EVENTS_COUNT: 'By number of events of use. None are counted, so this is by id.',
  LAST_ACTIVE_AT: 'By last activity.',
  CREATED_AT: 'By creation.',
  DELETED_AT: 'By deletion.',
  SITE_ADMIN: 'Site admins last, or first when descending. Of clients before 2025.',
  USER_TYPE: 'Site admins, then service accounts, then other people.',
};

const SiteUserOrderBy = builder.enumType('SiteUserOrderBy', {
  description: 'By what the list of all accounts is ordered.',
  values: Object.fromEntries(
    Object.keys(siteUserOrders).map((name) => [name, { description: orderMeanings[name as SiteUserOrder] }]),
  ) as Record<SiteUserOrder, { description: string }>,
});

const DateRangeInput = builder.inputType('SiteUsersDateRangeInput', {
  description: 'Bounds on a date; all that are given hold together.',
  fields: (t) => ({
    lte: t.field({ type: 'DateTime', description: 'Not after this.' }),
    gte: t.field({ type: 'DateTime', description: 'Not before this.' }),
    not: t.boolean({ description: 'Whether to take what is outside of the bounds instead.' }),
    empty: t.boolean({ description: 'Whether there is no date.' }),
  }),
});

const NumberRangeInput = builder.inputType('SiteUsersNumberRangeInput', {
  description: 'Bounds on a number.',
  fields: (t) => ({
    gte: t.float({ description: 'Not less than this.' }),
    lte: t.float({ description: 'Not more than this.' }),
  }),
});

const text = (date: Date | null) => date && formatDateTime(date);

const SiteUser = builder.objectRef<SiteUserRow>('SiteUser').implement({
  description: 'An account as site admins see it in the list of all accounts.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id of the account.', resolve: ({ id }) => encodeId('User', id) }),
    username: t.exposeString('username', { description: 'The name.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'The primary address; null for service accounts.',
    }),
    displayName: t.exposeString('displayName', {
      nullable: true,
      description: 'The name for people to read.',
    }),
    createdAt: t.string({
      description: 'When it was created, as RFC 3339.',
      resolve: ({ createdAt }) => formatDateTime(createdAt),
    }),
    lastActiveAt: t.string({
      nullable: true,
      description: 'When it last made a request, with a token or in a session that is still known.',
      resolve: ({ lastActiveAt }) => text(lastActiveAt),
    }),
    deletedAt: t.string({
      nullable: true,
      description: 'When it was deleted; null while it lives.',
      resolve: ({ deletedAt }) => text(deletedAt),
    }),
    siteAdmin: t.exposeBoolean('siteAdmin', { description: 'Whether it may administer the site.' }),
    serviceAccount: t.exposeBoolean('serviceAccount', {
      description: 'Whether it is a service account. An addition of Gatehouse.',
    }),
    scimControlled: t.boolean({
      description: 'Whether an identity provider manages it by SCIM: never.',
      resolve: () => false,
    }),
    eventsCount: t.float({
      description: 'How many events of use were counted: none are. The audit log says what an account did.',
      resolve: () => 0,
    }),
    locked: t.exposeBoolean('locked', {
      description: 'Whether too many failed sign-ins have locked it for now.',
    }),
  }),
});

const SiteUsersType = builder.objectRef<SiteUsers>('SiteUsers').implement({
  description: 'The accounts of the site that match a filter.',
  fieldAccess: inherited,
  fields: (t) => ({
    totalCount: t.float({ description: 'How many match.', resolve: (users) => users.count() }),
    nodes: t.field({
      type: [SiteUser],
      description: 'A page of them.',
      args: {
        limit: t.arg.int({ description: 'How many at most: 100 without it, 1000 at most.' }),
        offset: t.arg.int({ description: 'How many to pass over.' }),
        orderBy: t.arg({ type: SiteUserOrderBy, description: 'The order. Without it: by id.' }),
        descending: t.arg.boolean({ description: 'Whether to turn the order around.' }),
      },
      resolve: (users, args, { services }) => users.page(args, services.clock.now()),
    }),
  }),
});

builder.objectField(Site, 'users', (t) =>
  t.field({
    type: SiteUsersType,
    access: siteAdmin,
    description:
      'All accounts, also deleted ones that can be recovered: leave those out with `deletedAt: { empty: true }`.',
    args: {
      query: t.arg.string({ description: 'Part of a user name, display name or primary address.' }),
      siteAdmin: t.arg.boolean({ description: 'Only site admins, or only others.' }),
      serviceAccount: t.arg.boolean({
        description: 'Only service accounts, or only people. An addition of Gatehouse.',
      }),
      username: t.arg.string({ description: 'Part of the user name.' }),
      email: t.arg.string({ description: 'Part of the primary address.' }),
      lastActiveAt: t.arg({ type: DateRangeInput, description: 'When it was last active.' }),
      deletedAt: t.arg({ type: DateRangeInput, description: 'When it was deleted.' }),
      createdAt: t.arg({ type: DateRangeInput, description: 'When it was created.' }),
      eventsCount: t.arg({ type: NumberRangeInput, description: 'How many events were counted: always 0.' }),
    },
    resolve: (_site, filter, { services }) => new SiteUsers(services.db, filter),
  }),
);
