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
  if ((first ?? 0) < 0 || (last ?? 0) < 0)
    throw new InvalidInputError('`first` and `last` must not be negative');
  if (first != null && last != null) throw new InvalidInputError('give `first` or `last`, not both');
  const position = (cursor: string, name: string) => {
    const index = all.findIndex((node) => cursorOf(node) === cursor);
    if (index < 0) throw new InvalidInputError(`\`${name}\` is no cursor of this list`);
    return index;
  };
  let from = after ? position(after, 'after') + 1 : 0;
  let to = before ? position(before, 'before') : all.length;
  to = Math.max(from, to);
  // A size of 0 is no limit, in the mirrored product; with a size a page holds 100 at most.
  const size = Math.min(first || last || maxBidirectionalPage, maxBidirectionalPage);
  if (first != null) to = Math.min(to, from + size);
  if (last != null) from = Math.max(from, to - size);
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
export interface Window {
  /** Ids are below this one, and above that one. */
  below: number | null;
  above: number | null;
  size: number;
  /** The page is counted from the end of the list, so its rows come in ascending order. */
  fromEnd: boolean;
}

/** Reads the arguments of a list that is never read whole. `idOf` reads a cursor. */
export function windowOf(
  { first, last, after, before }: BidirectionalArgs,
  idOf: (cursor: string) => number,
): Window {
  requireSize({ first, last });
  if (first != null && last != null) throw new InvalidInputError('give `first` or `last`, not both');
  const wanted = first ?? last ?? 0;
  if (wanted < 0) throw new InvalidInputError('`first` and `last` must not be negative');
  return {
    below: after ? idOf(after) : null,
    above: before ? idOf(before) : null,
    size: Math.min(wanted || maxBidirectionalPage, maxBidirectionalPage),
    fromEnd: first == null,
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
