import { createHmac } from 'node:crypto';
import { unseal } from '../../auth/sealed-text.js';
import type { Task, TaskSource } from '../../background/worker.js';
import { secondsAfter } from '../../clock.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { type OutboundResponse, postOutside } from '../../outbound-request.js';
import type { Services } from '../../services.js';
import { gatehouseVersion } from '../../version.js';
import { secretPurpose } from './outbound-webhooks.js';

/** Seconds after which a webhook is told again that did not take it. */
const pauses = [10, 60, 600, 3600] as const;
const timeoutMs = 10_000;
const maxErrorLength = 1000;

/** How long what was sent can be looked at. */
export const logKeptSeconds = 7 * 86_400;

/** Tells webhooks what they are still to be told. */
export function deliveryTasks(services: Services): TaskSource {
  const { db, clock } = services;
  return {
    concurrency: () => 4,
    due: async (limit) => {
      const due = await db.query<{ id: number }>(
        `SELECT d.id FROM outbound_webhook_deliveries d WHERE d.next_try_at <= $1 AND NOT EXISTS (
           SELECT 1 FROM leases l WHERE l.name = 'webhook delivery:' || d.id AND l.until > clock_timestamp())
         ORDER BY d.next_try_at, d.id LIMIT $2`,
        [clock.now(), limit],
        'deliveries to webhooks',
      );
      return due.map(
        ({ id }): Task => ({
          name: `webhook delivery:${id}`,
          run: (signal) => deliver(services, id, signal),
        }),
      );
    },
    nextDueAt: async () => {
      const [row] = await db.query<{ at: Date | null }>(
        'SELECT min(next_try_at) AS at FROM outbound_webhook_deliveries',
        [],
        'when the next delivery to a webhook is due',
      );
      return row?.at ?? null;
    },
  };
}

/**
 * One try. It is counted before it is made, so that one at which the server dies counts too: what is told may be told
 * twice and never more often than there are tries.
 */
async function deliver(services: Services, id: number, signal: AbortSignal): Promise<void> {
  const { clock, db, keys, log, siteConfiguration } = services;
  const delivery = await takeTry(services, id);
  if (!delivery) return;
  const { job, webhook } = delivery;
  const secret = await unseal(keys, secretPurpose, webhook.sealedSecret);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': `Gatehouse/${gatehouseVersion}`,
    'x-sourcegraph-webhook-event-type': job.eventType,
    'x-sourcegraph-webhook-signature': createHmac('sha256', secret).update(job.payload).digest('hex'),
    'x-gatehouse-webhook-job': String(job.id),
  };
  const sentAt = clock.now();
  let response: OutboundResponse | undefined;
  let error: string | null = null;
  try {
    response = await postOutside({
      url: webhook.url,
      headers,
      body: job.payload,
      allowedHosts: siteConfiguration.current.settings['outboundWebhooks.allowedHosts'],
      timeoutMs,
      signal,
    });
  } catch (cause) {
    // It is told again when the server is back, and this try was none.
    if (signal.aborted) return giveBack(services, id);
    error = (cause as Error).message.slice(0, maxErrorLength);
  }
  const status = response?.status ?? 0;
  const isTaken = status >= 200 && status < 300;
  const isLast = delivery.tries > pauses.length;
  await db.prisma.$transaction(async (tx) => {
    // Whoever deletes the webhook meanwhile deletes its log.
    await tx.$executeRaw`
      INSERT INTO outbound_webhook_logs (job_id, webhook_id, sent_at, status_code, url, request_headers,
        response_headers, response_body, error)
      SELECT ${job.id}, id, ${sentAt}::timestamptz, ${status}, ${webhook.url}, ${JSON.stringify(headers)}::jsonb,
        ${response ? JSON.stringify(response.headers) : null}::jsonb,
        ${response ? response.body.replaceAll('\0', '\uFFFD') : null}, ${error}
      FROM outbound_webhooks WHERE id = ${webhook.id} FOR KEY SHARE`;
    if (isTaken || isLast) await tx.outboundWebhookDelivery.deleteMany({ where: { id } });
  });
  if (!isTaken) {
    const about = { webhook: webhook.id, job: job.id, status, error };
    log.warn(about, isLast ? 'a webhook was not told, and is tried no more' : 'a webhook was not told');
  }
}

/** Takes a delivery for one try, and says when the next one is due if this one does not end well. */
async function takeTry({ clock, db }: Services, id: number) {
  return db.prisma.$transaction(async (tx) => {
    const delivery = await tx.outboundWebhookDelivery.findUnique({
      where: { id },
      include: { job: true, webhook: true },
    });
    if (!delivery) return undefined;
    // The server ended in its last try.
    if (delivery.tries > pauses.length) {
      await tx.outboundWebhookDelivery.delete({ where: { id } });
      return undefined;
    }
    const { count } = await tx.outboundWebhookDelivery.updateMany({
      where: { id, tries: delivery.tries },
      data: { tries: { increment: 1 }, nextTryAt: secondsAfter(clock.now(), pauses[delivery.tries] ?? 60) },
    });
    return count === 0 ? undefined : { ...delivery, tries: delivery.tries + 1 };
  });
}

const giveBack = async ({ clock, db }: Services, id: number): Promise<void> => {
  await db.prisma.outboundWebhookDelivery.updateMany({
    where: { id },
    data: { tries: { decrement: 1 }, nextTryAt: clock.now() },
  });
};

/** Forgets what was told long ago and waits for nobody. */
export const forgetOldDeliveries = async (tx: Prisma.TransactionClient, now: Date): Promise<void> => {
  await tx.outboundWebhookJob.deleteMany({
    where: { createdAt: { lte: secondsAfter(now, -logKeptSeconds) }, deliveries: { none: {} } },
  });
};
