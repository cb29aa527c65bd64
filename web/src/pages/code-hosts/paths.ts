/** Where the code host connections are listed. */
export const codeHostsPath = '/site-admin/external-services';

/** The page of one of them. */
export const pathOfCodeHost = (id: string): string => `${codeHostsPath}/${encodeURIComponent(id)}`;

/** The repositories that one of them yields. */
export const repositoriesOf = (id: string): string =>
  `/site-admin/repositories?host=${encodeURIComponent(id)}`;
