import type { AuditedTransaction } from '../../audit/audit-log.js';
import type { RequestContext } from '../../context.js';
import { formatDateTime } from '../../graphql/date-time.js';
import type { Account } from '../users/accounts.js';
import type { EventType } from './event-types.js';

/**
 * Has the webhooks told that an account was made, in the transaction that makes it: told if and only if it is made.
 * Source of the payload: identity reference, 10.4.
 */
export const announceUser = (
  context: RequestContext,
  transaction: AuditedTransaction,
  account: Account,
  verifiedEmail?: string,
): Promise<void> =>
  announce(context, transaction, 'user:create', {
    version: 1,
    user: {
      database_id: account.id,
      username: account.username,
      display_name: account.displayName ?? '',
      avatar_url: account.avatarUrl ?? '',
      created_at: formatDateTime(account.createdAt),
      site_admin: account.siteAdmin,
      service_account: account.kind === 'SERVICE_ACCOUNT',
      ...(verifiedEmail !== undefined && { verified_email: verifiedEmail }),
    },
    ...(account.createdById !== null && { created_by_user_id: account.createdById }),
  });

/** Writes what happened once, and a delivery for every webhook that listens to it. One statement. */
async function announce(
  { services }: RequestContext,
  { tx, afterwards }: AuditedTransaction,
  eventType: EventType,
  payload: object,
): Promise<void> {
  const now = services.clock.now();
  const deliveries = await tx.$executeRaw`
    WITH listening AS (
      SELECT id FROM outbound_webhooks WHERE ${eventType} = ANY(event_types) FOR KEY SHARE
    ), job AS (
      INSERT INTO outbound_webhook_jobs (event_type, payload, created_at)
      SELECT ${eventType}, ${JSON.stringify(payload)}, ${now}::timestamptz WHERE EXISTS (SELECT 1 FROM listening)
      RETURNING id
    )
    INSERT INTO outbound_webhook_deliveries (job_id, webhook_id, next_try_at)
    SELECT job.id, listening.id, ${now}::timestamptz FROM job, listening`;
  if (deliveries > 0) afterwards(() => services.background.wake());
}
