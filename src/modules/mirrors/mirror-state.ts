import { join } from 'node:path';
import { secondsAfter } from '../../clock.js';
import type { Database } from '../../db/database.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { type MirrorDirectory, mirrorIn } from '../../git/mirror.js';
import type { Services } from '../../services.js';

/** The copy of a repository, by its number: a name never becomes a path. */
export const mirrorOf = ({ config }: Pick<Services, 'config'>, repositoryId: number): MirrorDirectory =>
  mirrorIn(join(config.DATA_DIR, 'repositories', String(repositoryId)));

/** Names the lease on a repository: whoever holds it may change what is on disk. */
export const mirrorLease = (repositoryId: number): string => `repository:${repositoryId}`;

const shortestSeconds = 45;
const longestSeconds = 8 * 3600;
const firstRetrySeconds = 60;
/** A repository has rest for so long after a fetch, whoever asks for another but a site admin. */
const restSeconds = 10;

/** Often where much happens: half as long as nothing has. */
export function intervalAfterFetch(lastChangedAt: Date, now: Date): number {
  const quietSeconds = (now.getTime() - lastChangedAt.getTime()) / 1000;
  return Math.round(Math.min(Math.max(quietSeconds / 2, shortestSeconds), longestSeconds));
}

/** Each failure in a row doubles the wait. */
export const intervalAfterFailures = (failures: number): number =>
  Math.min(firstRetrySeconds * 2 ** Math.min(failures - 1, 20), longestSeconds);

/** What is to be done about the copy of a repository. */
export interface MirrorTask {
  id: number;
  status: 'NOT_CLONED' | 'CLONING' | 'CLONED';
  deleted: boolean;
  failures: number;
  lastChangedAt: Date | null;
  /** Whether somebody asked for it. */
  asked: boolean;
}

/** Due without waiting for anything. */
export const atOnce = new Date(0);

/** A request that is being served, so that one which comes meanwhile is told from it, and a crash forgets neither. */
const underWay = new Date(1000);

/** Whether what is due then is due at once, or is being served. */
export const isAtOnce = (nextFetchAt: Date): boolean => nextFetchAt <= underWay;

/** Who asks for a fetch, and of what. */
interface FetchRequest {
  id: number;
  accountId: number;
  now: Date;
}

/**
 * Accounts take turns: what one asks for comes after what it asked for before, and after one fetch of whoever else waits.
 * A newcomer begins with those whose turn it is now. So the order is known when somebody asks, in all processes. Requests
 * of one account at the same moment may get the same turn: as many as there are connections to the database.
 */
const nextTurnOf = (accountId: number) => Prisma.sql`
  SELECT greatest(
    (SELECT max(asked_turn) + 1 FROM repository_mirrors WHERE asked_by = ${accountId} AND asked_at IS NOT NULL),
    (SELECT min(asked_turn) FROM repository_mirrors WHERE asked_at IS NOT NULL), 1) AS turn`;

/** What somebody asked for already moves to the turn of whoever has an earlier one. */
const inTurnOf = (accountId: number) => Prisma.sql`
  asked_by = CASE WHEN asked_turn <= mine.turn THEN asked_by ELSE ${accountId} END,
  asked_turn = least(asked_turn, mine.turn)`;

/**
 * Asks for a fetch at once. Answers how many repositories nobody had asked it for, or only somebody whose turn is later.
 */
export const askAtOnce = (
  tx: Prisma.TransactionClient,
  { id, accountId, now }: FetchRequest,
): Promise<number> =>
  tx.$executeRaw`
    UPDATE repository_mirrors
    SET next_fetch_at = ${atOnce}, asked_at = coalesce(asked_at, ${now}), ${inTurnOf(accountId)}
    FROM (${nextTurnOf(accountId)}) AS mine
    WHERE repository_id = ${id} AND (next_fetch_at IS DISTINCT FROM ${atOnce} OR asked_turn > mine.turn)`;

/**
 * Asks for a fetch at once, or when the repository has had its rest: after the fetch that is under way, or the one that
 * was. That one was `interval_seconds` before the next. Answers as `askAtOnce`.
 */
export const askAfterRest = (
  tx: Prisma.TransactionClient,
  { id, accountId, now }: FetchRequest,
): Promise<number> =>
  tx.$executeRaw`
    UPDATE repository_mirrors SET asked_at = coalesce(asked_at, ${now}), ${inTurnOf(accountId)}, next_fetch_at = CASE
      WHEN asked_at IS NOT NULL OR next_fetch_at = ${underWay} THEN next_fetch_at
      WHEN next_fetch_at - (interval_seconds - ${restSeconds}::int) * interval '1 second' > ${now}
        THEN least(next_fetch_at - (interval_seconds - ${restSeconds}::int) * interval '1 second',
          ${secondsAfter(now, restSeconds)})
      ELSE ${atOnce} END
    FROM (${nextTurnOf(accountId)}) AS mine
    WHERE repository_id = ${id}
      AND (asked_at IS NULL AND next_fetch_at IS DISTINCT FROM ${atOnce} OR asked_turn > mine.turn)`;

/** Whoever asked is served, or there is nothing to be fetched any more. */
const noneAsked = 'asked_at = NULL, asked_by = NULL, asked_turn = NULL';

/** Notes that a request is served from here on: what comes later asks again. */
export const markTaken = (db: Database, id: number) =>
  db.query(
    `UPDATE repository_mirrors SET next_fetch_at = $2, ${noneAsked}
     WHERE repository_id = $1 AND (next_fetch_at = 'epoch' OR asked_at IS NOT NULL)`,
    [id, underWay],
  );

/** When it is next due, unless somebody asked while it was worked on. */
const nextUnlessAsked = (next: string, afterRest: string) =>
  `next_fetch_at = CASE WHEN next_fetch_at = 'epoch' THEN next_fetch_at
     WHEN asked_at IS NOT NULL THEN ${afterRest} ELSE ${next} END`;

const wasAsked = `(m.asked_at IS NOT NULL OR m.next_fetch_at <= '1970-01-01 00:00:01Z')`;

/** Without automatic updates, what is on disk is fetched when somebody asks. */
const isDue = `m.next_fetch_at <= $1::timestamptz
  AND ($2 OR m.status <> 'CLONED' OR r.deleted_at IS NOT NULL OR ${wasAsked})`;

/**
 * Copies that are due and that nobody works on: what somebody asked for, in the order of turns, and what is due by
 * itself, what is longest due first.
 */
export async function dueMirrors(
  db: Database,
  { now, automatic, limit }: { now: Date; automatic: boolean; limit: number },
): Promise<{ asked: MirrorTask[]; scheduled: MirrorTask[] }> {
  const due = (asked: boolean) =>
    `SELECT m.repository_id AS id, m.status, r.deleted_at IS NOT NULL AS deleted, m.failures,
       m.last_changed_at AS "lastChangedAt", ${asked} AS asked
     FROM repository_mirrors m JOIN repositories r ON r.id = m.repository_id
     WHERE ${isDue} AND ${asked ? '' : 'NOT '}${wasAsked} AND NOT EXISTS (
       SELECT 1 FROM leases l WHERE l.name = 'repository:' || m.repository_id AND l.until > clock_timestamp())
     ORDER BY ${asked ? 'm.asked_turn NULLS FIRST, m.asked_at NULLS FIRST' : 'm.next_fetch_at'} LIMIT $3`;
  const tasks = await db.query<MirrorTask>(
    `(${due(true)}) UNION ALL (${due(false)})`,
    [now, automatic, limit],
    'repositories to fetch',
  );
  return {
    asked: tasks.filter(({ asked }) => asked),
    scheduled: tasks.filter(({ asked }) => !asked),
  };
}

/** When the next copy will be due. */
export async function nextMirrorDueAt(db: Database, automatic: boolean): Promise<Date | null> {
  const [row] = await db.query<{ at: Date | null }>(
    `SELECT min(m.next_fetch_at) AS at FROM repository_mirrors m JOIN repositories r ON r.id = m.repository_id
     WHERE ${isDue}`,
    [new Date(8.64e15 / 1000), automatic],
    'when the next repository is fetched',
  );
  return row?.at ?? null;
}

export const markCloning = (db: Database, id: number) =>
  db.query(`UPDATE repository_mirrors SET status = 'CLONING', progress = NULL WHERE repository_id = $1`, [
    id,
  ]);

export const noteProgress = (db: Database, id: number, progress: string) =>
  db.query(`UPDATE repository_mirrors SET progress = $2 WHERE repository_id = $1`, [id, progress]);

export const markCorrupted = (db: Database, id: number, now: Date, reason: string) =>
  db.query(
    `UPDATE repository_mirrors SET status = 'CLONING', corrupted_at = $2, last_error = $3 WHERE repository_id = $1`,
    [id, now, reason],
  );

/** Nothing is on disk any more. A repository that came back meanwhile, as when its connection is added again, is due at once. */
export const markRemoved = (db: Database, id: number): Promise<void> =>
  db.prisma.$transaction(async (tx) => {
    // Who brings it back holds this, and then sees what is written here, or the other way round.
    await tx.$queryRaw`SELECT 1 FROM repositories WHERE id = ${id} FOR UPDATE`;
    await tx.$executeRawUnsafe(
      `UPDATE repository_mirrors SET status = 'NOT_CLONED', byte_size = 0, progress = NULL, ${noneAsked}, last_error = NULL,
         failures = 0, corrupted_at = NULL, next_fetch_at = (
           SELECT $2::timestamptz FROM repositories r WHERE r.id = repository_id AND r.deleted_at IS NULL)
       WHERE repository_id = $1`,
      id,
      atOnce,
    );
  });

export interface FetchedMirror {
  now: Date;
  lastChangedAt: Date;
  output: string;
  byteSize: number;
}

/** Writes that a copy is up to date. */
export const markFetched = (
  db: Database,
  id: number,
  { now, lastChangedAt, output, byteSize }: FetchedMirror,
) => {
  const seconds = intervalAfterFetch(lastChangedAt, now);
  return db.query(
    `UPDATE repository_mirrors SET status = 'CLONED', last_fetched_at = $2, last_changed_at = $3, last_output = $4,
       byte_size = $5, interval_seconds = $6, ${nextUnlessAsked('$7', '$8')}, last_error = NULL, failures = 0, progress = NULL,
       corrupted_at = NULL WHERE repository_id = $1`,
    [
      ...[id, now, lastChangedAt, output, byteSize, seconds],
      ...[secondsAfter(now, seconds), secondsAfter(now, restSeconds)],
    ],
  );
};

/** Writes why a copy could not be made or brought up to date, and waits longer than the last time. */
export const markFailed = (
  db: Database,
  { id, failures }: MirrorTask,
  { now, error, cloned }: { now: Date; error: string; cloned: boolean },
) => {
  const seconds = intervalAfterFailures(failures + 1);
  return db.query(
    `UPDATE repository_mirrors SET status = $2::clone_status, last_error = $3, failures = $4, interval_seconds = $5,
       ${nextUnlessAsked('$6', '$7')}, progress = NULL WHERE repository_id = $1`,
    [
      ...[id, cloned ? 'CLONED' : 'NOT_CLONED', error, failures + 1, seconds],
      ...[secondsAfter(now, seconds), secondsAfter(now, restSeconds)],
    ],
  );
};
