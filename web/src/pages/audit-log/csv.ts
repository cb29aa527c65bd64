import type { AuditEventExportQuery } from '../../generated/operations';

type Event = AuditEventExportQuery['auditEvents']['nodes'][number];

const columns: [name: string, value: (event: Event) => string | null | undefined][] = [
  ['time', ({ createdAt }) => createdAt],
  ['entity', ({ entity }) => entity],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['reason', ({ reason }) => reason],
  ['actor', ({ actor }) => actor.name],
  ['actor_kind', ({ actor }) => actor.kind],
  ['token', ({ actor }) => actor.accessTokenNote],
  ['impersonated_by', ({ actor }) => actor.impersonatedBy],
  ['ip', ({ actor }) => actor.ip],
  ['user_agent', ({ actor }) => actor.userAgent],
  ['target_kind', ({ target }) => target?.kind],
  ['target', ({ target }) => target?.name],
  ['operation', ({ operationName }) => operationName],
  ['details', ({ details }) => (details === null ? null : JSON.stringify(details))],
  ['request', ({ requestID }) => requestID],
  ['event', ({ auditID }) => auditID],
];

export const csvHead = `${columns.map(([name]) => name).join(',')}\n`;

/** An event as a line of a table (RFC 4180). */
export const csvLine = (event: Event): string =>
  columns.map(([, value]) => cell(value(event) ?? '')).join(',');

/**
 * SECURITY: spreadsheets run texts that begin like a formula, and names and reasons come from strangers: those get an
 * apostrophe in front, which spreadsheets take as the mark of a text.
 */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
