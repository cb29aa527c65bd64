import type { Database } from '../../db/database.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';

export type AuditEventRow = Prisma.AuditEventModel;

/** Which events are wanted; all that are given must hold. */
export interface AuditEventFilter {
  /** The name or the number of whoever did it. */
  actor?: string | { id: number } | null | undefined;
  actorKind?: string | null | undefined;
  entity?: string | null | undefined;
  action?: string | null | undefined;
  outcome?: string | null | undefined;
  since?: Date | null | undefined;
  until?: Date | null | undefined;
  accessTokenId?: number | null | undefined;
  ip?: string | null | undefined;
}

/** Events, the newest first, and how many match. `after` is the cursor of the last event of the page before. */
export function findAuditEvents(
  db: Database,
  filter: AuditEventFilter,
  { after, take }: { after?: string | null | undefined; take: number },
) {
  const where = whereOf(filter);
  const before = after == null ? {} : { id: { lt: eventNumber(after) } };
  return {
    rows: db.prisma.auditEvent.findMany({ where: { AND: [where, before] }, orderBy: { id: 'desc' }, take }),
    /** `upTo`: the newest event that counts. */
    count: (upTo?: bigint) =>
      db.prisma.auditEvent.count({
        where: { AND: [where, upTo === undefined ? {} : { id: { lte: upTo } }] },
      }),
  };
}

function whereOf(filter: AuditEventFilter): Prisma.AuditEventWhereInput {
  const { actor, actorKind, entity, action, outcome, since, until, accessTokenId, ip } = filter;
  return {
    ...(typeof actor === 'string' && { actorName: actor }),
    ...(typeof actor === 'object' && actor !== null && { actorId: actor.id }),
    ...(actorKind != null && { actorKind }),
    ...(entity != null && { entity }),
    ...(action != null && { action }),
    ...(outcome != null && { outcome }),
    ...((since != null || until != null) && {
      createdAt: { ...(since != null && { gte: since }), ...(until != null && { lt: until }) },
    }),
    ...(accessTokenId != null && { accessTokenId }),
    ...(ip != null && { ip }),
  };
}

/** Cursors are the numbers of events. */
export function eventNumber(cursor: string): bigint {
  if (!/^\d{1,18}$/.test(cursor)) throw new InvalidInputError('`after` is no cursor of this list');
  return BigInt(cursor);
}
