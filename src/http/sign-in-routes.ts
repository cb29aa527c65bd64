import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { sessionCookieName } from '../auth/session-cookie.js';
import { requireSiteAdmin } from '../authz/policy.js';
import { report } from '../context.js';
import { DomainError, ForbiddenError } from '../errors.js';
import { resetPassword } from '../modules/sessions/password-links.js';
import { requestPasswordReset } from '../modules/sessions/password-reset-mail.js';
import { endSession } from '../modules/sessions/sessions.js';
import { signIn } from '../modules/sessions/sign-in.js';
import { initializeSite } from '../modules/sessions/site-init.js';
import { unlockAccount, unlockByLink } from '../modules/sessions/unlock.js';
import { hasPasswords } from '../modules/site/sign-in-providers.js';
import { findUser } from '../modules/users/find-users.js';
import type { Services } from '../services.js';
import { admit, anonymousContext, pageVisitor, sendText, sendTooMany } from './identify.js';
import { maxFormBytes, readJson } from './json-body.js';

const text = z.string().max(1000);
const firstAdmin = z.object({ email: text, username: text, password: text });
const credentials = z.object({ email: text, password: text });
const passwordReset = z.object({
  userID: z.int32(),
  code: text,
  password: text,
  emailVerifyCode: z.string().max(4000).optional(),
});

const undecodable = 'Could not decode request body';

/** The ways in and out of a browser session. Paths, statuses and texts: identity reference, 4.1. */
export function signInRoutes(app: FastifyInstance, services: Services): void {
  const open = { config: { access: 'anyone' } };

  app.post('/-/site-init', open, async (request, reply) => {
    const body = firstAdmin.safeParse(await readJson(request, maxFormBytes));
    if (!body.success) return sendText(reply, 400, undecodable);
    try {
      const cookie = await initializeSite(anonymousContext(services, request), body.data);
      return setSessionCookie(services, reply, cookie).code(200).send();
    } catch (error) {
      if (error instanceof DomainError)
        return sendText(reply, error.code === 'CONFLICT' ? 403 : 400, error.message);
      throw error;
    }
  });

  app.post('/-/sign-in', open, async (request, reply) => {
    const body = credentials.safeParse(await readJson(request, maxFormBytes));
    if (!body.success) return sendText(reply, 400, undecodable);
    if (!hasPasswords(services.siteConfiguration.current.settings)) {
      return sendText(
        reply,
        403,
        'Access to Sourcegraph is forbidden because no authentication provider is set in site configuration.',
      );
    }
    const result = await signIn(anonymousContext(services, request), body.data.email, body.data.password);
    switch (result.outcome) {
      case 'signed in':
        return setSessionCookie(services, reply, result.cookie).code(200).send();
      case 'locked':
        return sendText(reply, 422, 'Account has been locked out due to "too many failed attempts"');
      case 'throttled':
        return sendTooMany(
          reply,
          result.retryAfterSeconds,
          'Too many failed sign-ins from this address. Try again later.',
        );
      case 'license ended':
        return sendText(
          reply,
          500,
          'Could not create new user session: Sourcegraph license is expired. Only admins are allowed to sign in.',
        );
      case 'failed':
        return sendText(reply, 401, 'Authentication failed');
    }
  });

  for (const path of ['/-/site-init', '/-/sign-in']) {
    app.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE'],
      url: path,
      ...open,
      handler: (request, reply) => sendText(reply, 400, `Unsupported method ${request.method}`),
    });
  }

  // A GET, as the mirrored product has it: the worst that a foreign page can do with it is sign somebody out.
  app.get('/-/sign-out', open, async (request, reply) => {
    const caller = await pageVisitor(services, request);
    if (caller) await endSession({ ...anonymousContext(services, request), caller });
    return reply.clearCookie(sessionCookieName, { path: '/' }).redirect('/search', 303);
  });

  app.post('/-/reset-password-init', open, async (request, reply) => {
    if (!services.mailer.isConfigured) {
      return sendText(reply, 404, 'Password reset by mail needs a mail server: ask a site admin for a link.');
    }
    const body = z.object({ email: text }).safeParse(await readJson(request, maxFormBytes));
    if (!body.success) return sendText(reply, 400, undecodable);
    let accepted: boolean;
    try {
      accepted = await requestPasswordReset(anonymousContext(services, request), body.data.email);
    } catch (error) {
      if (error instanceof DomainError) return sendText(reply, 404, error.message);
      throw error;
    }
    if (accepted) return reply.code(200).send();
    return sendTooMany(
      reply,
      3600,
      'Too many password resets were asked for from this address. Try again later.',
    );
  });

  app.post('/-/reset-password-code', open, async (request, reply) => {
    const body = passwordReset.safeParse(await readJson(request, maxFormBytes));
    if (!body.success) return sendText(reply, 400, undecodable);
    const { userID, code, password, emailVerifyCode } = body.data;
    try {
      const context = anonymousContext(services, request);
      const cookie = await resetPassword(context, userID, code, password, emailVerifyCode);
      if (!cookie) return sendText(reply, 401, 'Password reset code was invalid or expired.');
      return setSessionCookie(services, reply, cookie).code(200).send();
    } catch (error) {
      if (error instanceof DomainError) return sendText(reply, 400, error.message);
      throw error;
    }
  });

  app.post('/-/unlock-account', open, async (request, reply) => {
    const body = z.object({ token: z.string().max(4000) }).safeParse(await readJson(request, maxFormBytes));
    if (!body.success) return sendText(reply, 400, undecodable);
    const unlocked = await unlockByLink(anonymousContext(services, request), body.data.token);
    return unlocked
      ? reply.code(200).send()
      : sendText(
          reply,
          401,
          'This link was used or has expired. Wait for the lock to pass, or ask a site admin.',
        );
  });

  app.post('/-/unlock-user-account', { config: { access: 'site admin' } }, async (request, reply) => {
    const context = await admit(services, request, reply, 'always');
    if (!context) return reply;
    try {
      requireSiteAdmin(context.caller);
    } catch {
      const reason = 'only site admins can unlock user accounts';
      await report(context, { entity: 'user', action: 'modified', outcome: 'DENIED', reason });
      return sendText(reply, 401, 'Only site admins can unlock user accounts');
    }
    const body = z.object({ username: text.min(1) }).safeParse(await readJson(request, maxFormBytes));
    if (!body.success) return sendText(reply, 400, 'Bad request: missing username');
    const { username } = body.data;
    const user = await findUser(services.db, { username });
    if (!user) return sendText(reply, 404, `Not found: could not find user with username "${username}"`);
    try {
      return (await unlockAccount(context, user))
        ? reply.code(200).send()
        : sendText(reply, 400, `User with username "${username}" is not locked`);
    } catch (error) {
      if (error instanceof ForbiddenError) return sendText(reply, 403, error.message);
      throw error;
    }
  });
}

/** The cookie of the mirrored product: `SameSite=None; Secure` on https, so that its browser extension works. */
export function setSessionCookie(services: Services, reply: FastifyReply, value: string): FastifyReply {
  const { settings } = services.siteConfiguration.current;
  const url = settings.externalURL || services.config.EXTERNAL_URL || '';
  const secure = url.startsWith('https:');
  return reply.setCookie(sessionCookieName, value, {
    path: '/',
    httpOnly: true,
    maxAge: Math.min(settings['auth.sessionExpiry'], 30 * 86_400),
    sameSite: secure ? 'none' : 'lax',
    secure,
  });
}
