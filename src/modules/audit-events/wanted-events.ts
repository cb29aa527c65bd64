import { type RequestContext, report } from '../../context.js';
import { InvalidInputError } from '../../errors.js';
import { databaseId, decodeId } from '../../ids.js';
import type { AuditEventFilter } from './find-audit-events.js';

export const auditActorKinds = ['USER', 'SERVICE_ACCOUNT', 'ANONYMOUS'] as const;
export const auditOutcomes = ['SUCCESS', 'FAILURE', 'DENIED'] as const;

/** Which events a client wants, in its own words: ids are those of the API. */
export interface WantedEvents extends Omit<AuditEventFilter, 'actor' | 'accessTokenId'> {
  /** The name or the id of an account. */
  actor?: string | null | undefined;
  accessToken?: string | null | undefined;
}

/** Characters of a text in a filter at most. It is recorded with the reading. */
const longestText = 1000;

/**
 * A filter with its ids decoded.
 *
 * @throws InvalidInputError.
 */
export function filterOf({ accessToken, actor, ...rest }: WantedEvents): AuditEventFilter {
  for (const text of [accessToken, actor, ...Object.values(rest)]) {
    if (typeof text === 'string' && text.length > longestText) {
      throw new InvalidInputError(`a text of the filter is longer than ${longestText} characters`);
    }
  }
  return {
    ...rest,
    actor: actor == null ? null : actorOf(actor),
    accessTokenId: accessToken == null ? null : databaseId(accessToken, 'AccessToken'),
  };
}

/** An account's id means that account, whatever its name was; anything else is the name it had then. */
function actorOf(text: string): string | { id: number } {
  try {
    const { kind } = decodeId(text);
    if (kind === 'User' || kind === 'ServiceAccount')
      return { id: databaseId(text, ['User', 'ServiceAccount']) };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
  }
  return text;
}

/** Who read what of the audit log is itself an event. */
export const reportReading = (
  context: RequestContext,
  action: 'viewed' | 'exported',
  { filter, ...how }: { filter: WantedEvents; countedBy?: string; format?: string },
): Promise<void> =>
  report(context, {
    entity: 'audit.log',
    action,
    target: auditLogTarget,
    details: { filter: JSON.parse(JSON.stringify(filter)), ...how },
  });

/** The audit log as what something is done to. */
export const auditLogTarget = { kind: 'Site', name: 'audit log' } as const;
