import { builder } from '../../graphql/builder.js';

export const RepositoryPermission = builder.enumType('RepositoryPermission', {
  description: 'What may be done with a repository.',
  values: { READ: { description: 'See and read it.' } },
});

export const PermissionSource = builder.enumType('PermissionSource', {
  description: 'Where a grant comes from.',
  values: {
    REPO_SYNC: { description: 'From a code host, repository by repository.' },
    USER_SYNC: { description: 'From a code host, account by account.' },
    API: { description: 'Somebody gave it over the API.' },
  },
});
