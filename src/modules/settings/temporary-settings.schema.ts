import { anyone, inherited, signedIn } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { changeTemporarySettings, temporarySettings } from './temporary-settings.js';

const TemporarySettings = builder.objectRef<{ contents: string }>('TemporarySettings').implement({
  description:
    'What clients remember for an account, such as what it has put away. No settings: nothing depends on it.',
  fieldAccess: inherited,
  fields: (t) => ({
    contents: t.exposeString('contents', { description: 'A JSON object.' }),
  }),
});

builder.queryField('temporarySettings', (t) =>
  t.field({
    type: TemporarySettings,
    access: anyone,
    description: 'What clients remember for the caller; empty when nobody is signed in.',
    resolve: async (_root, _args, context) => ({ contents: await temporarySettings(context) }),
  }),
);

builder.mutationFields((t) => ({
  overwriteTemporarySettings: t.field({
    type: EmptyResponse,
    access: signedIn,
    description: 'Replaces all that clients remember for the caller.',
    args: { contents: t.arg.string({ required: true, description: 'A JSON object.' }) },
    resolve: async (_root, { contents }, context) => {
      await changeTemporarySettings(context, contents, { merge: false });
      return {};
    },
  }),
  editTemporarySettings: t.field({
    type: EmptyResponse,
    access: signedIn,
    description: 'Changes some of what clients remember for the caller; keys that are not given stay.',
    args: {
      settingsToEdit: t.arg.string({ required: true, description: 'A JSON object with the keys to change.' }),
    },
    resolve: async (_root, { settingsToEdit }, context) => {
      await changeTemporarySettings(context, settingsToEdit, { merge: true });
      return {};
    },
  }),
}));
