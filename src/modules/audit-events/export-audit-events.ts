import { z } from 'zod';
import { requireSiteAdmin } from '../../authz/policy.js';
import type { RequestContext } from '../../context.js';
import { csvLine } from '../../csv.js';
import type { Database } from '../../db/database.js';
import { InvalidInputError } from '../../errors.js';
import { formatDateTime } from '../../graphql/date-time.js';
import { encodeId } from '../../ids.js';
import { type AuditEventFilter, type AuditEventRow, findAuditEvents } from './find-audit-events.js';
import { auditActorKinds, auditOutcomes, filterOf, reportReading } from './wanted-events.js';

/** How many events are in memory at once. */
const pageSize = 1000;

/** Events as a file. */
export interface AuditExport {
  /** The name of its format, which is also how the name of the file ends. */
  format: ExportFormat;
  contentType: string;
  text: AsyncIterable<string>;
}

export type ExportFormat = 'jsonl' | 'csv';

/** The filter of `auditEvents` as parameters of an address, and the format. */
const parameters = z.strictObject({
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
  actor: z.string().optional(),
  actorKind: z.enum(auditActorKinds).optional(),
  entity: z.string().optional(),
  action: z.string().optional(),
  outcome: z.enum(auditOutcomes).optional(),
  since: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
  accessToken: z.string().optional(),
  ip: z.string().optional(),
});

/**
 * Every event that the parameters of an address select, the newest first, read from the database a page at a time as
 * fast as it is taken, for one export of an account at a time. That somebody does so is recorded before the first event goes out; what happens meanwhile is not
 * part of it.
 *
 * @throws InvalidInputError when a parameter is none of these or says what cannot be, LimitExceededError when too many of
 * the caller's wait.
 */
export async function exportAuditEvents(context: RequestContext, query: unknown): Promise<AuditExport> {
  requireSiteAdmin(context.caller);
  const read = parameters.safeParse(query);
  if (!read.success) {
    const [issue] = read.error.issues;
    const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
    throw new InvalidInputError(`the parameter ${name} is none of an export, or its value is not understood`);
  }
  const { format, ...wanted } = read.data;
  const filter = filterOf(wanted);
  const { db } = context.services;
  await context.takeRoom?.();
  const first = await pageBehind(db, filter, null);
  await reportReading(context, 'exported', { filter: wanted, format });
  const { contentType, head, line } = formats[format];
  return { format, contentType, text: textOf(db, filter, first, { head, line }) };
}

const pageBehind = (db: Database, filter: AuditEventFilter, after: string | null): Promise<AuditEventRow[]> =>
  findAuditEvents(db, filter, { after, take: pageSize }).rows;

async function* textOf(
  db: Database,
  filter: AuditEventFilter,
  first: AuditEventRow[],
  { head, line }: Pick<(typeof formats)[ExportFormat], 'head' | 'line'>,
): AsyncGenerator<string> {
  if (head) yield head;
  for (let page = first; page.length > 0; ) {
    yield page.map(line).join('');
    const last = page[pageSize - 1];
    page = last ? await pageBehind(db, filter, String(last.id)) : [];
  }
}

/** An event as `AuditEvent` of the API has it. */
const asInApi = (event: AuditEventRow) => ({
  id: encodeId('AuditEvent', event.id),
  auditID: event.auditId,
  createdAt: formatDateTime(event.createdAt),
  requestID: event.requestId,
  entity: event.entity,
  action: event.action,
  outcome: event.outcome,
  reason: event.reason,
  actor: {
    kind: event.actorKind,
    id: event.actorId === null ? null : encodeId('User', event.actorId),
    name: event.actorName,
    impersonatedBy: event.impersonatorName,
    accessTokenID: event.accessTokenId === null ? null : encodeId('AccessToken', event.accessTokenId),
    accessTokenNote: event.accessTokenNote,
    ip: event.ip,
    forwardedFor: event.forwardedFor,
    userAgent: event.userAgent,
    clientName: event.clientName,
    clientVersion: event.clientVersion,
  },
  target:
    event.targetKind === null
      ? null
      : { kind: event.targetKind, databaseID: event.targetId, name: event.targetName ?? '' },
  operationName: event.operationName,
  rootFields: event.rootFields,
  details: event.details,
});

const columns: [name: string, value: (event: AuditEventRow) => string | null][] = [
  ['time', ({ createdAt }) => formatDateTime(createdAt)],
  ['entity', ({ entity }) => entity],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['reason', ({ reason }) => reason],
  ['actor', ({ actorName }) => actorName],
  ['actor_kind', ({ actorKind }) => actorKind],
  ['token', ({ accessTokenNote }) => accessTokenNote],
  ['impersonated_by', ({ impersonatorName }) => impersonatorName],
  ['ip', ({ ip }) => ip],
  ['user_agent', ({ userAgent }) => userAgent],
  ['target_kind', ({ targetKind }) => targetKind],
  ['target', ({ targetName }) => targetName],
  ['operation', ({ operationName }) => operationName],
  ['root_fields', ({ rootFields }) => rootFields.join(' ')],
  ['details', ({ details }) => (details === null ? null : JSON.stringify(details))],
  ['request', ({ requestId }) => requestId],
  ['event', ({ auditId }) => auditId],
];

const formats = {
  jsonl: {
    contentType: 'application/jsonl; charset=utf-8',
    head: '',
    line: (event: AuditEventRow) => `${JSON.stringify(asInApi(event))}\n`,
  },
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    head: csvLine(columns.map(([name]) => name)),
    line: (event: AuditEventRow) => csvLine(columns.map(([, value]) => value(event) ?? '')),
  },
} as const satisfies Record<ExportFormat, object>;
