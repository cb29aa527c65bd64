import type { AuditEventInput } from '../audit/events.js';
import type { RequestContext } from '../context.js';

/**
 * Records what a service account asked, and what anyone was denied; with `log.auditLog.graphQL` also what people
 * asked. By default the answer waits until that is stored; `audit.requests` in the site configuration can relax it
 * for what was not denied.
 */
export async function recordRequest(context: RequestContext, event: AuditEventInput): Promise<void> {
  const { settings } = context.services.siteConfiguration.current;
  const denied = event.outcome === 'DENIED';
  const mode = denied ? 'durable' : settings['audit.requests'];
  const ofPeople = context.caller.kind !== 'SERVICE_ACCOUNT';
  if (!denied && (mode === 'off' || (ofPeople && !settings['log.auditLog'].graphQL))) return;
  if (mode === 'async') context.services.audit.appendLater(context, event);
  else await context.services.audit.append(context, event);
}
