import { Prisma } from '../../db/generated/prisma/client.js';

/** A living repository, with the state of its mirror. */
export interface Repository extends Prisma.RepositoryModel {
  mirror: Mirror;
}

/** A key with a value, or a tag, on a repository. */
export type RepositoryMetadata = Prisma.RepositoryMetadataModel;

/** What is known of the copy on disk. */
export type Mirror = Pick<
  Prisma.RepositoryMirrorModel,
  | 'status'
  | 'nextFetchAt'
  | 'askedAt'
  | 'lastFetchedAt'
  | 'lastChangedAt'
  | 'lastError'
  | 'lastOutput'
  | 'progress'
  | 'byteSize'
  | 'corruptedAt'
  | 'intervalSeconds'
>;

/** Columns of `repositories r` and `repository_mirrors m`, as `readRepository` takes them. */
export const repositoryColumns: Prisma.Sql = Prisma.raw(
  columns('r', {
    id: 'id',
    name: 'name',
    nameKey: 'name_key',
    description: 'description',
    isPrivate: 'is_private',
    isFork: 'is_fork',
    isArchived: 'is_archived',
    unrestricted: 'unrestricted',
    stars: 'stars',
    topics: 'topics',
    serviceType: 'service_type',
    serviceId: 'service_id',
    externalId: 'external_id',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
    deletedAt: 'deleted_at',
  } satisfies Record<keyof Prisma.RepositoryModel, string>).concat(
    ', ',
    columns('m', {
      status: 'status',
      nextFetchAt: 'next_fetch_at',
      askedAt: 'asked_at',
      lastFetchedAt: 'last_fetched_at',
      lastChangedAt: 'last_changed_at',
      lastError: 'last_error',
      lastOutput: 'last_output',
      progress: 'progress',
      byteSize: 'byte_size',
      corruptedAt: 'corrupted_at',
      intervalSeconds: 'interval_seconds',
    } satisfies Record<keyof Mirror, string>),
  ),
);

/** The tables that `repositoryColumns` reads. */
export const repositoryTables: Prisma.Sql = Prisma.raw(
  'repositories r JOIN repository_mirrors m ON m.repository_id = r.id',
);

export type RepositoryRow = Prisma.RepositoryModel & Mirror;

/** A row as the API has it. */
export const readRepository = (row: RepositoryRow): Repository => ({
  ...row,
  mirror: { ...row, byteSize: BigInt(row.byteSize) },
});

function columns(table: string, names: Record<string, string>): string {
  return Object.entries(names)
    .map(([name, column]) => `${table}.${column} AS "${name}"`)
    .join(', ');
}
