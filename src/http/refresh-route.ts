import type { FastifyInstance } from 'fastify';
import { NotFoundError } from '../errors.js';
import { refreshRepository } from '../modules/mirrors/mirrors.js';
import type { Services } from '../services.js';
import { admit, callerHeaders, sendText } from './identify.js';

/** `POST /.api/repos/<repository>/-/refresh`: has it fetched. Source: repositories reference, 2.5. */
export function refreshRoute(app: FastifyInstance, services: Services): void {
  app.post(
    '/.api/repos/*',
    { config: { access: 'any account, for the repositories that it may see' } },
    async (request, reply) => {
      const name = nameIn((request.params as { '*': string })['*']);
      if (name === undefined) return sendText(reply, 404, 'no route');
      reply.header('Vary', callerHeaders);
      const context = await admit(services, request, reply, 'never');
      if (!context) return reply;
      try {
        await refreshRepository(context, name);
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        return sendText(reply, 404, error.message);
      }
      return reply.send();
    },
  );
}

/** What is before the last part of the path, which says what is to be done. */
function nameIn(path: string): string | undefined {
  const [, name] = /^(.+)\/-\/refresh$/.exec(path) ?? [];
  return name?.includes('\0') ? undefined : name;
}
