import type { Subject } from './use-sync';

/** The permission syncs of an account or a repository, and of those whose names hold its own. */
export const syncsOf = ({ kind, name }: Pick<Subject, 'kind' | 'name'>): string =>
  `/site-admin/permission-syncs?${new URLSearchParams({
    about: kind === 'account' ? 'accounts' : 'repositories',
    q: name,
  })}`;
