import type { ClientInfo } from '../auth/caller.js';
import type { AuditRow } from './record.js';

/** Who writes the lines: the `Resource` of the mirrored record. */
export interface AuditResource {
  'service.name': string;
  'service.version': string;
  'service.instance.id': string;
}

/**
 * One event as one line of JSON in the shape of the mirrored product's audit log (access-control reference,
 * 3.1). Our own keys in `actor`: `actorName`, `actorKind`, `fromAccessTokenNote`, `impersonatorUID` and
 * `impersonatorName`, so that a reader tells a machine from a person without looking up numbers.
 */
export function auditLine(row: AuditRow, client: ClientInfo, resource: AuditResource): string {
  const body = `${row.action} (sampling immunity token: ${row.audit_id})`;
  const record = {
    Resource: resource,
    InstrumentationScope: 'gatehouse.audit',
    Body: body,
    message: body,
    Attributes: {
      audit: {
        auditID: row.audit_id,
        entity: row.entity,
        action: row.action,
        outcome: row.outcome,
        reason: row.reason ?? undefined,
        actor: {
          actorUID: row.actor_id === null ? '0' : String(row.actor_id),
          actorName: row.actor_name,
          actorKind: row.actor_kind,
          ip: row.ip,
          'X-Forwarded-For': row.forwarded_for,
          userAgent: row.user_agent,
          'X-Requested-With': client.requestedWith,
          'X-Sourcegraph-API-Client-Name': row.client_name,
          'X-Sourcegraph-API-Client-Version': row.client_version,
          'X-Sourcegraph-API-Client-Feature': client.clientFeature,
          fromAccessTokenID: row.access_token_id === null ? '' : String(row.access_token_id),
          fromAccessTokenNote: row.access_token_note ?? '',
          impersonatorUID: row.impersonator_id === null ? undefined : String(row.impersonator_id),
          impersonatorName: row.impersonator_name ?? undefined,
          sourcegraphOperator: false,
        },
      },
      requestID: row.request_id,
      target:
        row.target_kind === null
          ? undefined
          : { kind: row.target_kind, id: row.target_id ?? undefined, name: row.target_name },
      request:
        row.operation_name === null && row.root_fields.length === 0
          ? undefined
          : { name: row.operation_name ?? 'unknown', rootFields: row.root_fields },
      details: row.details ?? undefined,
    },
  };
  // Nanoseconds do not fit a JavaScript number, so their digits are written as text.
  const nanos = `${Date.parse(row.created_at)}000000`;
  return `{"timestampNanos":${nanos},${escaped(JSON.stringify(record)).slice(1)}`;
}

/** Control characters that JSON leaves as they are, and what some readers take for the end of a line. */
const escaped = (json: string): string =>
  json.replace(
    /[\x7f-\x9f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
