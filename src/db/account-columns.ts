import type { Prisma } from './generated/prisma/client.js';

/** A row of `users` as Prisma reads it, in a statement written by hand over `users u`. */
export const accountColumns: string = columns({
  id: 'id',
  kind: 'kind',
  username: 'username',
  displayName: 'display_name',
  avatarUrl: 'avatar_url',
  description: 'description',
  usedBy: 'used_by',
  ownerId: 'owner_id',
  createdById: 'created_by_id',
  siteAdmin: 'site_admin',
  unrestrictedRepoAccess: 'unrestricted_repo_access',
  passwordHash: 'password_hash',
  tosAcceptedAt: 'tos_accepted_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  disabledAt: 'disabled_at',
  deletedAt: 'deleted_at',
  erasedAt: 'erased_at',
});

/** Its type lets the compiler say when a column was added to the table and is missing here. */
function columns(names: Record<keyof Prisma.UserModel, string>): string {
  return Object.entries(names)
    .map(([name, column]) => `u.${column} AS "${name}"`)
    .join(', ');
}
