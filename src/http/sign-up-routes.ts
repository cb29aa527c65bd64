import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { signUp } from '../modules/sessions/sign-up.js';
import { checkName } from '../modules/users/name-check.js';
import type { Services } from '../services.js';
import { anonymousContext, pageVisitor, sendText, sendTooMany } from './identify.js';
import { maxFormBytes, readJson } from './json-body.js';
import { setSessionCookie } from './sign-in-routes.js';

const text = z.string().max(1000);
const newAccount = z.object({ email: z.string().max(10_000), username: text, password: text });

/** The ways to an account of one's own. Paths, statuses and texts: identity reference, 4.1. */
export function signUpRoutes(app: FastifyInstance, services: Services): void {
  const open = { config: { access: 'anyone' } };

  app.post('/-/sign-up', open, async (request, reply) => {
    const body = newAccount.safeParse(await readJson(request, maxFormBytes));
    if (!body.success) return sendText(reply, 400, 'Could not decode request body');
    try {
      const result = await signUp(anonymousContext(services, request), body.data);
      switch (result.outcome) {
        case 'signed up':
          return setSessionCookie(services, reply, result.cookie).code(200).send();
        case 'not enabled':
          return sendText(
            reply,
            404,
            'Signup is not enabled (builtin auth provider allowSignup site configuration option)',
          );
        case 'throttled':
          return sendTooMany(
            reply,
            result.retryAfterSeconds,
            'Too many sign-ups from this address. Try again later.',
          );
      }
    } catch (error) {
      if (error instanceof DomainError) return sendText(reply, statusOf(error), error.message);
      services.log.error({ err: error, requestId: request.id }, 'a request failed');
      return sendText(reply, 500, 'Signup failed unexpectedly.');
    }
  });

  app.get<{ Params: { name: string } }>(
    '/-/check-username-taken/:name',
    { config: { access: 'people who are signed in, and anyone where sign-up is allowed' } },
    async (request, reply) => {
      const caller = await pageVisitor(services, request);
      const context = anonymousContext(services, request);
      switch (await checkName({ ...context, ...(caller && { caller }) }, request.params.name)) {
        case 'taken':
          return sendText(reply, 200, 'taken');
        case 'free':
          return sendText(reply, 404, 'free');
        case 'invalid':
          return sendText(reply, 400, 'This cannot be a user name.');
        case 'not for strangers':
          return sendText(reply, 401, 'Private mode requires authentication.');
        case 'throttled':
          return sendTooMany(
            reply,
            3600,
            'Too many names were asked for from this address. Try again later.',
          );
      }
    },
  );
}

const statusOf = ({ code }: DomainError): number =>
  code === 'CONFLICT' ? 409 : code === 'LIMIT_EXCEEDED' ? 403 : 400;
