import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { report } from '../context.js';
import { DomainError, ForbiddenError, LimitExceededError } from '../errors.js';
import { exportAuditEvents } from '../modules/audit-events/export-audit-events.js';
import { auditLogTarget } from '../modules/audit-events/wanted-events.js';
import type { Services } from '../services.js';
import { admit, callerHeaders, sendText, sendTooMany } from './identify.js';

const statuses: Partial<Record<DomainError['code'], number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
};

/** The audit log as a file. */
export function auditLogRoute(app: FastifyInstance, services: Services): void {
  const options = { config: { access: 'site admin' }, exposeHeadRoute: false };
  app.get('/.api/audit-log', options, async (request, reply) => {
    reply.header('Vary', callerHeaders);
    const context = await admit(services, request, reply, 'always');
    if (!context) return reply;
    try {
      const { format, contentType, text } = await exportAuditEvents(context, request.query);
      const day = services.clock.now().toISOString().slice(0, 10);
      return reply
        .type(contentType)
        .header('Content-Disposition', `attachment; filename="audit-log-${day}.${format}"`)
        .send(Readable.from(text, { objectMode: false }));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error instanceof ForbiddenError) {
        await report(context, {
          entity: 'audit.log',
          action: 'exported',
          outcome: 'DENIED',
          reason: error.message,
          target: auditLogTarget,
        });
      }
      if (error instanceof LimitExceededError && error.retryAfterSeconds)
        return sendTooMany(reply, error.retryAfterSeconds, error.message);
      return sendText(reply, statuses[error.code] ?? 400, error.message);
    }
  });
}
