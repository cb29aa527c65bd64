import { visibleRepositories } from '../../authz/repository-visibility.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { holdingText } from '../../db/like.js';
import { InvalidInputError } from '../../errors.js';
import { type BidirectionalArgs, type PageInfoShape, requiredSize } from '../../graphql/paging.js';
import type { Viewer } from './find-repositories.js';

/** Which texts: all keys, or the values of one. */
export interface TextSearch extends BidirectionalArgs {
  /** Whose values; keys without it. */
  key?: string;
  /** What they must hold, in any case. */
  query?: string | null;
}

/** Whether a repository that the viewer may see has the key. */
export async function isMetadataKey(viewer: Viewer, key: string): Promise<boolean> {
  const rows = await run<{ key: string }>(
    viewer,
    Prisma.sql`SELECT d.key FROM ${onVisible(viewer)} AND d.key = ${key} LIMIT 1`,
  );
  return rows.length > 0;
}

/** How many keys or values there are on the repositories that the viewer may see, each counted once. */
export async function countMetadataTexts(viewer: Viewer, search: TextSearch): Promise<number> {
  const [row] = await run<{ total: number }>(
    viewer,
    Prisma.sql`SELECT count(DISTINCT ${column(search)})::int AS total FROM ${matching(viewer, search)}`,
  );
  return row?.total ?? 0;
}

/** One page of the keys or values on the repositories that the viewer may see, each once, in the order of their bytes. */
export async function listMetadataTexts(
  viewer: Viewer,
  search: TextSearch,
): Promise<{ nodes: string[]; pageInfo: PageInfoShape }> {
  const { after, before } = search;
  const { size, fromEnd } = requiredSize(search);
  const text = column(search);
  const rows = await run<{ text: string }>(
    viewer,
    Prisma.sql`SELECT DISTINCT ${text} AS text FROM ${matching(viewer, search)}
      ${after ? Prisma.sql`AND ${text} > ${readCursor(after)}` : Prisma.empty}
      ${before ? Prisma.sql`AND ${text} < ${readCursor(before)}` : Prisma.empty}
      ORDER BY text ${Prisma.raw(fromEnd ? 'DESC' : 'ASC')} LIMIT ${size + 1}`,
  );
  const more = rows.length > size;
  const nodes = rows.slice(0, size).map((row) => row.text);
  if (fromEnd) nodes.reverse();
  return {
    nodes,
    pageInfo: {
      startCursor: cursorOf(nodes[0]),
      endCursor: cursorOf(nodes.at(-1)),
      hasNextPage: fromEnd ? Boolean(before) : more,
      hasPreviousPage: fromEnd ? more : Boolean(after),
    },
  };
}

async function run<Row>({ services }: Viewer, sql: Prisma.Sql): Promise<Row[]> {
  return services.db.query<Row>(sql.text, sql.values);
}

/** SECURITY: what is on a repository is known to those who may see it. */
const onVisible = (viewer: Viewer): Prisma.Sql => Prisma.sql`
  repository_metadata d JOIN repositories r ON r.id = d.repository_id WHERE ${visibleRepositories(viewer)}`;

const column = ({ key }: TextSearch) => Prisma.raw(key === undefined ? 'd.key' : 'd.value');

function matching(viewer: Viewer, search: TextSearch): Prisma.Sql {
  const like = search.query ? holdingText(search.query) : null;
  const conditions = [
    onVisible(viewer),
    ...(search.key === undefined ? [] : [Prisma.sql`d.key = ${search.key} AND d.value IS NOT NULL`]),
    ...(like === null ? [] : [Prisma.sql`${column(search)} ILIKE ${like}`]),
  ];
  return Prisma.join(conditions, ' AND ');
}

/** The empty text is a value, too, so a cursor is never the text itself. */
const cursorOf = (text: string | undefined) =>
  text === undefined ? null : Buffer.from(`text:${text}`).toString('base64');

function readCursor(cursor: string): string {
  const [, text] = /^text:([^\0]*)$/s.exec(Buffer.from(cursor, 'base64').toString('utf8')) ?? [];
  if (text === undefined) throw new InvalidInputError('`after` or `before` is no cursor of this list');
  return text;
}
