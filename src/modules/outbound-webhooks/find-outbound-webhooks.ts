import type { Database } from '../../db/database.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { NotFoundError } from '../../errors.js';
import type { OutboundWebhook } from './outbound-webhooks.js';

/** A request to a webhook, with the event that it told. */
export interface DeliveryLog extends Prisma.OutboundWebhookLogModel {
  eventType: string;
  payload: string;
}

/** Which requests of a webhook are listed. */
export interface LogSearch {
  onlyErrors: boolean;
  /** Older than this one. */
  before: number | null;
  take: number;
}

/** How many requests there were, and how many of them failed. */
export interface LogStats {
  total: number;
  errored: number;
}

/** @throws NotFoundError when there is none. */
export async function getOutboundWebhook(db: Database, id: number): Promise<OutboundWebhook> {
  const webhook = await db.prisma.outboundWebhook.findUnique({ where: { id } });
  if (!webhook) throw new NotFoundError(`outbound webhook not found: ${id}`);
  return webhook;
}

/** Webhooks in the order in which they were made, and how many there are. No event has a scope, so none listens to one. */
export function findOutboundWebhooks(
  { prisma }: Database,
  search: {
    eventType?: string | null | undefined;
    scope?: string | null | undefined;
    after: number;
    take: number;
  },
) {
  const where: Prisma.OutboundWebhookWhereInput = {
    ...(search.eventType != null && { eventTypes: { has: search.eventType } }),
    ...(search.scope != null && { id: { in: [] } }),
  };
  return {
    rows: prisma.outboundWebhook.findMany({
      where: { AND: [where, { id: { gt: search.after } }] },
      orderBy: { id: 'asc' },
      take: search.take,
    }),
    count: () => prisma.outboundWebhook.count({ where }),
  };
}

/** The newest requests to each webhook. One statement. */
export async function newestLogs(
  db: Database,
  webhookIds: readonly number[],
  { onlyErrors, before, take }: LogSearch,
): Promise<DeliveryLog[][]> {
  const failed = onlyErrors ? 'AND l.status_code NOT BETWEEN 200 AND 299' : '';
  const rows = await db.query<DeliveryLog>(
    `SELECT l.id, l.job_id AS "jobId", l.webhook_id AS "webhookId", l.sent_at AS "sentAt",
       l.status_code AS "statusCode", l.url, l.request_headers AS "requestHeaders",
       l.response_headers AS "responseHeaders", l.response_body AS "responseBody", l.error,
       j.event_type AS "eventType", j.payload
     FROM unnest($1::int[]) AS webhook (id) CROSS JOIN LATERAL (
       SELECT * FROM outbound_webhook_logs l
       WHERE l.webhook_id = webhook.id AND ($2::int IS NULL OR l.id < $2) ${failed} ORDER BY l.id DESC LIMIT $3
     ) l JOIN outbound_webhook_jobs j ON j.id = l.job_id ORDER BY l.id DESC`,
    [[...webhookIds], before, take],
    `requests to webhooks${onlyErrors ? ' that failed' : ''}`,
  );
  const groups = new Map<number, DeliveryLog[]>(webhookIds.map((id) => [id, []]));
  for (const row of rows) groups.get(row.webhookId)?.push(row);
  return webhookIds.map((id) => groups.get(id) ?? []);
}

/** How many requests to each webhook are in its log. */
export async function countLogs(db: Database, webhookIds: readonly number[]): Promise<LogStats[]> {
  const rows = await db.query<LogStats & { id: number }>(
    `SELECT webhook_id AS id, count(*)::int AS total,
       (count(*) FILTER (WHERE status_code NOT BETWEEN 200 AND 299))::int AS errored
     FROM outbound_webhook_logs WHERE webhook_id = ANY($1::int[]) GROUP BY 1`,
    [[...webhookIds]],
    'numbers of requests to webhooks',
  );
  const stats = new Map(rows.map((row) => [row.id, row]));
  return webhookIds.map((id) => stats.get(id) ?? { total: 0, errored: 0 });
}
