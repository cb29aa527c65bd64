import { InvalidInputError } from './errors.js';

/** The kinds of things that have an id. Source: identity reference, section 6. */
export type NodeKind =
  | 'User'
  | 'ServiceAccount'
  | 'AccessToken'
  | 'Role'
  | 'Permission'
  | 'Org'
  | 'SiteConfigurationChange'
  | 'AuditEvent'
  | 'Repository'
  | 'ExternalService'
  | 'ExternalAccount'
  | 'OrganizationInvitation'
  | 'ExternalServiceSyncJob'
  | 'GitCommit'
  | 'GitRef'
  | 'PermissionsSyncJob'
  | 'AccessRequest'
  | 'OutboundWebhook'
  | 'OutboundWebhookLog'
  | 'OutboundWebhookJob'
  | 'SearchJob'
  | 'CodeownersIngestedFile';

/** Base64 of `Kind:<integer>`: `User:1` is `VXNlcjox`. `btoa` takes Latin only, and half the time. */
export const encodeId = (
  kind: NodeKind | 'Site' | 'DefaultSettings',
  id: number | bigint | string,
): string =>
  typeof id === 'string' ? Buffer.from(`${kind}:${id}`).toString('base64') : btoa(`${kind}:${id}`);

/** Characters of an id at most: that of a git reference holds its name. */
const longestId = 10_000;

/** Kind and number in an id. Standard and URL alphabets are read, with or without padding. */
export function decodeId(id: string): { kind: string; spec: string } {
  if (id.length > longestId) throw new InvalidInputError('invalid graphql.ID');
  const bad = /[^A-Za-z0-9+/_=-]/.exec(id);
  if (bad) throw new InvalidInputError(`illegal base64 data at input byte ${bad.index}`);
  const text = Buffer.from(id, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) throw new InvalidInputError('invalid graphql.ID');
  return { kind: text.slice(0, colon), spec: text.slice(colon + 1) };
}

/**
 * The database id in an id of one of the given kinds. An id of another kind is refused, even when its number
 * would fit: it names something else.
 */
export function databaseId(id: string, kinds: NodeKind | readonly NodeKind[]): number {
  const { kind, spec } = decodeId(id);
  const allowed: readonly string[] = typeof kinds === 'string' ? [kinds] : kinds;
  const [wanted = ''] = allowed;
  if (!allowed.includes(kind)) throw new InvalidInputError(wrongKind(wanted, kind));
  const number = /^\d{1,16}$/.test(spec) ? Number(spec) : 0;
  if (number < 1 || number > largest(kind)) throw new InvalidInputError('invalid node id');
  return number;
}

/** Whether a text is the id of something of the kind, be it there or not. */
export function isIdOf(kind: NodeKind, id: string): boolean {
  try {
    databaseId(id, kind);
    return true;
  } catch {
    return false;
  }
}

/** The mirrored product writes the kind of organizations small. */
const wrongKind = (wanted: string, kind: string): string =>
  `invalid ${wanted === 'Org' ? 'org' : wanted} id of kind "${kind}"`;

/** The number in the id of an audit event: there are more of them than of anything else. */
export function auditEventNumber(id: string): bigint {
  const { kind, spec } = decodeId(id);
  if (kind !== 'AuditEvent') throw new InvalidInputError(wrongKind('AuditEvent', kind));
  if (!/^\d{1,18}$/.test(spec)) throw new InvalidInputError('invalid node id');
  return BigInt(spec);
}

/** Rows are numbered in 32 bits, except events, of which there is one for every request. */
const largest = (kind: string): number => (kind === 'AuditEvent' ? Number.MAX_SAFE_INTEGER : 0x7fff_ffff);

/** The account in a `User` or `ServiceAccount` id: both name rows of the same table. */
export const accountId = (id: string): number => databaseId(id, ['User', 'ServiceAccount']);
