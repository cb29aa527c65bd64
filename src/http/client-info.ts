import { isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { ClientInfo } from '../auth/caller.js';

/** Longer header values are cut: they go into every audit event of the request. */
const maxHeaderLength = 1024;

/** What the audit log keeps of the client's side of a request. */
export function clientInfo(request: FastifyRequest, trustedProxies: number): ClientInfo {
  const { headers } = request;
  const header = (name: string): string => {
    const value = headers[name];
    if (value === undefined) return '';
    return typeof value === 'string' ? value : value.join(', ');
  };
  const text = (name: string): string => header(name).slice(0, maxHeaderLength);
  return {
    requestId: request.id,
    ip: clientAddress(request.socket.remoteAddress, header('x-forwarded-for'), trustedProxies),
    forwardedFor: text('x-forwarded-for'),
    userAgent: text('user-agent'),
    requestedWith: text('x-requested-with'),
    clientName: text('x-sourcegraph-api-client-name'),
    clientVersion: text('x-sourcegraph-api-client-version'),
    clientFeature: text('x-sourcegraph-api-client-feature'),
  };
}

/**
 * SECURITY: the address of the client: the socket's, or with trusted proxies the entry that the outermost of
 * them added to X-Forwarded-For, counted from the right; what stands further left anyone can write. IPv4 in
 * IPv6 form reads as IPv4. What is no address reads as `unknown`.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string,
  trustedProxies: number,
): string {
  const hops = (): string[] => [...forwardedFor.split(',').map((hop) => hop.trim()), socketAddress ?? ''];
  const address = trustedProxies === 0 ? (socketAddress ?? '') : (hops().at(-1 - trustedProxies) ?? '');
  // Most addresses come in the form in which they are kept, and need not be taken apart.
  if (isIPv4(address)) return address;
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : 'unknown';
}
