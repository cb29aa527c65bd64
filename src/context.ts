import type { AuditedTransaction } from './audit/audit-log.js';
import type { AuditEventInput } from './audit/events.js';
import type { Caller, ClientInfo } from './auth/caller.js';
import type { Services } from './services.js';

/** One request as domain functions see it: who calls, from where, and what the server has. */
export interface RequestContext {
  readonly services: Services;
  readonly caller: Caller;
  readonly client: ClientInfo;
  /** Aborted when nobody waits for the answer any more. Made when it is first asked for: most requests need none. */
  readonly hungUp?: () => AbortSignal;
  /**
   * Waits until this process has room for an answer of many megabytes, and keeps it until the answer is out. To be
   * asked before so much is in memory.
   */
  readonly takeRoom?: () => Promise<void>;
}

/** Who has to wait for himself: accounts take turns, and so do addresses without one. */
export const turnOf = ({ caller, client }: Pick<RequestContext, 'caller' | 'client'>): string =>
  caller.kind === 'ANONYMOUS' ? `address ${client.ip}` : `account ${caller.id}`;

/** Runs a change and its audit events in one transaction. Inside, use only `tx`. */
export const change = <Result>(
  context: RequestContext,
  work: (transaction: AuditedTransaction) => Promise<Result>,
): Promise<Result> => context.services.audit.transaction(context, work);

/** Records something that changed nothing, and waits until it is stored. */
export const report = (context: RequestContext, event: AuditEventInput): Promise<void> =>
  context.services.audit.append(context, event);
