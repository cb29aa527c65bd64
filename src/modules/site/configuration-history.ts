import { createHmac } from 'node:crypto';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { InvalidInputError } from '../../errors.js';
import { type BidirectionalArgs, maxBidirectionalPage, type Page } from '../../graphql/paging.js';
import { databaseId, encodeId } from '../../ids.js';
import type { Services } from '../../services.js';
import { redacted, redactSecrets } from './configuration-secrets.js';

/** One change of the site configuration: a version, and what it replaced. */
export interface ConfigurationChange {
  id: number;
  contents: string;
  /** The version before it, and what it said. */
  beforeId: number;
  beforeContents: string;
  authorId: number | null;
  createdAt: Date;
}

const columns = `c.id, c.contents, c.author_id AS "authorId", c.created_at AS "createdAt",
  coalesce(b.id, 0) AS "beforeId", coalesce(b.contents, '') AS "beforeContents"`;
const withBefore = `LEFT JOIN LATERAL (
    SELECT id, contents FROM site_configurations WHERE id < c.id ORDER BY id DESC LIMIT 1
  ) b ON true`;

/** The change that made a version; undefined when there is none. */
export async function findChange({ db }: Services, id: number): Promise<ConfigurationChange | undefined> {
  const [row] = await db.query<ConfigurationChange>(
    `SELECT ${columns} FROM site_configurations c ${withBefore} WHERE c.id = $1`,
    [id],
    'change of the site configuration',
  );
  return row;
}

/** A page of the changes, the newest first. */
export async function changesPage(
  { db }: Services,
  { first, last, after, before }: BidirectionalArgs,
): Promise<Page<ConfigurationChange>> {
  if (first == null && last == null) {
    throw new InvalidInputError('you must provide a `first` or `last` value to properly paginate');
  }
  if (first != null && last != null) throw new InvalidInputError('give `first` or `last`, not both');
  const wanted = first ?? last ?? 0;
  if (wanted < 0) throw new InvalidInputError('`first` and `last` must not be negative');
  const size = Math.min(wanted || maxBidirectionalPage, maxBidirectionalPage);
  const forward = first != null;
  const rows = await db.query<ConfigurationChange>(
    `SELECT ${columns} FROM (
       SELECT * FROM site_configurations
       WHERE ($1::int IS NULL OR id < $1) AND ($2::int IS NULL OR id > $2)
       ORDER BY id ${forward ? 'DESC' : 'ASC'} LIMIT $3
     ) c ${withBefore} ORDER BY c.id ${forward ? 'DESC' : 'ASC'}`,
    [cursorId(after), cursorId(before), size + 1],
    `changes of the site configuration ${forward ? 'forward' : 'back'}`,
  );
  const nodes = rows.slice(0, size);
  if (!forward) nodes.reverse();
  const cursorOf = (change: ConfigurationChange | undefined) =>
    change ? encodeId('SiteConfigurationChange', change.id) : null;
  return {
    nodes,
    totalCount: async () => {
      const [row] = await db.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM site_configurations',
        [],
        'count of changes of the site configuration',
      );
      return row?.count ?? 0;
    },
    pageInfo: {
      startCursor: cursorOf(nodes[0]),
      endCursor: cursorOf(nodes.at(-1)),
      hasNextPage: forward ? rows.length > size : before != null,
      hasPreviousPage: forward ? after != null : rows.length > size,
    },
  };
}

const cursorId = (cursor: string | null | undefined): number | null =>
  cursor ? databaseId(cursor, 'SiteConfigurationChange') : null;

/**
 * What a change changed, as a unified diff. A secret reads `REDACTED-` and a keyed digest of it, so that one sees
 * that it changed and not what it is.
 */
export function diffOf({ keys }: Services, change: ConfigurationChange): string {
  const key = keys.current.derive('site configuration diff');
  const mark = (value: unknown) =>
    `${redacted}-${createHmac('sha256', key).update(JSON.stringify(value)).digest('hex').slice(0, 8)}`;
  return createTwoFilesPatch(
    `ID: ${change.beforeId}`,
    `ID: ${change.id}`,
    redactSecrets(change.beforeContents, mark),
    redactSecrets(change.contents, mark),
    undefined,
    undefined,
    { headerOptions: FILE_HEADERS_ONLY },
  );
}
