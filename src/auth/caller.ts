import type { Prisma } from '../db/generated/prisma/client.js';

/** The credential that a request came with, as far as it was accepted. */
export type Credential =
  | { via: 'token'; tokenId: number; note: string; scopes: readonly string[] }
  | { via: 'session'; sessionId: number }
  /** None: the server does what the account asked for earlier. */
  | { via: 'search job'; jobId: number };

/** Who the request acts as: a person or a service account. */
export interface AccountCaller {
  kind: 'USER' | 'SERVICE_ACCOUNT';
  id: number;
  username: string;
  siteAdmin: boolean;
  /** Its row, as it was when the request was authenticated. */
  account: Prisma.UserModel;
  /** Names as `NAMESPACE#ACTION`: the union over the account's roles. */
  permissions: ReadonlySet<string>;
  credential: Credential;
  /** The site admin behind a `token-sudo` request. */
  impersonator?: { id: number; username: string };
}

/** Nobody in particular: no credential came, and the instance lets such requests in. */
export interface AnonymousCaller {
  kind: 'ANONYMOUS';
}

export type Caller = AccountCaller | AnonymousCaller;

export const anonymous: AnonymousCaller = { kind: 'ANONYMOUS' };

/** What is known of the client's side of a request; goes into audit events. */
export interface ClientInfo {
  requestId: string;
  ip: string;
  forwardedFor: string;
  userAgent: string;
  requestedWith: string;
  clientName: string;
  clientVersion: string;
  clientFeature: string;
}

/** The client of what the server does by itself. */
export const serverItself: ClientInfo = {
  requestId: 'start',
  ip: '',
  forwardedFor: '',
  userAgent: '',
  requestedWith: '',
  clientName: '',
  clientVersion: '',
  clientFeature: '',
};
