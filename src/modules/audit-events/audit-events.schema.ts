import { requireSiteAdmin } from '../../authz/policy.js';
import { NotFoundError } from '../../errors.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { findableNode, Node } from '../../graphql/node.js';
import { forwardPage, pageSize } from '../../graphql/paging.js';
import { auditEventNumber, encodeId } from '../../ids.js';
import {
  type AuditEventCount as AuditEventCountRow,
  type auditEventIntervals,
  countAuditEvents,
} from './count-audit-events.js';
import { type AuditEventRow, findAuditEvents } from './find-audit-events.js';
import { type auditActorKinds, type auditOutcomes, filterOf, reportReading } from './wanted-events.js';

const AuditActorKind = builder.enumType('AuditActorKind', {
  description: 'Who did it: a person or a machine. An addition of Gatehouse.',
  values: {
    USER: { description: 'A person.' },
    SERVICE_ACCOUNT: { description: 'A service account.' },
    ANONYMOUS: { description: 'Nobody who was known.' },
  } satisfies Record<(typeof auditActorKinds)[number], object>,
});

const AuditOutcome = builder.enumType('AuditOutcome', {
  description: 'How it ended. An addition of Gatehouse.',
  values: {
    SUCCESS: { description: 'It was done.' },
    FAILURE: { description: 'It was tried, and something was in the way.' },
    DENIED: { description: 'It was not allowed, or the credential was refused.' },
  } satisfies Record<(typeof auditOutcomes)[number], object>,
});

const AuditActor = builder.objectRef<AuditEventRow>('AuditActor').implement({
  description: 'Who did it, with the name from then. An addition of Gatehouse.',
  fieldAccess: inherited,
  fields: (t) => ({
    kind: t.field({
      type: AuditActorKind,
      description: 'A person or a machine.',
      resolve: ({ actorKind }) => actorKind as (typeof auditActorKinds)[number],
    }),
    id: t.id({
      nullable: true,
      description: 'The id of the account; null when nobody was known.',
      resolve: ({ actorId }) => (actorId === null ? null : encodeId('User', actorId)),
    }),
    name: t.exposeString('actorName', { description: 'The name; empty when nobody was known.' }),
    impersonatedBy: t.exposeString('impersonatorName', {
      nullable: true,
      description: 'The name of the site admin who acted as this account with a sudo token.',
    }),
    accessTokenID: t.id({
      nullable: true,
      description: 'The id of the access token that was used.',
      resolve: ({ accessTokenId }) =>
        accessTokenId === null ? null : encodeId('AccessToken', accessTokenId),
    }),
    accessTokenNote: t.exposeString('accessTokenNote', {
      nullable: true,
      description: 'What that access token is used for, in the words of whoever made it.',
    }),
    ip: t.exposeString('ip', { description: 'The address of the client.' }),
    forwardedFor: t.exposeString('forwardedFor', {
      description: 'The X-Forwarded-For that came with the request.',
    }),
    userAgent: t.exposeString('userAgent', { description: 'What the client called itself.' }),
    clientName: t.exposeString('clientName', {
      description: 'The X-Sourcegraph-API-Client-Name of the request.',
    }),
    clientVersion: t.exposeString('clientVersion', {
      description: 'The X-Sourcegraph-API-Client-Version of the request.',
    }),
  }),
});

const AuditTarget = builder.objectRef<AuditEventRow>('AuditTarget').implement({
  description: 'To whom or what it happened, with the name from then. An addition of Gatehouse.',
  fieldAccess: inherited,
  fields: (t) => ({
    kind: t.string({
      description: 'What it is, for example `ServiceAccount`.',
      resolve: ({ targetKind }) => targetKind ?? '',
    }),
    databaseID: t.exposeInt('targetId', { nullable: true, description: 'Its number, where it has one.' }),
    name: t.string({ description: 'Its name.', resolve: ({ targetName }) => targetName ?? '' }),
  }),
});

export const AuditEvent = builder.prismaObject('AuditEvent', {
  description:
    'One thing that happened. It is never changed, and reads the same after its actor is gone. An addition of Gatehouse.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('AuditEvent', id) }),
    auditID: t.exposeString('auditId', { description: 'The id of the same event in the log lines.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
    requestID: t.exposeString('requestId', {
      description: 'The request in which it happened (X-Request-Id).',
    }),
    entity: t.exposeString('entity', {
      description: 'What kind of thing it happened to, for example `user.accessToken`.',
    }),
    action: t.exposeString('action', { description: 'What happened to it, for example `created`.' }),
    outcome: t.field({
      type: AuditOutcome,
      description: 'How it ended.',
      resolve: ({ outcome }) => outcome as (typeof auditOutcomes)[number],
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it failed or was refused.' }),
    actor: t.field({
      type: AuditActor,
      description: 'Who did it, and from where.',
      resolve: (event) => event,
    }),
    target: t.field({
      type: AuditTarget,
      nullable: true,
      description: 'To whom or what it happened.',
      resolve: (event) => (event.targetKind === null ? null : event),
    }),
    operationName: t.exposeString('operationName', {
      nullable: true,
      description: 'The name of the GraphQL operation, where it was a request.',
    }),
    rootFields: t.exposeStringList('rootFields', {
      description: 'The fields that the GraphQL operation began with, where it was a request.',
    }),
    details: t.field({
      type: 'JSONValue',
      nullable: true,
      description: 'More about it, such as values before and after a change.',
      resolve: ({ details }) => details,
    }),
  }),
});

const AuditEventConnection = connection(
  'AuditEventConnection',
  AuditEvent,
  'audit events',
  'forward',
  'addition',
);

findableNode('AuditEvent', async (id, { caller, services }) => {
  requireSiteAdmin(caller);
  const event = await services.db.prisma.auditEvent.findUnique({
    where: { id: auditEventNumber(id) },
  });
  if (!event) throw new NotFoundError('audit event not found');
  return event;
});

const AuditEventFilter = builder.inputType('AuditEventFilter', {
  description: 'Which audit events are wanted; all that is given must hold. An addition of Gatehouse.',
  fields: (t) => ({
    actor: t.string({ description: 'The name or the id of the account that did it.' }),
    actorKind: t.field({ type: AuditActorKind, description: 'A person or a machine.' }),
    entity: t.string({ description: 'What kind of thing it happened to.' }),
    action: t.string({ description: 'What happened to it.' }),
    outcome: t.field({ type: AuditOutcome, description: 'How it ended.' }),
    since: t.field({ type: 'DateTime', description: 'At this time or later.' }),
    until: t.field({ type: 'DateTime', description: 'Before this time.' }),
    accessToken: t.id({ description: 'The id of the access token that was used.' }),
    ip: t.string({ description: 'The address of the client.' }),
  }),
});

builder.queryField('auditEvents', (t) =>
  t.field({
    type: AuditEventConnection,
    access: siteAdmin,
    description: 'What happened, the newest first. An addition of Gatehouse.',
    args: {
      first: t.arg.int({ description: 'How many at most, up to 1000. Without it: 50.' }),
      after: t.arg.string({ description: 'The `endCursor` of the page before.' }),
      filter: t.arg({ type: AuditEventFilter, description: 'Which events. Without it: all.' }),
    },
    resolve: async (_root, { first, after, filter }, context) => {
      const { services } = context;
      const size = pageSize(first, { max: 1000, otherwise: 50 });
      const { rows, count } = findAuditEvents(services.db, filterOf(filter ?? {}), { after, take: size + 1 });
      const found = await rows;
      // Afterwards, so that the newest event is not always the reading itself; nor is it counted.
      await reportReading(context, 'viewed', { filter: filter ?? {} });
      const [newest] = found;
      const total = () => (after != null ? count() : newest ? count(newest.id) : 0);
      return forwardPage(found, size, (event) => String(event.id), total, after != null);
    },
  }),
);

const AuditEventInterval = builder.enumType('AuditEventInterval', {
  description: 'What audit events are counted by. An addition of Gatehouse.',
  values: {
    HOUR: { description: 'By the hour.' },
    DAY: { description: 'By the day, in UTC.' },
  } satisfies Record<(typeof auditEventIntervals)[number], object>,
});

const AuditEventCount = builder.objectRef<AuditEventCountRow>('AuditEventCount').implement({
  description: 'How many audit events there were in one hour or day. An addition of Gatehouse.',
  fieldAccess: inherited,
  fields: (t) => ({
    start: t.expose('start', { type: 'DateTime', description: 'When the hour or day began.' }),
    total: t.exposeInt('total', { description: 'How many there were in all.' }),
    failures: t.exposeInt('failures', { description: 'How many of them ended in FAILURE.' }),
    denials: t.exposeInt('denials', { description: 'How many of them ended in DENIED.' }),
  }),
});

builder.queryField('auditEventCounts', (t) =>
  t.field({
    type: [AuditEventCount],
    access: siteAdmin,
    description:
      'How many audit events there were in each hour or day, the oldest first. Without `since` in the last 48 hours or 30 days. An addition of Gatehouse.',
    args: {
      interval: t.arg({
        type: AuditEventInterval,
        required: true,
        defaultValue: 'DAY',
        description: 'What they are counted by; 1000 of it at most.',
      }),
      filter: t.arg({ type: AuditEventFilter, description: 'Which events. Without it: all.' }),
    },
    resolve: async (_root, { interval, filter }, context) => {
      const counts = await countAuditEvents(context.services, filterOf(filter ?? {}), interval);
      await reportReading(context, 'viewed', { filter: filter ?? {}, countedBy: interval });
      return counts;
    },
  }),
);
