import type { AuditActorKind, AuditEventFilter, AuditOutcome } from '../../generated/operations';

/** The parts of the address that say which events are shown. */
export const filterNames = [
  'actor',
  'kind',
  'entity',
  'action',
  'outcome',
  'token',
  'ip',
  'since',
  'until',
] as const;
export type FilterName = (typeof filterNames)[number];

const kinds: Record<string, AuditActorKind> = {
  user: 'USER',
  service_account: 'SERVICE_ACCOUNT',
  anonymous: 'ANONYMOUS',
};
const outcomes: Record<string, AuditOutcome> = { success: 'SUCCESS', failure: 'FAILURE', denied: 'DENIED' };

/** The filter that an address asks for. What it says wrongly is left out. */
export function filterOf(get: (name: FilterName) => string): AuditEventFilter {
  return {
    actor: get('actor') || null,
    actorKind: kinds[get('kind')] ?? null,
    entity: get('entity') || null,
    action: get('action') || null,
    outcome: outcomes[get('outcome')] ?? null,
    accessToken: get('token') || null,
    ip: get('ip') || null,
    since: timeOf(get('since')),
    until: timeOf(get('until')),
  };
}

/** A local time, as fields for date and time have it, for the server. */
function timeOf(text: string): string | null {
  const date = new Date(text);
  return text && !Number.isNaN(date.getTime()) ? `${date.toISOString().slice(0, 19)}Z` : null;
}

/** What things happen to. Others can be typed. */
export const entities = [
  'GraphQL',
  'accessRequest',
  'audit.log',
  'auth.accessToken',
  'auth.password',
  'auth.session',
  'auth.site',
  'codehosts',
  'httpapi/auth',
  'organizations',
  'rbac.permission',
  'rbac.role',
  'repository',
  'repository.permissions',
  'serviceAccount',
  'settings',
  'settings.temporary',
  'site.config',
  'site.email',
  'user',
  'user.accessToken',
  'user.email',
  'user.externalAccount',
  'user.password',
];
