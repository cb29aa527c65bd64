import type { Prisma } from '../db/generated/prisma/client.js';

/**
 * What can happen, by what it happens to. Names of the mirrored product keep their spelling (access-control
 * reference, 3.3); what only Gatehouse has extends them in the same style.
 */
export interface AuditActions {
  'auth.accessToken': 'failed' | 'invalid' | 'impersonated' | 'token_reuse_detected' | 'throttled';
  'auth.password': 'failed' | 'succeeded' | 'locked' | 'throttled';
  'auth.session': 'ended';
  'auth.site': 'initialized';
  GraphQL: 'request';
  'httpapi/auth': 'check_authorization_header' | 'check_sudo_access' | 'check_ip_address';
  user: 'created' | 'modified' | 'deleted' | 'hardDeleted' | 'recovered';
  'user.email': 'added' | 'changed' | 'deleted' | 'verificationSent' | 'verified' | 'unverified';
  'user.externalAccount': 'added' | 'changed' | 'deleted';
  'user.password': 'changed' | 'failed' | 'linkCreated' | 'reset' | 'resetRequested';
  'user.accessToken': 'created' | 'deleted' | 'rotated';
  serviceAccount: 'created' | 'modified' | 'disabled' | 'enabled' | 'deleted' | 'hardDeleted' | 'recovered';
  accessRequest: 'created' | 'approved' | 'rejected' | 'canceled' | 'reopened';
  organizations:
    | 'created'
    | 'modified'
    | 'deleted'
    | 'memberAdded'
    | 'memberRemoved'
    | 'memberInvited'
    | 'invitationAccepted'
    | 'invitationRejected';
  'repository.permissions': 'changed' | 'granted' | 'revoked' | 'expired' | 'syncRequested' | 'syncCanceled';
  'rbac.role': 'created' | 'changed' | 'deleted';
  'rbac.permission': 'changed';
  settings: 'changed';
  'settings.temporary': 'changed';
  codehosts: 'created' | 'changed' | 'deleted' | 'syncRequested' | 'syncCanceled' | 'synced';
  repository:
    | 'accessed'
    | 'fetchRequested'
    | 'recloned'
    | 'deletedFromDisk'
    | 'optimized'
    | 'connectionChecked'
    | 'deleted'
    | 'metadataAdded'
    | 'metadataChanged'
    | 'metadataDeleted'
    | 'codeownersAdded'
    | 'codeownersChanged'
    | 'codeownersDeleted';
  search: 'request';
  'search.job': 'created' | 'canceled' | 'deleted' | 'downloaded';
  'audit.log': 'viewed' | 'exported';
  'site.config': 'viewed' | 'changed';
  'site.email': 'tested';
  'webhooks.outbound': 'created' | 'changed' | 'deleted';
}

export type AuditEntity = keyof AuditActions;

/** SUCCESS: done. FAILURE: tried, and something was in the way. DENIED: not allowed, or not who they said. */
export type AuditOutcome = 'SUCCESS' | 'FAILURE' | 'DENIED';

/** To whom or what it happened, with the name it had then. */
export type AuditTarget = {
  kind:
    | 'User'
    | 'ServiceAccount'
    | 'AccessToken'
    | 'AccessRequest'
    | 'Role'
    | 'Org'
    | 'Site'
    | 'ExternalService'
    | 'OutboundWebhook'
    | 'Repository'
    | 'SearchJob';
  id?: number;
  name: string;
};

/** An account as it appears in events. */
export interface AuditActor {
  id: number;
  username: string;
  kind: 'USER' | 'SERVICE_ACCOUNT';
}

/** One thing that happened. Ids and names, never a secret. */
export type AuditEventInput = {
  [Entity in AuditEntity]: {
    entity: Entity;
    action: AuditActions[Entity];
    outcome?: AuditOutcome;
    /** Why it was refused or failed, in words. */
    reason?: string;
    target?: AuditTarget;
    details?: Prisma.InputJsonObject;
    /** Who did it, when that is not the caller of the request: nobody is signed in while signing in. */
    actor?: AuditActor;
    accessToken?: { id: number; note: string };
    operation?: { name: string | null; rootFields: readonly string[] };
  };
}[AuditEntity];
