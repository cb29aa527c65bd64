import type { FastifyRequest } from 'fastify';
import type { Services } from '../services.js';

/** True for a browser origin whose pages may use the API with a session: our own, or one that `corsOrigin` names. */
export function isTrustedOrigin(services: Services, request: FastifyRequest, origin: string): boolean {
  if (origin === 'null') return false;
  const { corsOrigin, externalURL } = services.siteConfiguration.current.settings;
  const trusted = [services.config.EXTERNAL_URL, externalURL, ...corsOrigin.split(/\s+/)];
  if (trusted.some((url) => url && originOf(url) === origin)) return true;
  // Our own pages, under whatever name the browser reached us.
  return origin === `${request.protocol}://${request.headers.host ?? ''}`;
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/**
 * SECURITY: whether a session cookie counts on this request. Passes requests with X-Requested-With, which a
 * foreign page cannot send without asking, or from a trusted origin; never one that a browser says comes from
 * elsewhere. Source: identity reference, 3.3.
 */
export function mayUseCookie(services: Services, request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (origin !== undefined) return isTrustedOrigin(services, request, origin);
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return request.headers['x-requested-with'] !== undefined;
}
