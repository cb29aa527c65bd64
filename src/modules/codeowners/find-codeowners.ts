import { readsEveryPath } from '../../authz/readable-paths.js';
import { visibleRepositories } from '../../authz/repository-visibility.js';
import type { Database } from '../../db/database.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { NotFoundError } from '../../errors.js';
import type { Viewer } from '../repositories/find-repositories.js';

/** What is known of a CODEOWNERS file before it is read. */
export interface CodeownersFile {
  repositoryId: number;
  /** Of the contents, in UTF-8. */
  byteSize: number;
  createdAt: Date;
  updatedAt: Date;
}

/** The files of these repositories, each at the place of its id; null where there is none that the viewer may read. */
export async function codeownersFilesOf(
  viewer: Viewer,
  repositoryIds: readonly number[],
): Promise<(CodeownersFile | null)[]> {
  const found = await read<CodeownersFile>(
    viewer,
    Prisma.sql`SELECT ${columns} FROM ${readable(viewer)} AND c.repository_id = ANY(${[...repositoryIds]}::int[])`,
  );
  const byId = new Map(found.map((file) => [file.repositoryId, file]));
  return repositoryIds.map((id) => byId.get(id) ?? null);
}

/** The files of repositories with an id above `after`, `take` at most, by that id, and how many there are in all. */
export function listCodeownersFiles(
  viewer: Viewer,
  { after, take }: { after: number; take: number },
): { rows: () => Promise<CodeownersFile[]>; count: () => Promise<number> } {
  return {
    rows: () =>
      read(
        viewer,
        Prisma.sql`SELECT ${columns} FROM ${readable(viewer)} AND c.repository_id > ${after}
        ORDER BY c.repository_id LIMIT ${take}`,
      ),
    count: async () => {
      const [row] = await read<{ total: number }>(
        viewer,
        Prisma.sql`SELECT count(*)::int AS total FROM ${readable(viewer)}`,
      );
      return row?.total ?? 0;
    },
  };
}

/** The contents of files that were found for the caller; an error for one that was deleted since then. */
export async function contentsOf(
  db: Database,
  files: readonly CodeownersFile[],
): Promise<(string | NotFoundError)[]> {
  const rows = await db.query<{ id: number; contents: string }>(
    'SELECT repository_id AS id, contents FROM codeowners_files WHERE repository_id = ANY($1::int[])',
    [files.map(({ repositoryId }) => repositoryId)],
  );
  const byId = new Map(rows.map(({ id, contents }) => [id, contents]));
  return files.map(({ repositoryId: id }) => byId.get(id) ?? codeownersNotFound(id));
}

export const codeownersNotFound = (repositoryId: number): NotFoundError =>
  new NotFoundError(`codeowners file not found: id=${repositoryId}`);

const columns = Prisma.sql`c.repository_id AS "repositoryId", octet_length(c.contents) AS "byteSize",
  c.created_at AS "createdAt", c.updated_at AS "updatedAt"`;

async function read<Row>({ services }: Viewer, sql: Prisma.Sql): Promise<Row[]> {
  return services.db.query<Row>(sql.text, sql.values);
}

/** SECURITY: a file names paths anywhere in its repository, so whoever may read only some of them does not get it. */
const readable = (viewer: Viewer): Prisma.Sql => Prisma.sql`
  codeowners_files c JOIN repositories r ON r.id = c.repository_id
  WHERE ${visibleRepositories(viewer)} AND ${readsEveryPath(viewer)}`;
