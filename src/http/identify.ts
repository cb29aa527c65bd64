import { setMaxListeners } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authenticateHeader, type Refusal } from '../auth/authenticate.js';
import { type AccountCaller, anonymous, type Caller } from '../auth/caller.js';
import { sessionCookieName } from '../auth/session-cookie.js';
import type { RequestContext } from '../context.js';
import { authenticateCookie } from '../modules/sessions/sessions.js';
import type { Services } from '../services.js';
import { clientInfo } from './client-info.js';
import { roomFor } from './large-answers.js';
import { mayUseCookie } from './origins.js';

/** The context of a request before it is known who calls. */
export const anonymousContext = (services: Services, request: FastifyRequest): RequestContext => ({
  services,
  caller: anonymous,
  client: clientInfo(request, services.config.TRUSTED_PROXIES),
});

/** Who calls, by Authorization header or else by session cookie; or how the request was refused. */
async function identify(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ context: RequestContext; refusal?: undefined } | { context?: undefined; refusal: Refusal }> {
  const context = anonymousContext(services, request);
  const authentication = await authenticateHeader(services, authorizationHeader(request), context.client);
  if (authentication.refusal) return { refusal: authentication.refusal };
  const caller: Caller = authentication.caller ?? (await cookieCaller(services, request)) ?? anonymous;
  const hungUp = hangUpOf(reply);
  const identified = { ...context, services: until(services, hungUp), caller };
  return { context: { ...identified, hungUp, takeRoom: roomFor(identified, reply, hungUp) } };
}

/** For `Vary`: what says who calls. */
export const callerHeaders = 'Cookie, Authorization, X-Requested-With, Origin';

/**
 * Who calls, on a route for accounts; undefined when the answer is a refusal, which is sent. Nobody in particular may
 * call where `strangers` may: `always`, `never`, or where the configuration has `auth.public`.
 */
export async function admit(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  strangers: 'always' | 'never' | 'auth.public',
): Promise<RequestContext | undefined> {
  const { context, refusal } = await identify(services, request, reply);
  if (refusal) {
    sendRefusal(services, reply, refusal);
    return undefined;
  }
  const mayBeStranger =
    strangers === 'always' ||
    (strangers === 'auth.public' && services.siteConfiguration.current.settings['auth.public']);
  if (context.caller.kind !== 'ANONYMOUS' || mayBeStranger) return context;
  sendText(reply.header('WWW-Authenticate', 'Bearer'), 401, 'Private mode requires authentication.');
  return undefined;
}

/** The services of one request, whose statements end when nobody waits for their outcome any more. */
const until = (services: Services, hungUp: () => AbortSignal): Services =>
  services.db.kind === 'server' ? { ...services, db: services.db.until(hungUp) } : services;

/** What aborts when the connection closes before the answer is out. */
function hangUpOf(reply: FastifyReply): () => AbortSignal {
  let controller: AbortController | undefined;
  return () => {
    if (!controller) {
      controller = new AbortController();
      // Each question that is put to git listens until it is answered.
      setMaxListeners(0, controller.signal);
      const { raw } = reply;
      const end = () => raw.writableFinished || controller?.abort();
      if (raw.destroyed) end();
      else raw.once('close', end);
    }
    return controller.signal;
  };
}

/** Two Authorization headers are two credentials: what cannot be read is refused, rather than one of them chosen. */
function authorizationHeader(request: FastifyRequest): string | undefined {
  const { rawHeaders } = request.raw;
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization') count += 1;
  }
  return count > 1 ? 'token' : request.headers.authorization;
}

/** The person whose session cookie came, where cookies count. */
async function cookieCaller(services: Services, request: FastifyRequest): Promise<Caller | undefined> {
  const cookie = request.cookies[sessionCookieName];
  if (!cookie || !mayUseCookie(services, request)) return undefined;
  return authenticateCookie(services, cookie);
}

/** The person whose session cookie came, for pages that a browser opens: reading them changes nothing. */
export function pageVisitor(services: Services, request: FastifyRequest): Promise<AccountCaller | undefined> {
  const cookie = request.cookies[sessionCookieName];
  return cookie ? authenticateCookie(services, cookie) : Promise.resolve(undefined);
}

/** Words for the causes that the holder of the right secret is told (RFC 6750, section 3). */
const descriptions: Partial<Record<Refusal['cause'], string>> = {
  expired: 'the access token has expired',
  revoked: 'the access token was revoked',
  replaced: 'the access token was rotated and its overlap is over',
  account_disabled: 'the account of the access token is disabled',
  license_ended: 'the licence of the installation has ended',
  account_deleted: 'the account of the access token was deleted',
  missing_scope: 'the access token lacks the scope that this use needs',
};

/** Answers a refused credential: the mirrored product's text in the body, the cause in WWW-Authenticate. */
function sendRefusal(
  services: Services,
  reply: FastifyReply,
  { status, body, cause, retryAfterSeconds }: Refusal,
): FastifyReply {
  services.metrics.refusedCredentials.inc({ cause });
  if (retryAfterSeconds) return sendTooMany(reply, retryAfterSeconds, body);
  const error =
    cause === 'invalid_header' ? 'invalid_request' : status === 403 ? 'insufficient_scope' : 'invalid_token';
  const description = descriptions[cause];
  return sendText(
    reply.header(
      'WWW-Authenticate',
      `Bearer error="${error}"${description ? `, error_description="${description}"` : ''}`,
    ),
    status,
    body,
  );
}

/** A plain-text answer as the mirrored product gives it: one line that ends. */
export const sendText = (reply: FastifyReply, status: number, text: string): FastifyReply =>
  reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);

/** Too much, for now: the one place that says when to try again. */
export const sendTooMany = (reply: FastifyReply, retryAfterSeconds: number, text?: string): FastifyReply => {
  reply.header('Retry-After', retryAfterSeconds);
  return text === undefined ? reply.code(429).send() : sendText(reply, 429, text);
};
