import { randomUUID } from 'node:crypto';
import type { Caller, ClientInfo } from '../auth/caller.js';
import type { AuditEventInput } from './events.js';

/** An event as it is stored: the columns of `audit_events`, which are also the keys of its JSON. */
export interface AuditRow {
  audit_id: string;
  created_at: string;
  request_id: string;
  entity: string;
  action: string;
  outcome: string;
  reason: string | null;
  actor_id: number | null;
  actor_name: string;
  actor_kind: string;
  impersonator_id: number | null;
  impersonator_name: string | null;
  access_token_id: number | null;
  access_token_note: string | null;
  target_kind: string | null;
  target_id: number | null;
  target_name: string | null;
  ip: string;
  forwarded_for: string;
  user_agent: string;
  client_name: string;
  client_version: string;
  operation_name: string | null;
  root_fields: readonly string[];
  details: unknown;
}

/** Inserts any number of events, given as one JSON array of rows. */
export const insertEventsSql = `
  INSERT INTO audit_events (
    audit_id, created_at, request_id, entity, action, outcome, reason, actor_id, actor_name, actor_kind,
    impersonator_id, impersonator_name, access_token_id, access_token_note, target_kind, target_id, target_name,
    ip, forwarded_for, user_agent, client_name, client_version, operation_name, root_fields, details
  )
  SELECT
    audit_id, created_at, request_id, entity, action, outcome, reason, actor_id, actor_name, actor_kind,
    impersonator_id, impersonator_name, access_token_id, access_token_note, target_kind, target_id, target_name,
    ip, forwarded_for, user_agent, client_name, client_version, operation_name, root_fields, details
  FROM json_to_recordset($1::json) AS event (
    audit_id uuid, created_at timestamptz, request_id text, entity text, action text, outcome text, reason text,
    actor_id int, actor_name text, actor_kind text, impersonator_id int, impersonator_name text,
    access_token_id int, access_token_note text, target_kind text, target_id int, target_name text, ip text,
    forwarded_for text, user_agent text, client_name text, client_version text, operation_name text,
    root_fields text[], details jsonb
  )`;

/** Postgres text holds neither NUL nor half a surrogate pair, and a client chooses many of these strings. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

/** The JSON of rows, as `insertEventsSql` takes it. */
export const serialiseRows = (rows: readonly AuditRow[]): string => {
  const json = JSON.stringify(rows);
  return /\\u(?:0000|d[89a-f])/.test(json) ? JSON.stringify(JSON.parse(json, clean)) : json;
};
const clean = (_key: string, value: unknown) => (typeof value === 'string' ? storable(value) : value);

/** Fills in who, with what and from where. */
export function auditRow(event: AuditEventInput, caller: Caller, client: ClientInfo, time: Date): AuditRow {
  const actor = event.actor ?? (caller.kind === 'ANONYMOUS' ? undefined : caller);
  const account = caller.kind === 'ANONYMOUS' ? undefined : caller;
  const token =
    event.accessToken ??
    (account?.credential.via === 'token'
      ? { id: account.credential.tokenId, note: account.credential.note }
      : undefined);
  return {
    audit_id: randomUUID(),
    created_at: time.toISOString(),
    request_id: client.requestId,
    entity: event.entity,
    action: event.action,
    outcome: event.outcome ?? 'SUCCESS',
    reason: event.reason ?? null,
    actor_id: actor?.id ?? null,
    actor_name: actor?.username ?? '',
    actor_kind: actor?.kind ?? 'ANONYMOUS',
    impersonator_id: account?.impersonator?.id ?? null,
    impersonator_name: account?.impersonator?.username ?? null,
    access_token_id: token?.id ?? null,
    access_token_note: token?.note ?? null,
    target_kind: event.target?.kind ?? null,
    target_id: event.target?.id ?? null,
    target_name: event.target?.name ?? null,
    ip: client.ip,
    forwarded_for: client.forwardedFor,
    user_agent: client.userAgent,
    client_name: client.clientName,
    client_version: client.clientVersion,
    operation_name: event.operation?.name ?? null,
    root_fields: event.operation?.rootFields ?? [],
    details: event.details ?? null,
  };
}
