import { GraphQLClient } from 'graphql-request';
import {
  type AuditEventFieldsFragment,
  type AuditEventsQueryVariables,
  getSdk,
  type Sdk,
  type ServiceAccountFieldsFragment,
  type ServiceAccountsQueryVariables,
} from './generated/operations.js';
import { allNodes } from './pages.js';
import { type SearchEvent, type SearchStreamOptions, searchStream } from './search-stream.js';
import { authenticatedFetch, throwingGatehouseErrors } from './transport.js';

export { GatehouseError, type GatehouseErrorCode } from './gatehouse-error.js';
export type * from './generated/operations.js';
export type * from './search-stream.js';

export interface GatehouseClientOptions {
  /** The address of the instance, such as `https://gatehouse.example.com`. */
  endpoint: string;
  /** An access token: the client acts as its account. */
  token: string;
  /** Used instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** What uses the client, for the audit log. Without it: this package. */
  clientName?: string;
  /** The version of what uses the client, for the audit log. */
  clientVersion?: string;
}

/** A method per operation of `operations/`, which throw GatehouseError, and lists page by page. */
export interface GatehouseClient extends Sdk {
  /** Every service account, asked for page by page. `first` is the size of a page. */
  allServiceAccounts(
    variables?: Omit<ServiceAccountsQueryVariables, 'after'>,
  ): AsyncGenerator<ServiceAccountFieldsFragment, void, undefined>;
  /** Every audit event, the newest first, asked for page by page. `first` is the size of a page. */
  allAuditEvents(
    variables?: Omit<AuditEventsQueryVariables, 'after'>,
  ): AsyncGenerator<AuditEventFieldsFragment, void, undefined>;
  /** A search, event by event as things are found. It ends with the loop that reads it. */
  searchStream(options: SearchStreamOptions): AsyncGenerator<SearchEvent, void, undefined>;
}

/** As package.json says (tests/sdk.test.ts holds them equal). */
const packageInfo = { name: '@gatehouse/sdk', version: '0.1.0' };
const pageSize = 100;

/**
 * A client of one instance, as the account of one access token.
 *
 * @throws TypeError when the endpoint, the token or a header cannot be used.
 */
export function createGatehouseClient(options: GatehouseClientOptions): GatehouseClient {
  const url = graphqlUrl(options.endpoint);
  const token = checkedToken(options.token);
  const fetch = options.fetch ?? globalThis.fetch;
  const headers = headersOf(options);
  const client = new GraphQLClient(url.href, { fetch: authenticatedFetch(fetch, url, token), headers });
  const sdk = getSdk(client, throwingGatehouseErrors(token));
  return {
    ...sdk,
    allServiceAccounts: (variables) =>
      allNodes(async (after) => {
        const answer = await sdk.serviceAccounts({ first: pageSize, ...variables, after });
        return answer.serviceAccounts;
      }),
    allAuditEvents: (variables) =>
      allNodes(async (after) => {
        const answer = await sdk.auditEvents({ first: pageSize, ...variables, after });
        return answer.auditEvents;
      }),
    searchStream: (search) =>
      searchStream({ fetch, url: new URL('search/stream', url), token, headers }, search),
  };
}

function graphqlUrl(endpoint: string): URL {
  // Not the error of `new URL`: it holds the text, which may be a token in the wrong place.
  const wanted = 'endpoint must be the address of an instance, like https://gatehouse.example.com';
  if (!URL.canParse(endpoint)) throw new TypeError(wanted);
  const { protocol, username, password, origin, pathname } = new URL(endpoint);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(wanted);
  if (username || password)
    throw new TypeError('endpoint must hold no credentials: the token goes in `token`');
  return new URL(`${origin}${pathname.replace(/\/+$/, '')}/.api/graphql`);
}

function checkedToken(text: string): string {
  const token = text?.trim();
  if (!token) throw new TypeError('token is missing: give the text of an access token');
  if (!/^[!-~]+$/.test(token)) throw new TypeError('token holds characters that no access token has');
  return token;
}

function headersOf({ headers, clientName, clientVersion }: GatehouseClientOptions): Headers {
  const name = clientName ?? packageInfo.name;
  const version = clientVersion ?? (clientName === undefined ? packageInfo.version : undefined);
  try {
    const all = new Headers(headers);
    all.set('x-sourcegraph-api-client-name', name);
    if (version !== undefined) all.set('x-sourcegraph-api-client-version', version);
    return all;
  } catch {
    // Not the error of `Headers`: it holds the value.
    throw new TypeError('headers, clientName or clientVersion hold what cannot be sent in a header');
  }
}
