import type { FastifyInstance, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { report } from '../context.js';
import type { SiteSettings } from '../modules/site/site-settings.js';
import type { Services } from '../services.js';
import { clientAddress, clientInfo } from './client-info.js';
import { anonymousContext, sendText } from './identify.js';

type AllowList = SiteSettings['auth.allowedIpAddress'];

/** What a balancer asks; it has no user. */
const alwaysOpen = new Set(['/healthz', '/readyz']);

/** One event for an address in this time, however often it tries. */
const tellAgainMs = 60_000;

/**
 * SECURITY: with `auth.allowedIpAddress`, answers only requests from the addresses that it names; asked before
 * anything else. An address that is not known is not allowed.
 */
export function addressAllowList(app: FastifyInstance, services: Services): void {
  const told = new LRUCache<string, true>({ max: 10_000, ttl: tellAgainMs });

  app.addHook('onRequest', async (request, reply) => {
    const list = services.siteConfiguration.current.settings['auth.allowedIpAddress'];
    if (!list.enabled || alwaysOpen.has(request.url)) return;
    const { peer, user } = addressesOf(services, list, request);
    if (isAllowed(list, peer, user)) return;
    if (!told.has(user)) {
      told.set(user, true);
      await report(anonymousContext(services, request), {
        entity: 'httpapi/auth',
        action: 'check_ip_address',
        outcome: 'DENIED',
        reason: `the address ${user} is not in auth.allowedIpAddress`,
      });
    }
    return sendText(reply, 403, list.errorMessageTemplate.replaceAll('{{.UserIP}}', user));
  });
}

/** Whether a request may pass: from a trusted peer, or else from an allowed peer for an allowed user. */
export function isAllowed(list: AllowList, peer: string, user: string): boolean {
  if (isWithin(list.trustedClientIpAddress, peer)) return true;
  if (list.clientIpAddress.length > 0 && !isWithin(list.clientIpAddress, peer)) return false;
  return list.userIpAddress.length === 0 || isWithin(list.userIpAddress, user);
}

/**
 * The address that connects and that of the user behind it. A header that tells the user's address counts only
 * behind trusted proxies or a peer that the list names: anyone else could write it.
 */
function addressesOf(
  { config }: Services,
  list: AllowList,
  request: FastifyRequest,
): { peer: string; user: string } {
  const peer = clientAddress(request.socket.remoteAddress, '', 0);
  if (config.TRUSTED_PROXIES > 0 || isWithin(list.clientIpAddress, peer)) {
    for (const name of list.userIpRequestHeaders) {
      const value = request.headers[name.toLowerCase()];
      if (typeof value === 'string' && value !== '')
        return { peer, user: clientAddress(value.trim(), '', 0) };
    }
  }
  return { peer, user: clientInfo(request, config.TRUSTED_PROXIES).ip };
}

function isWithin(ranges: readonly string[], address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some((range) => {
    const [base, bits] = range.includes('/') ? ipaddr.parseCIDR(range) : [ipaddr.process(range), undefined];
    if (bits === undefined) return base.toString() === parsed.toString();
    return base.kind() === parsed.kind() && parsed.match(base as never, bits as never);
  });
}
