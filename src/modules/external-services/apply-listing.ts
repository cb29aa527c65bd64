import type { Prisma } from '../../db/generated/prisma/client.js';
import { remoteKey } from '../repositories/clone-url.js';
import { repositoryNameKey } from '../repositories/repository-name.js';
import type { SourceRepository } from './code-host.js';

/** What a listing changed, in numbers of repositories. */
export interface ListingResult {
  added: number;
  modified: number;
  deleted: number;
  unmodified: number;
  /** Of those that were there before: everybody sees them from now on, or no longer. Absent where there are none. */
  madePublic?: number;
  madePrivate?: number;
  /** What could not be taken, in words; null when everything was. */
  warning: string | null;
}

interface Listing {
  externalServiceId: number;
  serviceType: string;
  repositories: readonly SourceRepository[];
  /** The host did not tell all, so what is not in the listing stays as it is. */
  isPart?: boolean;
  now: Date;
}

/** Any constant: names the lock under which names of repositories are given. */
const namesLock = 7310314;

/**
 * Makes the repositories of a connection those of a listing, in a handful of statements however many they are. One that
 * no connection yields any more is deleted; one that comes back has its id and its grants again.
 */
export async function applyListing(tx: Prisma.TransactionClient, listing: Listing): Promise<ListingResult> {
  const { externalServiceId, isPart = false, now } = listing;
  await lockNames(tx);
  const { rows, warning } = await withoutConflicts(tx, listing);
  const json = JSON.stringify(rows);
  await tx.$executeRawUnsafe(giveNamesBackSql, json);
  const written = await tx.$queryRawUnsafe<{ id: number; added: boolean }[]>(upsertSql, json, now);
  await tx.$executeRawUnsafe(mirrorsSql, json, now);
  await tx.$executeRawUnsafe(linkSql, json, externalServiceId);
  if (!isPart) await tx.$executeRawUnsafe(unlinkSql, json, externalServiceId);
  const { deleted, turned } = await settleRepositories(tx, now);
  const added = new Set(written.filter((row) => row.added).map(({ id }) => id));
  const turnedBefore = turned.filter(({ id }) => !added.has(id));
  const touched = new Set([...written, ...turnedBefore].map(({ id }) => id));
  return {
    added: added.size,
    modified: touched.size - added.size,
    deleted,
    unmodified: Math.max(0, rows.length - touched.size),
    ...countTurned(turnedBefore),
    warning,
  };
}

/** A repository that everybody sees from now on, or no longer. */
export interface TurnedRepository {
  id: number;
  isPrivate: boolean;
}

/** How many repositories everybody sees from now on, and how many no longer, as events tell it. */
export function countTurned(turned: readonly TurnedRepository[]): {
  madePublic?: number;
  madePrivate?: number;
} {
  const madePrivate = turned.filter(({ isPrivate }) => isPrivate).length;
  const madePublic = turned.length - madePrivate;
  return { ...(madePublic > 0 && { madePublic }), ...(madePrivate > 0 && { madePrivate }) };
}

/** Keeps others from giving or taking names of repositories until the transaction ends. */
export const lockNames = (tx: Prisma.TransactionClient) =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(${namesLock})`;

/**
 * After links were changed: deletes what no connection yields any more, and answers how many that were. Grants stay, and
 * wait for it. SECURITY: what is left is private as soon as one connection says so; what turned that way or the other is
 * answered, since who may see it changed.
 */
export async function settleRepositories(
  tx: Prisma.TransactionClient,
  now: Date,
): Promise<{ deleted: number; turned: TurnedRepository[] }> {
  const turned = await tx.$queryRaw<TurnedRepository[]>`
    UPDATE repositories r SET is_private = said.is_private, updated_at = ${now}
    FROM (SELECT s.repository_id, bool_or(s.is_private) AS is_private
          FROM external_service_repositories s GROUP BY 1) said
    WHERE said.repository_id = r.id AND r.is_private <> said.is_private
    RETURNING r.id, r.is_private AS "isPrivate"`;
  // Their copies go as soon as there is a free place.
  await tx.$executeRaw`
    UPDATE repository_mirrors m SET next_fetch_at = ${now} FROM repositories r
    WHERE r.id = m.repository_id AND r.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM external_service_repositories s WHERE s.repository_id = r.id)`;
  const deleted = await tx.$executeRaw`
    UPDATE repositories r SET deleted_at = ${now}, updated_at = ${now} WHERE r.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM external_service_repositories s WHERE s.repository_id = r.id)`;
  return { deleted, turned };
}

/** The listing without what has the name of another repository, and a word on what was left out. */
async function withoutConflicts(tx: Prisma.TransactionClient, { serviceType, repositories }: Listing) {
  const byIdentity = new Map<string, Row>();
  for (const repository of repositories) {
    const row = rowOf(repository, serviceType);
    const identity = identityOf(row);
    if (!byIdentity.has(identity)) byIdentity.set(identity, row);
  }
  const { kept: all, refused } = await eachNameOnce(tx, [...byIdentity.values()]);
  const found = await tx.$queryRawUnsafe<{ key: string }[]>(takenNamesSql, JSON.stringify(all));
  const takenKeys = new Set(found.map(({ key }) => key));
  const rows = all.filter((row) => !takenKeys.has(row.name_key));
  const taken = all.filter((row) => takenKeys.has(row.name_key)).map(({ name }) => name);
  return { rows, warning: warningOf(refused.concat(taken)) };
}

type Row = ReturnType<typeof rowOf>;

const identityOf = (row: Pick<Row, 'service_id' | 'external_id'>): string =>
  JSON.stringify([row.service_id, row.external_id]);

/** Of several that want one name, the one that has it already keeps it, wherever it is in the listing; otherwise the first gets it. */
async function eachNameOnce(
  tx: Prisma.TransactionClient,
  rows: readonly Row[],
): Promise<{ kept: Row[]; refused: string[] }> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.name_key);
    if (group) group.push(row);
    else groups.set(row.name_key, [row]);
  }
  const wanted = [...groups].flatMap(([key, group]) => (group.length > 1 ? [key] : []));
  if (wanted.length === 0) return { kept: [...rows], refused: [] };
  const holders = await tx.repository.findMany({
    where: { nameKey: { in: wanted }, deletedAt: null, serviceType: rows[0]?.service_type ?? '' },
    select: { serviceId: true, externalId: true },
  });
  const holding = new Set(
    holders.map((one) => identityOf({ service_id: one.serviceId, external_id: one.externalId })),
  );
  const winners = new Set(
    [...groups.values()].map((group) => group.find((row) => holding.has(identityOf(row))) ?? group[0]),
  );
  return {
    kept: rows.filter((row) => winners.has(row)),
    refused: rows.flatMap((row) => (winners.has(row) ? [] : [row.name])),
  };
}

function warningOf(refused: readonly string[]): string | null {
  if (refused.length === 0) return null;
  const more = refused.length > 10 ? ` and ${refused.length - 10} more` : '';
  return `left out, because another repository has the name: ${refused.slice(0, 10).join(', ')}${more}`;
}

const rowOf = (repository: SourceRepository, serviceType: string) => ({
  name: repository.name,
  name_key: repositoryNameKey(repository.name),
  clone_url: repository.cloneUrl,
  remote_key: remoteKey(repository.cloneUrl) ?? '',
  service_type: serviceType,
  service_id: repository.serviceId,
  external_id: repository.externalId,
  is_private: repository.isPrivate,
  description: repository.description ?? '',
  is_fork: repository.isFork ?? false,
  is_archived: repository.isArchived ?? false,
  stars: repository.stars ?? 0,
  topics: repository.topics ?? [],
});

const input = `json_to_recordset($1::json) AS i (
  name text, name_key text, clone_url text, remote_key text, service_type text, service_id text, external_id text,
  is_private boolean, description text, is_fork boolean, is_archived boolean, stars int, topics text[])`;
const isSame =
  'r.service_type = i.service_type AND r.service_id = i.service_id AND r.external_id = i.external_id';

/** Names that a living repository has which is not in the listing. */
const takenNamesSql = `
  SELECT i.name_key AS key FROM ${input} JOIN repositories h ON h.name_key = i.name_key COLLATE "C"
  WHERE h.deleted_at IS NULL AND (h.service_type, h.service_id, h.external_id) NOT IN (
    SELECT i.service_type, i.service_id, i.external_id FROM ${input})`;

/** Two repositories may swap names, so whoever is renamed first gives its own back. */
const giveNamesBackSql = `
  UPDATE repositories r SET name_key = '/' || r.id FROM ${input}
  WHERE ${isSame} AND r.deleted_at IS NULL AND r.name_key <> i.name_key`;

const facts = ['name', 'name_key', 'description', 'is_fork', 'is_archived', 'stars', 'topics'];
const upsertSql = `
  INSERT INTO repositories AS r (${facts.join(', ')}, service_type, service_id, external_id, is_private, created_at)
  SELECT ${facts.map((column) => `i.${column}`).join(', ')}, i.service_type, i.service_id, i.external_id, true, $2::timestamptz
  FROM ${input}
  ON CONFLICT (service_type, service_id, external_id) DO UPDATE
  SET ${facts.map((column) => `${column} = excluded.${column}`).join(', ')}, deleted_at = NULL, updated_at = $2::timestamptz
  WHERE (${facts.map((column) => `r.${column}`).join(', ')}, r.deleted_at)
    IS DISTINCT FROM (${facts.map((column) => `excluded.${column}`).join(', ')}, NULL)
  RETURNING r.id, (xmax = 0) AS added`;

/** What is new is fetched at once, and what came back. */
const mirrorsSql = `
  INSERT INTO repository_mirrors (repository_id, next_fetch_at)
  SELECT r.id, $2::timestamptz FROM ${input} JOIN repositories r ON ${isSame}
  ON CONFLICT (repository_id) DO UPDATE SET next_fetch_at = excluded.next_fetch_at
  WHERE repository_mirrors.next_fetch_at IS NULL`;

const linkSql = `
  INSERT INTO external_service_repositories AS s (external_service_id, repository_id, clone_url, remote_key, is_private)
  SELECT $2::int, r.id, i.clone_url, i.remote_key, i.is_private FROM ${input} JOIN repositories r ON ${isSame}
  ON CONFLICT (external_service_id, repository_id) DO UPDATE
  SET clone_url = excluded.clone_url, remote_key = excluded.remote_key, is_private = excluded.is_private
  WHERE (s.clone_url, s.remote_key, s.is_private) IS DISTINCT FROM (excluded.clone_url, excluded.remote_key, excluded.is_private)`;

const unlinkSql = `
  DELETE FROM external_service_repositories s WHERE s.external_service_id = $2::int AND s.repository_id NOT IN (
    SELECT r.id FROM ${input} JOIN repositories r ON ${isSame})`;
