import type { AccountCaller, Caller } from '../auth/caller.js';
import { ForbiddenError, UnauthenticatedError } from '../errors.js';

// The only place that decides who may do what. The texts are those of the mirrored API.

/** The account behind the request. */
export function requireSignedIn(caller: Caller): AccountCaller {
  if (caller.kind === 'ANONYMOUS') throw new UnauthenticatedError('not authenticated');
  return caller;
}

/** SECURITY: site admins only. */
export function requireSiteAdmin(caller: Caller): AccountCaller {
  const account = requireSignedIn(caller);
  if (!account.siteAdmin) throw new ForbiddenError('must be site admin');
  return account;
}

/** True for the account itself. */
export const isAccount = (caller: Caller, accountId: number): caller is AccountCaller =>
  caller.kind !== 'ANONYMOUS' && caller.id === accountId;

export const isSiteAdmin = (caller: Caller): caller is AccountCaller =>
  caller.kind !== 'ANONYMOUS' && caller.siteAdmin;

/** The account itself, or a site admin. */
export const mayAdminister = (caller: Caller, accountId: number): caller is AccountCaller =>
  isAccount(caller, accountId) || isSiteAdmin(caller);

/** SECURITY: the account itself and site admins only. */
export function requireAdministers(caller: Caller, accountId: number): AccountCaller {
  const account = requireSignedIn(caller);
  if (!mayAdminister(account, accountId)) {
    throw new ForbiddenError('must be authenticated as the authorized user or site admin');
  }
  return account;
}

/** SECURITY: the account itself only, site admins excluded. */
export function requireAccount(caller: Caller, accountId: number): AccountCaller {
  const account = requireSignedIn(caller);
  if (account.id !== accountId)
    throw new ForbiddenError(`must be authenticated as user with id ${accountId}`);
  return account;
}

/** SECURITY: holders of the permission only. Site admins hold it through their role, not by being admins. */
export function requirePermission(caller: Caller, permission: string): AccountCaller {
  const account = requireSignedIn(caller);
  if (!account.permissions.has(permission)) {
    throw new ForbiddenError(`user is missing permission ${permission}`);
  }
  return account;
}

/**
 * SECURITY: acts of a signed-in browser only. A service account has no session, so it never passes.
 * Source: the mirrored product's `createPassword`.
 */
export function requireSession(caller: Caller): AccountCaller {
  const account = requireSignedIn(caller);
  if (account.credential.via !== 'session') throw new ForbiddenError('only allowed from user session');
  return account;
}

/** SECURITY: members of the organization, which `isMember` tells, and site admins. */
export function requireOrgMember(caller: Caller, isMember: boolean): AccountCaller {
  const account = requireSignedIn(caller);
  if (!isMember && !account.siteAdmin) throw new ForbiddenError('current user is not an org member');
  return account;
}

const readsAllExternalAccounts = 'USER_EXTERNAL_ACCOUNTS#READ_ALL_USERS';

/** Holders of the permission that lets read everybody's external accounts, and site admins. */
export const mayReadAllExternalAccounts = (caller: Caller): caller is AccountCaller =>
  caller.kind !== 'ANONYMOUS' && (caller.siteAdmin || caller.permissions.has(readsAllExternalAccounts));

/** SECURITY: the external accounts of everybody: site admins and holders of the permission only. */
export function requireReadsAllExternalAccounts(caller: Caller): AccountCaller {
  return mayReadAllExternalAccounts(caller) ? caller : requireSiteAdmin(caller);
}

/** The account itself, and whoever may read everybody's external accounts. */
export const mayReadExternalAccounts = (caller: Caller, accountId: number): caller is AccountCaller =>
  isAccount(caller, accountId) || mayReadAllExternalAccounts(caller);

/** SECURITY: external accounts of one account: itself, site admins and holders of the permission only. */
export function requireReadsExternalAccounts(caller: Caller, accountId: number): AccountCaller {
  return mayReadExternalAccounts(caller, accountId) ? caller : requireAdministers(caller, accountId);
}

/**
 * SECURITY: what a service tells about a person. Code hosts tell people what they published themselves, so it is for
 * them too; what an identity provider tells is for site admins only. Source: identity reference, 1.4.
 */
export function requireReadsAccountData(
  caller: Caller,
  account: { userId: number; serviceType: string },
): AccountCaller {
  const forThem = ['github', 'gitlab'].includes(account.serviceType);
  return forThem ? requireAdministers(caller, account.userId) : requireSiteAdmin(caller);
}
