/** Where the repositories are listed. */
export const repositoriesPath = '/site-admin/repositories';

/** The page of one of them. */
export const pathOfRepository = (id: string): string => `${repositoriesPath}/${encodeURIComponent(id)}`;
