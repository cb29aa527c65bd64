import { visibleInList } from '../../authz/repository-visibility.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { holdingText } from '../../db/like.js';
import { InvalidInputError } from '../../errors.js';
import {
  asCursorError,
  type BidirectionalArgs,
  type PageInfoShape,
  type SortKey,
  sortedWindow,
} from '../../graphql/paging.js';
import type { Viewer } from './find-repositories.js';
import {
  type Repository,
  type RepositoryRow,
  readRepository,
  repositoryColumns,
  repositoryTables,
} from './repositories.js';
import { repositoryNameKey } from './repository-name.js';

export const repositoryOrders = [
  'REPOSITORY_NAME',
  'REPO_CREATED_AT',
  'REPOSITORY_CREATED_AT',
  'SIZE',
  'STARS',
  'LAST_CHANGED',
] as const;
export type RepositoryOrder = (typeof repositoryOrders)[number];

/** The arguments of `Query.repositories`, ids decoded. */
export interface RepositorySearch extends BidirectionalArgs {
  query?: string | null;
  names?: readonly string[] | null;
  cloned: boolean;
  notCloned: boolean;
  indexed: boolean;
  notIndexed: boolean;
  embedded: boolean;
  notEmbedded: boolean;
  cloneStatus?: 'NOT_CLONED' | 'CLONING' | 'CLONED' | null;
  failedFetch: boolean;
  corrupted: boolean;
  externalServiceId?: number | null;
  orderBy: RepositoryOrder;
  descending: boolean;
}

export interface RepositoryPage {
  nodes: Repository[];
  pageInfo: PageInfoShape;
}

/** No page is longer. */
const maxPage = 1000;

/** What lists are sorted by, before the id. `epoch` and 0 stand for what is not known. */
const created = { name: 'created_at', by: 'r.created_at', type: 'timestamptz' };
const orders: Record<RepositoryOrder, SortKey> = {
  REPOSITORY_NAME: { name: 'name', by: 'r.name_key', type: 'text COLLATE "C"' },
  REPO_CREATED_AT: created,
  REPOSITORY_CREATED_AT: created,
  SIZE: { name: 'size', by: 'm.byte_size', type: 'bigint' },
  STARS: { name: 'stars', by: 'r.stars', type: 'int' },
  LAST_CHANGED: {
    name: 'last_changed',
    by: `coalesce(m.last_changed_at, 'epoch')`,
    type: 'timestamptz',
  },
};

/** Refuses arguments that no list can answer, whatever of it is selected. */
export function checkSearch(search: RepositorySearch): void {
  for (const [what, one, other] of [
    ['cloned', search.cloned, search.notCloned],
    ['indexed', search.indexed, search.notIndexed],
    ['embedded', search.embedded, search.notEmbedded],
  ] as const) {
    if (one || other) continue;
    throw new InvalidInputError(`excluding ${what} and not ${what} repos leaves an empty set`);
  }
}

/** How many repositories match, of those that the viewer may know of. */
export async function countRepositories(viewer: Viewer, search: RepositorySearch): Promise<number> {
  const visible = await visibleInList(viewer, 'all');
  const sql = Prisma.sql`SELECT count(*)::int AS total FROM ${repositoryTables} WHERE ${matching(visible, search)}`;
  const [row] = await viewer.services.db.query<{ total: number }>(sql.text, sql.values);
  return row?.total ?? 0;
}

/** One page of the repositories that match, of those that the viewer may know of. */
export async function listRepositories(viewer: Viewer, search: RepositorySearch): Promise<RepositoryPage> {
  const { orderBy, descending } = search;
  const window = sortedWindow(search, { key: orders[orderBy], id: 'r.id', descending, most: maxPage });
  const visible = await visibleInList(viewer, 'page');
  const sql = Prisma.sql`
    SELECT ${repositoryColumns}, ${window.selected} FROM ${repositoryTables}
    WHERE ${matching(visible, search)} ${window.rest}`;
  const rows = await viewer.services.db
    .query<RepositoryRow & { sortKey: string }>(sql.text, sql.values)
    .catch(asCursorError);
  const { nodes, pageInfo } = window.page(rows);
  return { nodes: nodes.map(readRepository), pageInfo };
}

function matching(visible: Prisma.Sql, search: RepositorySearch): Prisma.Sql {
  const words = search.query?.split(/\s+/).filter(Boolean) ?? [];
  const conditions = [
    visible,
    ...words.map((word) => Prisma.sql`r.name ILIKE ${holdingText(word)}`),
    ...(search.names ? [Prisma.sql`r.name_key = ANY(${search.names.map(repositoryNameKey)}::text[])`] : []),
    ...(search.cloned ? [] : [Prisma.sql`m.status <> 'CLONED'`]),
    ...(search.notCloned ? [] : [Prisma.sql`m.status = 'CLONED'`]),
    // There is neither a search index nor an embedding of any repository.
    ...(search.notIndexed && search.notEmbedded ? [] : [Prisma.sql`false`]),
    ...(search.cloneStatus ? [Prisma.sql`m.status = ${search.cloneStatus}::clone_status`] : []),
    ...(search.failedFetch ? [Prisma.sql`m.last_error IS NOT NULL`] : []),
    ...(search.corrupted ? [Prisma.sql`m.corrupted_at IS NOT NULL`] : []),
    ...(search.externalServiceId == null
      ? []
      : [
          Prisma.sql`EXISTS (SELECT 1 FROM external_service_repositories l
            WHERE l.repository_id = r.id AND l.external_service_id = ${search.externalServiceId}::int)`,
        ]),
  ];
  return Prisma.join(conditions, ' AND ');
}
