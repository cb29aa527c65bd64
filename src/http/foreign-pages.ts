import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.js';
import { sendText } from './identify.js';
import { isTrustedOrigin } from './origins.js';

/** SECURITY: a foreign page cannot sign a browser in: browsers say where such requests come from. */
export function refuseForeignPages(app: FastifyInstance, services: Services): void {
  app.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'POST') return;
    const { origin } = request.headers;
    if (origin !== undefined && !isTrustedOrigin(services, request, origin)) {
      return sendText(reply, 403, 'Cross-origin requests are not allowed here.');
    }
  });
}
