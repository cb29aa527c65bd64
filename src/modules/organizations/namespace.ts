import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';

const typeName = (value: unknown) => (value as { __typename: string }).__typename;

/** What owns things under a name. Its row says its type in `__typename`. */
export const Namespace = builder.interfaceRef<object>('Namespace').implement({
  description: 'An account or an organization, as the owner of things.',
  fieldAccess: inherited,
  resolveType: typeName,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: () => '' }),
    namespaceName: t.string({ description: 'The name under which it owns things.', resolve: () => '' }),
    url: t.string({ description: 'The path of its page.', resolve: () => '' }),
  }),
});

/** Whoever looks. */
export const Viewer = builder.interfaceRef<object>('Viewer').implement({
  description: 'Whoever makes the request: an account, or a visitor who is not signed in.',
  fieldAccess: inherited,
  resolveType: typeName,
});
