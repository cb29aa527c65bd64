import { requireSiteAdmin } from '../../authz/policy.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { databaseId, encodeId } from '../../ids.js';
import { accessRequestsPage, getAccessRequest, setAccessRequestStatus } from './access-requests.js';

const AccessRequestStatus = builder.enumType('AccessRequestStatus', {
  description: 'What became of a request for an account.',
  values: {
    PENDING: { description: 'It waits for an answer.' },
    APPROVED: { description: 'A site admin said yes.' },
    REJECTED: { description: 'A site admin said no. Who asks again with the same address is not heard.' },
    CANCELED: { description: 'It is not needed any more.' },
  },
});

const AccessRequest = builder.prismaObject('AccessRequest', {
  description: 'That somebody without an account asks for one. For site admins.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('AccessRequest', id) }),
    name: t.exposeString('name', { description: 'Who they say they are.' }),
    email: t.exposeString('email', {
      description: 'The address that they gave. Nobody has proved it theirs.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they asked.' }),
    additionalInfo: t.exposeString('additionalInfo', {
      nullable: true,
      description: 'What else they said.',
    }),
    status: t.expose('status', { type: AccessRequestStatus, description: 'What became of it.' }),
  }),
});

findableNode('AccessRequest', async (id, { caller, services }) => {
  requireSiteAdmin(caller);
  return getAccessRequest(services.db, databaseId(id, 'AccessRequest'));
});

const AccessRequestConnection = connection(
  'AccessRequestConnection',
  AccessRequest,
  'requests for accounts',
  'old bidirectional',
);

builder.queryField('accessRequests', (t) =>
  t.field({
    type: AccessRequestConnection,
    access: siteAdmin,
    description: 'Requests of people for accounts, the newest first. Needs `first` or `last`.',
    args: {
      status: t.arg({ type: AccessRequestStatus, description: 'Only those of which this became.' }),
      ...bidirectionalArgs(t),
    },
    resolve: (_root, { status, ...args }, { services }) => accessRequestsPage(services.db, status, args),
  }),
);

builder.mutationField('setAccessRequestStatus', (t) =>
  t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Says what became of a request for an account. It makes no account: `createUser` does.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the request.' }),
      status: t.arg({ type: AccessRequestStatus, required: true, description: 'What became of it.' }),
    },
    resolve: async (_root, { id, status }, context) => {
      await setAccessRequestStatus(context, databaseId(id, 'AccessRequest'), status);
      return {};
    },
  }),
);
