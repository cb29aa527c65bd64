import { usersPath } from '../users/paths';

/** Where requests for accounts are answered. */
export const accessRequestsPath = '/site-admin/access-requests';

/** Where the account of somebody who asked is created, with what they said filled in. */
export function createAccountPath({ email }: { email: string }): string {
  // What stands before the @, as far as it can be a name.
  const username = (email.split('@')[0] ?? '')
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/[-.]{2,}/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${usersPath}/new?${new URLSearchParams({ username, email })}`;
}
