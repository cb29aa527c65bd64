import type { FastifyInstance } from 'fastify';
import { siteConfigurationSchema } from '../modules/site/site-settings.js';

/** For editors, which fetch a schema without credentials. It says what there can be, and nothing of this instance. */
export function siteConfigurationSchemaRoute(app: FastifyInstance): void {
  const schema = JSON.stringify(siteConfigurationSchema(), null, 2);
  app.get('/.api/site-configuration.schema.json', { config: { access: 'anyone' } }, (_request, reply) =>
    reply.type('application/schema+json').send(schema),
  );
}
