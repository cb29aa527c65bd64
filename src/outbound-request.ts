import { lookup } from 'node:dns';
import { type IncomingMessage, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A request that this server makes because somebody configured an address. */
export interface OutboundRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Hosts by name, address or range that may be inside of the own network, and need no TLS. */
  allowedHosts: readonly string[];
  timeoutMs: number;
  signal: AbortSignal;
}

export interface OutboundResponse {
  status: number;
  headers: Record<string, string[]>;
  /** As far as it is kept. */
  body: string;
}

/** Of an answer, so much is read; the rest is not waited for. */
export const maxResponseBytes = 16 * 1024;

/**
 * Sends a POST. Redirections are not followed. SECURITY: the address that is connected to is the one that was checked,
 * so that a name which resolves differently the next time gets nobody inside.
 *
 * @throws Error that says in words why there is no answer.
 */
export async function postOutside(input: OutboundRequest): Promise<OutboundResponse> {
  const url = new URL(input.url);
  const problem = outboundUrlProblem(input.url, input.allowedHosts);
  if (problem) throw new Error(problem);
  const limit = AbortSignal.timeout(input.timeoutMs);
  const send = url.protocol === 'https:' ? requestByHttps : requestByHttp;
  try {
    return await new Promise<OutboundResponse>((resolve, reject) => {
      const request = send(url, {
        method: 'POST',
        headers: { ...input.headers, 'content-length': Buffer.byteLength(input.body) },
        agent: false,
        lookup: checkedLookup(hostOf(url), input.allowedHosts),
        signal: AbortSignal.any([limit, input.signal]),
      });
      request.on('error', reject);
      request.on('response', (response) => readLimited(response).then(resolve, reject));
      request.end(input.body);
    });
  } catch (error) {
    if (limit.aborted) throw new Error(`no answer within ${input.timeoutMs / 1000} seconds`);
    const { message, code } = error as NodeJS.ErrnoException;
    throw new Error(message || code || 'no answer');
  }
}

/** Why requests to a URL are not made; undefined when they are. What its name resolves to is seen when it is asked. */
export function outboundUrlProblem(text: string, allowedHosts: readonly string[]): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'the URL must begin with https://';
  if (url.username !== '' || url.password !== '') return 'the URL must hold no user name and no password';
  const host = hostOf(url);
  if (isAllowed(host, allowedHosts)) return undefined;
  if (url.protocol !== 'https:') {
    return 'the URL must begin with https://, unless outboundWebhooks.allowedHosts names its host';
  }
  return ipaddr.isValid(host) && !isPublic(host) ? notOutside(host) : undefined;
}

const notOutside = (address: string) =>
  `the address ${address} is inside of the own network, and outboundWebhooks.allowedHosts does not name it`;

/** Host name or address, IPv6 without its brackets. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** Whether an address is one of the internet: none that is private, local, or a disguise of such a one. */
const isPublic = (address: string): boolean => ipaddr.process(address).range() === 'unicast';

function isAllowed(host: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((allowed) => {
    if (allowed.toLowerCase() === host.toLowerCase()) return true;
    if (!ipaddr.isValid(host)) return false;
    const address = ipaddr.process(host);
    if (ipaddr.isValid(allowed)) return ipaddr.process(allowed).toString() === address.toString();
    if (!ipaddr.isValidCIDR(allowed)) return false;
    const [network, bits] = ipaddr.parseCIDR(allowed);
    return network.kind() === address.kind() && address.match(network, bits);
  });
}

/** Resolves a name, and refuses it when any of its addresses may not be reached. */
function checkedLookup(host: string, allowedHosts: readonly string[]): LookupFunction {
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      const refused = addresses?.find(
        ({ address }) =>
          !isAllowed(host, allowedHosts) && !isPublic(address) && !isAllowed(address, allowedHosts),
      );
      const problem = error ?? (refused && new Error(notOutside(refused.address)));
      const [first] = addresses ?? [];
      if (problem || !first) callback(problem ?? new Error(`${name} has no address`), '', 4);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

async function readLimited(response: IncomingMessage): Promise<OutboundResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxResponseBytes) break;
  }
  response.destroy();
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]),
    ),
    body: Buffer.concat(chunks).subarray(0, maxResponseBytes).toString('utf8'),
  };
}
