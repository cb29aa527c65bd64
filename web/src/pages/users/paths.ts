import { pathOf } from '../service-accounts/paths';

/** Where the accounts are listed. */
export const usersPath = '/site-admin/users';

/** The page of an account: a service account has one under Site admin, a person has settings. */
export const pathOfAccount = ({
  username,
  serviceAccount,
}: {
  username: string;
  serviceAccount: boolean;
}): string => (serviceAccount ? pathOf(username) : settingsOf(username));

/** Where the settings of a person begin. */
export const settingsOf = (username: string): string => `/users/${encodeURIComponent(username)}/settings`;
