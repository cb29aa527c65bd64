import { createHmac } from 'node:crypto';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { type BidirectionalArgs, type Page, windowOf, windowPage } from '../../graphql/paging.js';
import { databaseId, encodeId } from '../../ids.js';
import { redacted } from '../../secret-comments.js';
import type { Services } from '../../services.js';
import { redactSecrets } from './configuration-secrets.js';
import { unsealConfiguration } from './sealed-configuration.js';

/** One change of the site configuration: a version, and what it replaced. */
export interface ConfigurationChange {
  id: number;
  /** As it is stored, its secrets sealed. */
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
  args: BidirectionalArgs,
): Promise<Page<ConfigurationChange>> {
  const window = windowOf(args, (cursor) => databaseId(cursor, 'SiteConfigurationChange'));
  const order = window.fromEnd ? 'ASC' : 'DESC';
  const rows = await db.query<ConfigurationChange>(
    `SELECT ${columns} FROM (
       SELECT * FROM site_configurations
       WHERE ($1::int IS NULL OR id < $1) AND ($2::int IS NULL OR id > $2)
       ORDER BY id ${order} LIMIT $3
     ) c ${withBefore} ORDER BY c.id ${order}`,
    [window.below, window.above, window.size + 1],
    `changes of the site configuration ${window.fromEnd ? 'back' : 'forward'}`,
  );
  const totalCount = async () => {
    const [row] = await db.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM site_configurations',
      [],
      'count of changes of the site configuration',
    );
    return row?.count ?? 0;
  };
  return windowPage(rows, window, ({ id }) => encodeId('SiteConfigurationChange', id), totalCount);
}

/**
 * What a change changed, as a unified diff. A secret reads `REDACTED-` and a keyed digest of it, so that one sees
 * that it changed and not what it is.
 */
export async function diffOf({ keys }: Services, change: ConfigurationChange): Promise<string> {
  const key = keys.current.derive('site configuration diff');
  const mark = (value: unknown) =>
    `${redacted}-${createHmac('sha256', key).update(JSON.stringify(value)).digest('hex').slice(0, 8)}`;
  return createTwoFilesPatch(
    `ID: ${change.beforeId}`,
    `ID: ${change.id}`,
    redactSecrets(await unsealConfiguration(keys, change.beforeContents), mark),
    redactSecrets(await unsealConfiguration(keys, change.contents), mark),
    undefined,
    undefined,
    { headerOptions: FILE_HEADERS_ONLY },
  );
}
