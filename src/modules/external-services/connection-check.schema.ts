import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { type Availability, checkConnection, hasConnectionCheck } from './connection-check.js';
import { ExternalService } from './external-services.schema.js';

type Of<State extends Availability['state']> = Extract<Availability, { state: State }>;

const ExternalServiceAvailable = builder.objectRef<Of<'available'>>('ExternalServiceAvailable').implement({
  description: 'The code host answers.',
  fieldAccess: inherited,
  fields: (t) => ({
    lastCheckedAt: t.expose('lastCheckedAt', { type: 'DateTime', description: 'When it was asked.' }),
  }),
});

const ExternalServiceUnavailable = builder
  .objectRef<Of<'unavailable'>>('ExternalServiceUnavailable')
  .implement({
    description: 'The code host does not answer, or refuses the credential.',
    fieldAccess: inherited,
    fields: (t) => ({
      suspectedReason: t.exposeString('suspectedReason', { description: 'What came instead.' }),
    }),
  });

const ExternalServiceAvailabilityUnknown = builder
  .objectRef<Of<'unknown'>>('ExternalServiceAvailabilityUnknown')
  .implement({
    description: 'There is nothing to ask the code host that would tell.',
    fieldAccess: inherited,
    fields: (t) => ({
      implementationNote: t.string({
        description: 'What to do instead.',
        resolve: () =>
          'hosts of this kind are asked for single repositories only: checkMirrorRepositoryConnection',
      }),
    }),
  });

const typeNames = {
  available: 'ExternalServiceAvailable',
  unavailable: 'ExternalServiceUnavailable',
  unknown: 'ExternalServiceAvailabilityUnknown',
} as const;

const ExternalServiceAvailability = builder.unionType('ExternalServiceAvailability', {
  description: 'Whether a code host answers.',
  types: [ExternalServiceAvailable, ExternalServiceUnavailable, ExternalServiceAvailabilityUnknown],
  resolveType: ({ state }) => typeNames[state],
});

builder.objectFields(ExternalService, (t) => ({
  hasConnectionCheck: t.boolean({
    description: 'Whether `checkConnection` can tell.',
    resolve: (service, _args, { services }) => hasConnectionCheck(services, service),
  }),
  checkConnection: t.field({
    type: ExternalServiceAvailability,
    description: 'Asks the code host whether it can be reached with the credential, now.',
    resolve: (service, _args, { services }) => checkConnection(services, service),
  }),
}));
