import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.js';
import { isTrustedOrigin } from './origins.js';

const allowedHeaders =
  'Content-Type, Authorization, X-Sourcegraph-Should-Trace, X-Requested-With, X-Sourcegraph-Client';

/** Headers that every answer has, whoever asks for what. */
export const standardHeaders = (requestId: string) => ({
  'X-Content-Type-Options': 'nosniff',
  'X-XSS-Protection': '1; mode=block',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-cache, max-age=0',
  'X-Request-Id': requestId,
});

/** Headers on every answer, and CORS for trusted origins. Source: identity reference, 3.4; security.md, E8 and E9. */
export function responseHeaders(app: FastifyInstance, services: Services): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(standardHeaders(request.id));
    const { origin } = request.headers;
    // Never `*`, and `null` is nobody: only origins that may use a session hear that they may read the answer.
    if (origin !== undefined && isTrustedOrigin(services, request, origin)) {
      reply.headers({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
      });
    }
    done();
  });

  app.options('/.api/*', { config: { access: 'anyone' } }, (_request, reply) =>
    reply
      .headers({
        'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
        'Access-Control-Allow-Headers': allowedHeaders,
      })
      .code(200)
      .send(),
  );
}
