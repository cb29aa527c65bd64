import type { AuditTarget } from '../../audit/events.js';
import { seal, unseal } from '../../auth/sealed-text.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { ExternalServiceKind, Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import type { Services } from '../../services.js';
import {
  applyListing,
  countTurned,
  type ListingResult,
  lockNames,
  settleRepositories,
} from './apply-listing.js';
import type { Connection } from './code-host.js';
import { codeHostOf } from './code-hosts.js';
import { readConfig, restoreSecrets } from './config-text.js';

/** A row of `external_services`: a code host connection. */
export type ExternalService = Prisma.ExternalServiceModel;

const maxDisplayName = 255;

/** Separates the sealed configurations from other uses of the server keys. */
export const configPurpose = 'configuration of a code host connection';

export interface NewExternalService {
  kind: ExternalServiceKind;
  displayName: string;
  config: string;
}

/** Adds a code host connection. What its configuration names is there at once. */
export async function addExternalService(
  context: RequestContext,
  { kind, displayName, config }: NewExternalService,
): Promise<ExternalService> {
  const { id: creatorId } = requireSiteAdmin(context.caller);
  checkDisplayName(displayName);
  const host = codeHostOf(kind);
  const connection = readConfig(host, restoreSecrets(host, config, '{}'));
  const { clock } = context.services;
  const sealed = await sealedConfig(context.services, config);
  const added = await change(context, async ({ tx, record }) => {
    const now = clock.now();
    const service = await tx.externalService.create({
      data: {
        kind,
        displayName,
        url: connection.url,
        sealedConfig: sealed,
        unrestricted: isUnrestricted(context.services),
        creatorId,
        lastUpdaterId: creatorId,
        createdAt: now,
        updatedAt: now,
      },
    });
    const { service: synced, result } = await takeListing(tx, service, connection, now);
    record({
      entity: 'codehosts',
      action: 'created',
      target: target(synced),
      details: { kind, ...(result && { repositories: numbers(result) }) },
    });
    return synced;
  });
  context.services.background.wake();
  return added;
}

export interface ExternalServiceChange {
  displayName?: string | null | undefined;
  config?: string | null | undefined;
}

/** Changes a code host connection. Where the configuration says REDACTED, the stored secret stays. */
export async function updateExternalService(
  context: RequestContext,
  id: number,
  { displayName, config }: ExternalServiceChange,
): Promise<ExternalService> {
  const { id: lastUpdaterId } = requireSiteAdmin(context.caller);
  if (displayName != null) checkDisplayName(displayName);
  const { clock } = context.services;
  const changed = await change(context, async ({ tx, record }) => {
    const before = await lockExternalService(tx, id);
    const host = codeHostOf(before.kind);
    const stored = await configOf(context.services, before);
    const text = config == null ? stored : restoreSecrets(host, config, stored);
    const connection = readConfig(host, text);
    const now = clock.now();
    const updated = await tx.externalService.update({
      where: { id },
      data: {
        displayName: displayName ?? before.displayName,
        url: connection.url,
        ...(text !== stored && { sealedConfig: await sealedConfig(context.services, text) }),
        unrestricted: isUnrestricted(context.services),
        lastUpdaterId,
        updatedAt: now,
      },
    });
    const { service, result } = await takeListing(tx, updated, connection, now);
    record({
      entity: 'codehosts',
      action: 'changed',
      target: target(service),
      details: {
        before: { displayName: before.displayName },
        after: { displayName: service.displayName },
        configChanged: text !== stored,
        ...(result && { repositories: numbers(result) }),
      },
    });
    return service;
  });
  context.services.background.wake();
  return changed;
}

/** Deletes a code host connection, and the repositories that no other connection yields. */
export async function deleteExternalService(context: RequestContext, id: number): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const service = await lockExternalService(tx, id);
    await lockNames(tx);
    await tx.externalService.delete({ where: { id } });
    const { deleted, turned } = await settleRepositories(tx, context.services.clock.now());
    record({
      entity: 'codehosts',
      action: 'deleted',
      target: target(service),
      details: { kind: service.kind, repositories: { deleted, ...countTurned(turned) } },
    });
  });
  context.services.background.wake();
}

/** The configuration as it was given, secrets included: it must not leave the server. */
export const configOf = (
  { keys }: Pick<Services, 'keys'>,
  { sealedConfig }: Pick<ExternalService, 'sealedConfig'>,
): Promise<string> => unseal(keys, configPurpose, sealedConfig);

/** A configuration as it is stored. */
export const sealedConfig = ({ keys }: Pick<Services, 'keys'>, text: string): Promise<string> =>
  seal(keys, configPurpose, text);

/** Where the configuration itself names the repositories, they are taken in the transaction that changes it. */
async function takeListing(
  tx: Prisma.TransactionClient,
  service: ExternalService,
  connection: Connection,
  now: Date,
): Promise<{ service: ExternalService; result?: ListingResult }> {
  const repositories = connection.listed?.({ unrestricted: service.unrestricted });
  if (!repositories) {
    // The host has to be asked, which is done in the background.
    const waiting = await tx.externalService.update({ where: { id: service.id }, data: { nextSyncAt: now } });
    return { service: waiting };
  }
  const { serviceType } = codeHostOf(service.kind);
  const result = await applyListing(tx, { externalServiceId: service.id, serviceType, repositories, now });
  const { warning } = result;
  const synced = await tx.externalService.update({
    where: { id: service.id },
    data: { lastSyncAt: now, nextSyncAt: null, lastSyncError: null, warning },
  });
  return { service: synced, result };
}

/**
 * Whether everybody sees the repositories of a connection that is written now: only where grants are switched off, as
 * nobody could be let in otherwise. Source: access-control reference, 2.2.
 */
const isUnrestricted = ({ siteConfiguration }: Services): boolean =>
  !siteConfiguration.current.settings['permissions.userMapping'].enabled;

function checkDisplayName(displayName: string): void {
  if (displayName.trim() === '') throw new InvalidInputError('display name must not be blank');
  if (displayName.length > maxDisplayName) {
    throw new InvalidInputError(`the display name has at most ${maxDisplayName} characters`);
  }
}

/** Keeps others from changing the connection until the transaction ends. */
export async function lockExternalService(
  tx: Prisma.TransactionClient,
  id: number,
): Promise<ExternalService> {
  await tx.$queryRaw`SELECT 1 FROM external_services WHERE id = ${id} FOR UPDATE`;
  const service = await tx.externalService.findUnique({ where: { id } });
  if (!service) throw new NotFoundError(`external service not found: ${id}`);
  return service;
}

const numbers = ({ warning: _, ...counts }: ListingResult) => counts;

/** A connection as events name it. */
export const target = ({ id, displayName }: ExternalService): AuditTarget => ({
  kind: 'ExternalService',
  id,
  name: displayName,
});
