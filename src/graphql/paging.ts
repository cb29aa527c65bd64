import { Prisma } from '../db/generated/prisma/client.js';
import { InvalidInputError } from '../errors.js';
import { inherited } from './access.js';
import { builder } from './builder.js';

// The one place that pages. The styles are those of the mirrored API (identity reference, section 6).

/** A page as connections resolve it. What is not selected is not computed. */
export interface Page<Node> {
  nodes: Node[];
  totalCount: () => number | Promise<number>;
  pageInfo: PageInfoShape;
}

/** A page that is read only when it is asked for: the whole number alone needs none. */
export interface LazyPage<Node> {
  page: () => Promise<Pick<Page<Node>, 'nodes' | 'pageInfo'>>;
  totalCount: Page<Node>['totalCount'];
}

export interface PageInfoShape {
  startCursor: string | null;
  endCursor: string | null;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

export interface BidirectionalArgs {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

/** The most rows that one page of a bidirectional list holds. */
export const maxBidirectionalPage = 100;

export const PageInfo = builder.objectRef<PageInfoShape>('PageInfo').implement({
  description: 'Where a page of a list ends.',
  fieldAccess: inherited,
  fields: (t) => ({
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'What to give as `after` to get the next page; null when there is none.',
    }),
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether more follow this page.' }),
  }),
});

/** The mirrored product has the same type under two names. */
const pageInfoOfBothWays = (name: 'ConnectionPageInfo' | 'BidirectionalPageInfo') =>
  builder.objectRef<PageInfoShape>(name).implement({
    description: 'Where a page of a list that can be read in both directions begins and ends.',
    fieldAccess: inherited,
    fields: (t) => ({
      startCursor: t.exposeString('startCursor', {
        nullable: true,
        description: 'The cursor of the first node; give it as `before` to get the previous page.',
      }),
      endCursor: t.exposeString('endCursor', {
        nullable: true,
        description: 'The cursor of the last node; give it as `after` to get the next page.',
      }),
      hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether more follow this page.' }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
        description: 'Whether more come before this page.',
      }),
    }),
  });

export const ConnectionPageInfo = pageInfoOfBothWays('ConnectionPageInfo');
export const BidirectionalPageInfo = pageInfoOfBothWays('BidirectionalPageInfo');

/** How many rows a page has, and whether they are counted from the end of the list. */
export interface AskedSize {
  size: number;
  fromEnd: boolean;
}

/**
 * The size that a page is asked to have, `most` at most; undefined where none is given. A size of 0 is no limit, in the
 * mirrored product.
 *
 * @throws InvalidInputError where both sizes are given, or a negative one.
 */
export function askedSize(
  { first, last }: Pick<BidirectionalArgs, 'first' | 'last'>,
  most = maxBidirectionalPage,
): AskedSize | undefined {
  if ((first ?? 0) < 0 || (last ?? 0) < 0)
    throw new InvalidInputError('`first` and `last` must not be negative');
  if (first != null && last != null) throw new InvalidInputError('give `first` or `last`, not both');
  const asked = first ?? last;
  return asked == null ? undefined : { size: Math.min(asked || most, most), fromEnd: last != null };
}

/** As `askedSize`, for lists that are never read without a size. */
export function requiredSize(
  args: Pick<BidirectionalArgs, 'first' | 'last'>,
  most = maxBidirectionalPage,
): AskedSize {
  requireSize(args);
  return askedSize(args, most) as AskedSize;
}

/** Refuses pages of lists that are never read without a size. */
export function requireSize({ first, last }: Pick<BidirectionalArgs, 'first' | 'last'>): void {
  if (first == null && last == null)
    throw new InvalidInputError('you must provide a `first` or `last` value to properly paginate');
}

/** The size of a page: `first` as asked, within `max`; `otherwise` when it is not given. */
export function pageSize(
  first: number | null | undefined,
  limits: { max: number; otherwise: number },
): number {
  if (first == null) return limits.otherwise;
  if (first < 0) throw new InvalidInputError('`first` must not be negative');
  return Math.min(first, limits.max);
}

/** Cuts the extra row that was read to see whether more follow, and describes the page. */
export function forwardPage<Node>(
  rows: readonly Node[],
  size: number,
  cursorOf: (node: Node) => string,
  totalCount: Page<Node>['totalCount'],
  hasPreviousPage = false,
): Page<Node> {
  const nodes = rows.slice(0, size);
  return {
    nodes,
    totalCount,
    pageInfo: {
      startCursor: nodes[0] === undefined ? null : cursorOf(nodes[0]),
      endCursor: nodes.length === 0 ? null : cursorOf(nodes[nodes.length - 1] as Node),
      hasNextPage: rows.length > size,
      hasPreviousPage,
    },
  };
}

/** Pages a whole list that is at hand: short ones, and lists that a loader brought for many parents at once. */
export function pageOf<Node>(
  all: readonly Node[],
  { first, last, after, before }: BidirectionalArgs,
  cursorOf: (node: Node) => string,
): Page<Node> {
  const asked = askedSize({ first, last });
  const position = (cursor: string, name: string) => {
    const index = all.findIndex((node) => cursorOf(node) === cursor);
    if (index < 0) throw new InvalidInputError(`\`${name}\` is no cursor of this list`);
    return index;
  };
  let from = after ? position(after, 'after') + 1 : 0;
  let to = before ? position(before, 'before') : all.length;
  to = Math.max(from, to);
  if (asked?.fromEnd) from = Math.max(from, to - asked.size);
  else if (asked) to = Math.min(to, from + asked.size);
  const nodes = all.slice(from, to);
  return {
    nodes,
    totalCount: () => all.length,
    pageInfo: {
      startCursor: nodes[0] === undefined ? null : cursorOf(nodes[0]),
      endCursor: nodes.length === 0 ? null : cursorOf(nodes[nodes.length - 1] as Node),
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
    },
  };
}

/** Which rows of a list in descending order of their ids a page holds. */
export interface Window extends AskedSize {
  /** Ids are below this one, and above that one. Rows that are counted from the end come in ascending order. */
  below: number | null;
  above: number | null;
}

/** Reads the arguments of a list that is never read whole. `idOf` reads a cursor. */
export function windowOf(
  { first, last, after, before }: BidirectionalArgs,
  idOf: (cursor: string) => number,
): Window {
  return {
    below: after ? idOf(after) : null,
    above: before ? idOf(before) : null,
    ...requiredSize({ first, last }),
  };
}

/** The page of a window, of whose rows one more was read than it holds, to see whether more follow. */
export function windowPage<Node>(
  rows: readonly Node[],
  { below, above, size, fromEnd }: Window,
  cursorOf: (node: Node) => string,
  totalCount: Page<Node>['totalCount'],
): Page<Node> {
  const nodes = rows.slice(0, size);
  if (fromEnd) nodes.reverse();
  const cursor = (node: Node | undefined) => (node === undefined ? null : cursorOf(node));
  return {
    nodes,
    totalCount,
    pageInfo: {
      startCursor: cursor(nodes[0]),
      endCursor: cursor(nodes.at(-1)),
      hasNextPage: fromEnd ? above !== null : rows.length > size,
      hasPreviousPage: fromEnd ? rows.length > size : below !== null,
    },
  };
}

/** What the rows of a list are sorted by, before their id. */
export interface SortKey {
  /** In cursors. */
  name: string;
  /** Its value, never null, and its type in SQL. SECURITY: written by us. */
  by: string;
  type: string;
}

export interface Sorting {
  key: SortKey;
  /** The id of a row, in SQL. */
  id: string;
  descending: boolean;
  /** No page is longer. */
  most: number;
}

/** The pieces of a statement that reads a page of a sorted list, and what makes a page of its rows. */
export interface SortedWindow {
  /** Goes into what is selected; a page needs it, and the `id`. */
  selected: Prisma.Sql;
  /** Goes behind the conditions of the list. */
  rest: Prisma.Sql;
  page<Row extends { id: number; sortKey: string }>(
    rows: readonly Row[],
  ): Pick<Page<Row>, 'nodes' | 'pageInfo'>;
}

/** Reads the arguments of a list that is never read whole and is sorted by something. */
export function sortedWindow(args: BidirectionalArgs, { key, id, descending, most }: Sorting): SortedWindow {
  const { after, before } = args;
  const { size, fromEnd } = requiredSize(args, most);
  const sortedBy = Prisma.raw(`(${key.by})`);
  const idColumn = Prisma.raw(id);
  const beyond = (cursor: string | null | undefined, isAfter: boolean) => {
    if (!cursor) return Prisma.empty;
    const { value, id: row } = readCursor(cursor, key.name);
    const operator = Prisma.raw(isAfter === descending ? '<' : '>');
    return Prisma.sql`AND (${sortedBy}, ${idColumn}) ${operator} (${value}::${Prisma.raw(key.type)}, ${row}::int)`;
  };
  const direction = Prisma.raw(descending === fromEnd ? 'ASC' : 'DESC');
  return {
    selected: Prisma.sql`${sortedBy}::text AS "sortKey"`,
    rest: Prisma.sql`${beyond(after, true)} ${beyond(before, false)}
      ORDER BY ${sortedBy} ${direction}, ${idColumn} ${direction} LIMIT ${size + 1}`,
    page: (rows) => {
      const more = rows.length > size;
      const nodes = rows.slice(0, size);
      if (fromEnd) nodes.reverse();
      const cursorOf = (row: (typeof rows)[number] | undefined) =>
        row ? Buffer.from(`${key.name}:${row.sortKey}@${row.id}`).toString('base64') : null;
      return {
        nodes,
        pageInfo: {
          startCursor: cursorOf(nodes[0]),
          endCursor: cursorOf(nodes.at(-1)),
          hasNextPage: fromEnd ? Boolean(before) : more,
          hasPreviousPage: fromEnd ? more : Boolean(after),
        },
      };
    },
  };
}

/** What a cursor holds: what the list was sorted by, the value of it, and the id. */
function readCursor(cursor: string, name: string): { value: string; id: number } {
  const text = Buffer.from(cursor, 'base64').toString('utf8');
  const [, actual, value, id] = /^(\w+):(.*)@(\d{1,9})$/s.exec(text) ?? [];
  if (actual === undefined || value === undefined || value.includes('\0')) throw notACursor();
  if (actual !== name) throw new InvalidInputError(`Invalid cursor. Expected: ${name} Actual: ${actual}`);
  return { value, id: Number(id) };
}

const notACursor = () => new InvalidInputError('`after` or `before` is no cursor of this list');

/** A value that a client made up does not read as the type of its column. */
export function asCursorError(error: unknown): never {
  const { code } = error as { code?: string };
  throw typeof code === 'string' && /^22/.test(code) ? notACursor() : error;
}
