import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

/** A list sends the header once per value. */
export type RawHeaders = Record<string, string | string[]>;

export interface RawRequest {
  method?: string;
  headers?: RawHeaders;
  body?: string;
}

export interface RawAnswer {
  status: number;
  statusText: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One HTTP request as it is given: unlike `fetch`, it repeats headers and keeps what a browser would not send. */
export function rawRequest(
  server: string,
  path: string,
  { method = 'POST', headers = {}, body }: RawRequest = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: headers as OutgoingHttpHeaders, agent: false };
    const sent = request(new URL(path, server), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? '',
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** An answer without what differs between any two: the time and the number of the request. */
export function comparable({ status, statusText, headers, body }: RawAnswer): RawAnswer {
  const { date: _date, 'x-request-id': _requestId, ...rest } = headers;
  return { status, statusText, headers: rest, body };
}

/** Asks who one is with the given headers. */
export const whoAmI = (server: string, headers: RawHeaders = {}): Promise<RawAnswer> =>
  rawRequest(server, '/.api/graphql', { headers, body: '{"query":"{ currentUser { username } }"}' });
