/** Where the service accounts are listed. */
export const listPath = '/site-admin/service-accounts';

/** The page of one of them. */
export const pathOf = (name: string): string => `${listPath}/${encodeURIComponent(name)}`;
