import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { requestAccess } from '../modules/access-requests/access-requests.js';
import type { Services } from '../services.js';
import { anonymousContext, sendText, sendTooMany } from './identify.js';
import { maxFormBytes, readJson } from './json-body.js';

const applicant = z.object({
  name: z.string(),
  email: z.string(),
  additionalInfo: z.string().nullish(),
});

/** Where strangers ask for an account. Path: identity reference, 4.1. */
export function accessRequestRoutes(app: FastifyInstance, services: Services): void {
  app.post('/-/request-access', { config: { access: 'anyone' } }, async (request, reply) => {
    const body = applicant.safeParse(await readJson(request, maxFormBytes));
    if (!body.success) return sendText(reply, 400, 'Could not decode request body');
    try {
      const result = await requestAccess(anonymousContext(services, request), {
        ...body.data,
        additionalInfo: body.data.additionalInfo ?? null,
      });
      switch (result.outcome) {
        case 'taken':
          return reply.code(201).send();
        case 'not enabled':
          return sendText(reply, 403, 'Requests for accounts are not enabled here (auth.accessRequest).');
        case 'sign up instead':
          return sendText(reply, 409, 'Nobody needs to ask for an account here: sign up instead.');
        case 'throttled':
          return sendTooMany(
            reply,
            result.retryAfterSeconds,
            'Too many requests for accounts from this address. Try again later.',
          );
        case 'full':
          return sendTooMany(
            reply,
            86_400,
            'Too many requests for accounts wait for an answer. Try again another day.',
          );
      }
    } catch (error) {
      if (error instanceof DomainError) return sendText(reply, 422, error.message);
      throw error;
    }
  });
}
