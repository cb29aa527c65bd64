import type { GraphQLSchema } from 'graphql';
import '../modules/emails/emails.schema.js';
import '../modules/access-tokens/access-tokens.schema.js';
import '../modules/audit-events/audit-events.schema.js';
import '../modules/external-services/external-services.schema.js';
import '../modules/external-accounts/external-accounts.schema.js';
import '../modules/organizations/invitations.schema.js';
import '../modules/organizations/organizations.schema.js';
import '../modules/repositories/repositories.schema.js';
import '../modules/repository-permissions/explicit-permissions.schema.js';
import '../modules/repository-permissions/repository-permissions.schema.js';
import '../modules/roles/roles.schema.js';
import '../modules/service-accounts/service-accounts.schema.js';
import '../modules/sessions/sessions.schema.js';
import '../modules/settings/settings.schema.js';
import '../modules/site/client-start.schema.js';
import '../modules/site/license.schema.js';
import '../modules/site/site.schema.js';
import '../modules/site/site-configuration.schema.js';
import '../modules/site/site-state.schema.js';
import '../modules/site/site-users.schema.js';
import '../modules/users/users.schema.js';
import { builder } from './builder.js';
import './node.js';
import './scalars.js';

/** The whole schema. Building it fails when a field does not say who may use it. */
export const schema: GraphQLSchema = builder.toSchema();
