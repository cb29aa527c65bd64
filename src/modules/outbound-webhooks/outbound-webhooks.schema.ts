import { requireSiteAdmin } from '../../authz/policy.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { forwardPage, pageSize } from '../../graphql/paging.js';
import { databaseId, encodeId } from '../../ids.js';
import { eventTypes } from './event-types.js';
import {
  type DeliveryLog,
  findOutboundWebhooks,
  getOutboundWebhook,
  type LogStats,
} from './find-outbound-webhooks.js';
import {
  createOutboundWebhook,
  deleteOutboundWebhook,
  type ScopedEventType,
  updateOutboundWebhook,
} from './outbound-webhooks.js';

const page = { max: 1000, otherwise: 50 };

const HTTPHeader = builder.objectRef<{ name: string; values: readonly string[] }>('HTTPHeader').implement({
  description: 'A header of a request or of an answer.',
  fieldAccess: inherited,
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    values: t.exposeStringList('values', { description: 'Its values, one for each time that it is there.' }),
  }),
});

const headerList = (headers: unknown) =>
  Object.entries(headers as Record<string, string | string[]>).map(([name, values]) => ({
    name,
    values: [values].flat(),
  }));

const WebhookLogRequest = builder.objectRef<DeliveryLog>('WebhookLogRequest').implement({
  description: 'What was sent to a webhook.',
  fieldAccess: inherited,
  fields: (t) => ({
    headers: t.field({
      type: [HTTPHeader],
      description: 'Its headers.',
      resolve: ({ requestHeaders }) => headerList(requestHeaders),
    }),
    body: t.exposeString('payload', { description: 'Its body.' }),
    method: t.string({ description: 'Its method.', resolve: () => 'POST' }),
    url: t.exposeString('url', { description: 'Where it went.' }),
    version: t.string({ description: 'The version of HTTP.', resolve: () => 'HTTP/1.1' }),
  }),
});

const WebhookLogResponse = builder.objectRef<DeliveryLog>('WebhookLogResponse').implement({
  description: 'What a webhook answered.',
  fieldAccess: inherited,
  fields: (t) => ({
    headers: t.field({
      type: [HTTPHeader],
      description: 'Its headers.',
      resolve: ({ responseHeaders }) => headerList(responseHeaders ?? {}),
    }),
    body: t.string({
      description: 'The beginning of its body.',
      resolve: ({ responseBody }) => responseBody ?? '',
    }),
  }),
});

const OutboundWebhookJob = builder.objectRef<DeliveryLog>('OutboundWebhookJob').implement({
  description: 'Something that happened, as webhooks are told of it.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ jobId }) => encodeId('OutboundWebhookJob', jobId) }),
    eventType: t.exposeString('eventType', { description: 'What kind of event it is.' }),
    scope: t.string({
      nullable: true,
      description: 'What the event is about, beside its payload; no event says so.',
      resolve: () => null,
    }),
    payload: t.exposeString('payload', { description: 'What webhooks are told.' }),
  }),
});

const OutboundWebhookLog = builder.objectRef<DeliveryLog>('OutboundWebhookLog').implement({
  description: 'One request to a webhook. Kept for seven days.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('OutboundWebhookLog', id) }),
    job: t.field({ type: OutboundWebhookJob, description: 'What it told.', resolve: (log) => log }),
    sentAt: t.expose('sentAt', { type: 'DateTime', description: 'When it was sent.' }),
    statusCode: t.exposeInt('statusCode', { description: 'What was answered; 0 where nothing was.' }),
    request: t.field({ type: WebhookLogRequest, description: 'What was sent.', resolve: (log) => log }),
    response: t.field({
      type: WebhookLogResponse,
      nullable: true,
      description: 'What was answered, if anything.',
      resolve: (log) => (log.responseBody === null ? null : log),
    }),
    error: t.exposeString('error', { nullable: true, description: 'Why nothing was answered.' }),
  }),
});

const OutboundWebhookLogConnection = connection(
  'OutboundWebhookLogConnection',
  OutboundWebhookLog,
  'requests to a webhook',
);

const OutboundWebhookLogStats = builder.objectRef<LogStats>('OutboundWebhookLogStats').implement({
  description: 'How many requests to a webhook there were.',
  fieldAccess: inherited,
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'All of them, of seven days.' }),
    errored: t.exposeInt('errored', {
      description: 'Those that were not answered, or not with a status of 2xx.',
    }),
  }),
});

const OutboundWebhookScopedEventType = builder
  .objectRef<ScopedEventType>('OutboundWebhookScopedEventType')
  .implement({
    description: 'A kind of event that a webhook is told of.',
    fieldAccess: inherited,
    fields: (t) => ({
      eventType: t.exposeString('eventType', { description: 'The key of the kind.' }),
      scope: t.exposeString('scope', {
        nullable: true,
        description: 'What the event must be about; null where it may be about anything.',
      }),
    }),
  });

const OutboundWebhook = builder.prismaObject('OutboundWebhook', {
  description: 'An address that is told of what happens here. For site admins. Its secret cannot be read.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('OutboundWebhook', id) }),
    url: t.exposeString('url', { description: 'Where requests go.' }),
    eventTypes: t.field({
      type: [OutboundWebhookScopedEventType],
      nullable: { list: false, items: true },
      description: 'What it is told of.',
      resolve: ({ eventTypes }) => eventTypes.map((eventType) => ({ eventType, scope: null })),
    }),
    stats: t.field({
      type: OutboundWebhookLogStats,
      description: 'How many requests there were.',
      resolve: ({ id }, _args, { loaders }) => loaders.webhookStats.load(id),
    }),
    logs: t.field({
      type: OutboundWebhookLogConnection,
      description: 'The requests, the newest first.',
      args: {
        first: t.arg.int({ defaultValue: page.otherwise, description: 'How many at most.' }),
        after: t.arg.string({ description: 'The cursor after which the page begins.' }),
        onlyErrors: t.arg.boolean({ description: 'Only those that failed.' }),
      },
      resolve: async ({ id }, { first, after, onlyErrors }, { loaders }) => {
        const size = pageSize(first, page);
        const search = {
          onlyErrors: onlyErrors ?? false,
          before: after ? databaseId(after, 'OutboundWebhookLog') : null,
          take: size + 1,
        };
        const logs = await loaders.webhookLogs(search).load(id);
        const totalCount = async () => {
          const { total, errored } = await loaders.webhookStats.load(id);
          return onlyErrors ? errored : total;
        };
        return forwardPage(logs, size, (log) => encodeId('OutboundWebhookLog', log.id), totalCount);
      },
    }),
  }),
});

findableNode('OutboundWebhook', (id, { caller, services }) => {
  requireSiteAdmin(caller);
  return getOutboundWebhook(services.db, databaseId(id, 'OutboundWebhook'));
});

const OutboundWebhookConnection = connection('OutboundWebhookConnection', OutboundWebhook, 'webhooks');

const OutboundWebhookEventType = builder
  .objectRef<{ key: string; description: string }>('OutboundWebhookEventType')
  .implement({
    description: 'A kind of event that webhooks can be told of.',
    fieldAccess: inherited,
    fields: (t) => ({
      key: t.exposeString('key', { description: 'Its name in requests and in this API.' }),
      description: t.exposeString('description', { description: 'When it happens.' }),
    }),
  });

builder.queryFields((t) => ({
  outboundWebhooks: t.field({
    type: OutboundWebhookConnection,
    access: siteAdmin,
    description: 'The addresses that are told of what happens here, in the order in which they were added.',
    args: {
      first: t.arg.int({ defaultValue: page.otherwise, description: 'How many at most.' }),
      after: t.arg.string({ description: 'The cursor after which the page begins.' }),
      eventType: t.arg.string({ description: 'Only those that are told of this kind of event.' }),
      scope: t.arg.string({ description: 'Only those that are told of what is about this; none is.' }),
    },
    resolve: async (_root, { first, after, eventType, scope }, { services }) => {
      const size = pageSize(first, page);
      const { rows, count } = findOutboundWebhooks(services.db, {
        eventType,
        scope,
        after: after ? databaseId(after, 'OutboundWebhook') : 0,
        take: size + 1,
      });
      return forwardPage(await rows, size, ({ id }) => encodeId('OutboundWebhook', id), count);
    },
  }),
  outboundWebhookEventTypes: t.field({
    type: [OutboundWebhookEventType],
    access: siteAdmin,
    description: 'What webhooks can be told of.',
    resolve: () => Object.entries(eventTypes).map(([key, description]) => ({ key, description })),
  }),
}));

const ScopedEventTypeInput = builder.inputType('OutboundWebhookScopedEventTypeInput', {
  description: 'A kind of event that a webhook is to be told of.',
  fields: (t) => ({
    eventType: t.string({ required: true, description: 'The key of the kind.' }),
    scope: t.string({
      description: 'What the event must be about. No event is about anything that could be named here.',
    }),
  }),
});

const OutboundWebhookCreateInput = builder.inputType('OutboundWebhookCreateInput', {
  description: 'A new webhook.',
  fields: (t) => ({
    url: t.string({ required: true, description: 'Where requests are to go, by https.' }),
    secret: t.string({ required: true, description: 'What they are signed with. It cannot be read again.' }),
    eventTypes: t.field({
      type: [ScopedEventTypeInput],
      required: true,
      description: 'What it is to be told of.',
    }),
  }),
});

const OutboundWebhookUpdateInput = builder.inputType('OutboundWebhookUpdateInput', {
  description: 'What a webhook is from now on.',
  fields: (t) => ({
    url: t.string({ required: true, description: 'Where requests are to go, by https.' }),
    eventTypes: t.field({
      type: [ScopedEventTypeInput],
      required: true,
      description: 'What it is to be told of, all of it.',
    }),
  }),
});

builder.mutationFields((t) => ({
  createOutboundWebhook: t.field({
    type: OutboundWebhook,
    access: siteAdmin,
    description: 'Adds an address that is told of what happens here from now on.',
    args: { input: t.arg({ type: OutboundWebhookCreateInput, required: true, description: 'The webhook.' }) },
    resolve: (_root, { input }, context) => createOutboundWebhook(context, input),
  }),
  updateOutboundWebhook: t.field({
    type: OutboundWebhook,
    access: siteAdmin,
    description: 'Changes a webhook. Its secret stays.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the webhook.' }),
      input: t.arg({
        type: OutboundWebhookUpdateInput,
        required: true,
        description: 'What it is from now on.',
      }),
    },
    resolve: (_root, { id, input }, context) =>
      updateOutboundWebhook(context, databaseId(id, 'OutboundWebhook'), input),
  }),
  deleteOutboundWebhook: t.field({
    type: EmptyResponse,
    access: siteAdmin,
    description: 'Deletes a webhook with its log. It is told nothing more.',
    args: { id: t.arg.id({ required: true, description: 'The id of the webhook.' }) },
    resolve: async (_root, { id }, context) => {
      await deleteOutboundWebhook(context, databaseId(id, 'OutboundWebhook'));
      return {};
    },
  }),
}));
