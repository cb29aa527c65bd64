import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.js';
import { productVersion } from '../version.js';
import { sendText } from './identify.js';

/** For load balancers, monitoring and clients that look for the version. */
export function healthRoutes(app: FastifyInstance, services: Services): void {
  const open = { config: { access: 'anyone' } };

  app.get('/healthz', open, (_request, reply) => sendText(reply, 200, 'ok'));

  app.get('/readyz', open, async (_request, reply) => {
    try {
      await services.db.query('SELECT 1');
      return sendText(reply, 200, 'ok');
    } catch (error) {
      services.log.warn({ err: error }, 'not ready: the database does not answer');
      return sendText(reply, 503, 'the database does not answer');
    }
  });

  app.get('/__version', open, (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(productVersion),
  );

  // What the command line `src` asks with `src version`: the version that belongs to this API.
  app.get('/.api/src-cli/version', open, (_request, reply) => reply.send({ version: productVersion }));

  app.get(
    '/metrics',
    { config: { access: 'anyone, or the holder of METRICS_TOKEN where it is set' } },
    async (request, reply) => {
      const { METRICS_TOKEN: token } = services.config;
      if (token && !sameText(request.headers.authorization ?? '', `Bearer ${token}`)) {
        return sendText(
          reply.header('WWW-Authenticate', 'Bearer'),
          401,
          'Metrics need the token in METRICS_TOKEN.',
        );
      }
      const { registry } = services.metrics;
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}

function sameText(given: string, wanted: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(wanted);
  return left.length === right.length && timingSafeEqual(left, right);
}
