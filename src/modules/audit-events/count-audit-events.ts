import type { Clock } from '../../clock.js';
import type { Database } from '../../db/database.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';
import type { AuditEventFilter } from './find-audit-events.js';

/** What events are counted by: hours or days in UTC, how long they are, and how many there are without a beginning. */
const intervals = {
  HOUR: { seconds: 3600, otherwise: 48 },
  DAY: { seconds: 86_400, otherwise: 30 },
} as const;
export const auditEventIntervals = ['HOUR', 'DAY'] as const satisfies (keyof typeof intervals)[];
export type AuditEventInterval = (typeof auditEventIntervals)[number];

/** More would be no chart. */
const maxIntervals = 1000;

/** The events of one hour or day. */
export interface AuditEventCount {
  start: Date;
  total: number;
  failures: number;
  denials: number;
}

/**
 * How many events match in each hour or day, the oldest first, those without any too. Without `since` the last 48 hours
 * or 30 days.
 */
export async function countAuditEvents(
  { db, clock }: { db: Database; clock: Clock },
  filter: AuditEventFilter,
  interval: AuditEventInterval,
): Promise<AuditEventCount[]> {
  const { seconds, otherwise } = intervals[interval];
  const until = filter.until ?? clock.now();
  const last = slotOf(until, seconds);
  const first = filter.since == null ? last - otherwise + 1 : slotOf(filter.since, seconds);
  if (last - first >= maxIntervals) {
    throw new InvalidInputError(
      `from since to until are more than ${maxIntervals} ${interval.toLowerCase()}s`,
    );
  }
  const since = filter.since ?? startOf(first, seconds);
  const sql = Prisma.sql`
    SELECT ${slot(seconds)} AS slot, count(*)::int AS total,
      count(*) FILTER (WHERE outcome = 'FAILURE')::int AS failures,
      count(*) FILTER (WHERE outcome = 'DENIED')::int AS denials
    FROM audit_events WHERE created_at >= ${since}::timestamptz AND ${matching(filter)} GROUP BY 1`;
  const rows = await db.query<Omit<AuditEventCount, 'start'> & { slot: number }>(sql.text, sql.values);
  const bySlot = new Map(rows.map((row) => [row.slot, row]));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const { total = 0, failures = 0, denials = 0 } = bySlot.get(first + index) ?? {};
    return { start: startOf(first + index, seconds), total, failures, denials };
  });
}

/** What an account did on one day in UTC. */
export interface UsageDay {
  /** `2026-01-31`. */
  date: string;
  requests: number;
  refusals: number;
}

/** What accounts asked and were refused on each of the last days, today included. One statement for all of them. */
export async function usageOf(
  { db, clock }: { db: Database; clock: Clock },
  ids: readonly number[],
  days: number,
): Promise<UsageDay[][]> {
  const { seconds } = intervals.DAY;
  const first = slotOf(clock.now(), seconds) - days + 1;
  const sql = Prisma.sql`
    SELECT actor_id AS id, ${slot(seconds)} AS slot,
      count(*) FILTER (WHERE entity = 'GraphQL')::int AS requests,
      count(*) FILTER (WHERE outcome = 'DENIED')::int AS refusals
    FROM audit_events
    WHERE actor_id = ANY(${[...ids]}::int[]) AND created_at >= ${startOf(first, seconds)}::timestamptz
    GROUP BY 1, 2`;
  const rows = await db.query<{ id: number; slot: number; requests: number; refusals: number }>(
    sql.text,
    sql.values,
  );
  const byDay = new Map(rows.map((row) => [`${row.id} ${row.slot}`, row]));
  return ids.map((id) =>
    Array.from({ length: days }, (_, index) => {
      const { requests = 0, refusals = 0 } = byDay.get(`${id} ${first + index}`) ?? {};
      return {
        date: startOf(first + index, seconds)
          .toISOString()
          .slice(0, 10),
        requests,
        refusals,
      };
    }),
  );
}

/** Hours and days are counted from 1970, in SQL as here. */
const slotOf = (at: Date, seconds: number): number => Math.floor(at.getTime() / 1000 / seconds);
const startOf = (slot: number, seconds: number): Date => new Date(slot * seconds * 1000);
const slot = (seconds: number): Prisma.Sql =>
  Prisma.sql`floor(extract(epoch FROM created_at) / ${seconds}::int)::int`;

/** The filter of `findAuditEvents` but for `since`, in SQL. tests/audit.test.ts holds them to the same. */
function matching(filter: AuditEventFilter): Prisma.Sql {
  const { actor, actorKind, entity, action, outcome, until, accessTokenId, ip } = filter;
  return Prisma.join(
    [
      Prisma.sql`true`,
      ...(typeof actor === 'string' ? [Prisma.sql`actor_name = ${actor}`] : []),
      ...(typeof actor === 'object' && actor !== null ? [Prisma.sql`actor_id = ${actor.id}::int`] : []),
      ...(actorKind == null ? [] : [Prisma.sql`actor_kind = ${actorKind}`]),
      ...(entity == null ? [] : [Prisma.sql`entity = ${entity}`]),
      ...(action == null ? [] : [Prisma.sql`action = ${action}`]),
      ...(outcome == null ? [] : [Prisma.sql`outcome = ${outcome}`]),
      ...(until == null ? [] : [Prisma.sql`created_at < ${until}::timestamptz`]),
      ...(accessTokenId == null ? [] : [Prisma.sql`access_token_id = ${accessTokenId}::int`]),
      ...(ip == null ? [] : [Prisma.sql`ip = ${ip}`]),
    ],
    ' AND ',
  );
}
