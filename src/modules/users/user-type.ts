import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { Node } from '../../graphql/node.js';
import { Namespace, Viewer } from '../organizations/namespace.js';
import { SettingsSubject } from '../settings/settings-subject.js';

/**
 * The type alone. Its fields are added where the things they lead to are defined (`users.schema.ts`), so that
 * types which lead back to users can be defined without a circle of imports.
 */
export const User = builder.prismaObject('User', {
  description:
    'An account: a person, or a service account, which acts only through its access tokens (`serviceAccount` tells).',
  interfaces: [Node, Namespace, Viewer, SettingsSubject],
  fieldAccess: inherited,
  fields: () => ({}),
});
