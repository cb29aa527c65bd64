import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';

/**
 * What has settings: the type alone. Its fields that lead to settings are in `settings.schema.ts`, so that the types
 * that have settings can be defined without a circle of imports. Its row says its type in `__typename`.
 */
export const SettingsSubject = builder.interfaceRef<object>('SettingsSubject').implement({
  description: 'What has settings: an account, an organization, the site, or the defaults.',
  fieldAccess: inherited,
  resolveType: (value) => (value as { __typename: string }).__typename,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: () => '' }),
    settingsURL: t.string({
      nullable: true,
      description: 'The path of the page of its settings.',
      resolve: () => null,
    }),
    viewerCanAdminister: t.boolean({
      description: 'Whether the caller may change its settings.',
      resolve: () => false,
    }),
  }),
});
