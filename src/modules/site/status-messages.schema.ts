import { inherited, signedIn } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { ExternalService as ExternalServiceRow } from '../external-services/external-services.js';
import { ExternalService } from '../external-services/external-services.schema.js';
import { statusMessages } from './status-messages.js';

/** A message that says it all. */
const plain = (name: string, description: string) =>
  builder.objectRef<{ message: string }>(name).implement({
    description,
    fieldAccess: inherited,
    fields: (t) => ({ message: t.exposeString('message', { description: 'What there is to say.' }) }),
  });

const ExternalServiceSyncError = builder
  .objectRef<{ message: string; externalService: ExternalServiceRow }>('ExternalServiceSyncError')
  .implement({
    description: 'What a code host connection yields could not be looked up.',
    fieldAccess: inherited,
    fields: (t) => ({
      message: t.exposeString('message', { description: 'Why.' }),
      externalService: t.expose('externalService', {
        type: ExternalService,
        description: 'The connection.',
      }),
    }),
  });

const IndexingProgress = builder
  .objectRef<{ indexed: number; notIndexed: number }>('IndexingProgress')
  .implement({
    description: 'How much code is indexed. Never answered: there is no index of code.',
    fieldAccess: inherited,
    fields: (t) => ({
      indexed: t.exposeInt('indexed', { description: 'Repositories that are.' }),
      notIndexed: t.exposeInt('notIndexed', { description: 'Repositories that are not.' }),
    }),
  });

const StatusMessage = builder.unionType('StatusMessage', {
  description: 'Something to know of how repositories come here.',
  types: [
    plain('GitUpdatesDisabled', 'Repositories are not fetched by themselves.'),
    plain('NoRepositoriesDetected', 'There are no repositories.'),
    plain('CloningProgress', 'Not all repositories are cloned yet.'),
    ExternalServiceSyncError,
    plain('SyncError', 'Repositories could not be fetched.'),
    IndexingProgress,
    plain(
      'GitserverDiskThresholdReached',
      'A disk is nearly full. Never answered: watch the disk of `DATA_DIR` from outside.',
    ),
  ],
  resolveType: (message) => (message as unknown as { __typename: string }).__typename as never,
});

builder.queryField('statusMessages', (t) =>
  t.field({
    type: [StatusMessage],
    access: signedIn,
    description: 'What there is to know of how repositories come here; empty for everybody but site admins.',
    resolve: async (_root, _args, context) => (await statusMessages(context)) as never,
  }),
);
